// SPDX-License-Identifier: Apache-2.0
//
// Quantised models against the float models that they stand for, which a script makes of them: these have to agree
// with ONNX Runtime's outputs, and what a quantised model detects has to be there in the float one and the reverse, as
// far as eight bits allow.
#include <gtest/gtest.h>

#include <algorithm>

#include "backend/native/backend.hpp"
#include "backend/onnxruntime/backend.hpp"
#include "base/try.hpp"
#include "cli/differences.hpp"
#include "photographs.hpp"
#include "support/files.hpp"
#include "support/program.hpp"
#include "yolozu/detection.hpp"

namespace yolozu {
namespace {

struct Case {
    const char* model;
    int class_count;
    bool in_pairs;  ///< QuantizeLinear and DequantizeLinear around each node; otherwise DynamicQuantizeLinear before it
    double agreement;  ///< the least share of detections with a partner
};

// Debian's, for which tools/setup.sh installs python3-onnx; the one of PATH may be another.
constexpr const char* python = "/usr/bin/python3";

bool python_has_onnx() {
    return std::filesystem::exists(python) && test::Program(python, {"-c", "import onnx, numpy"}).wait().exit_code == 0;
}

Result<std::unique_ptr<Session>> session_of(const Backend& backend, const std::filesystem::path& model) {
    YOLOZU_ASSIGN(const auto loaded, backend.load(model, {"cpu", 2, {}}));
    return loaded->create_session();
}

double overlap(const Detection& a, const Detection& b) {
    const auto area = [](double width, double height) { return std::max(width, 0.0) * std::max(height, 0.0); };
    const double both = area(std::min(a.x2, b.x2) - std::max(a.x1, b.x1), std::min(a.y2, b.y2) - std::max(a.y1, b.y1));
    return both / (area(a.x2 - a.x1, a.y2 - a.y1) + area(b.x2 - b.x1, b.y2 - b.y1) - both);
}

/// How many of the detections have one of the same class in the same place among the others.
std::size_t count_partners(std::span<const Detection> detections, std::span<const Detection> others) {
    constexpr double same_place = 0.8;
    return static_cast<std::size_t>(std::ranges::count_if(detections, [&](const Detection& detection) {
        return std::ranges::any_of(others, [&](const Detection& other) {
            return other.class_id == detection.class_id && overlap(detection, other) >= same_place;
        });
    }));
}

class DequantisedModels : public testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        YOLOZU_REQUIRE_SHARED();
        if (!python_has_onnx()) GTEST_SKIP() << python << " with python3-onnx is not here: run tools/setup.sh test";
        const std::filesystem::path script = GetParam().in_pairs
                                                 ? test::source_dir() / "tests/backend/dequantise_pairs.py"
                                                 : test::shared("models/dequantize.py");
        const test::ProgramResult made = test::Program(python, {script, quantised_, float_}).wait();
        ASSERT_EQ(made.exit_code, 0) << made.err;
    }

    Result<std::vector<Detection>> detect(Session& session, const TensorView& input, double score_threshold) const {
        YOLOZU_ASSIGN(const auto outputs, session.run({&input, 1}));
        // Rows behind the classes are the masks' coefficients.
        TensorView output = outputs.front();
        YOLOZU_ASSIGN(output.shape,
                      Shape::from(std::vector<std::int64_t>{1, 4 + GetParam().class_count, output.shape[2]}));
        ModelInfo info;
        info.outputs = {{OutputRole::detections, 0, "output0"}};
        info.head = Head::yolov8;
        info.class_count = GetParam().class_count;
        DecodeOptions options;
        options.score_threshold = score_threshold;
        YOLOZU_ASSIGN(HeadDecoder decoder, HeadDecoder::create(info, options));
        std::vector<Detection> detections;
        YOLOZU_TRY(decoder.decode({&output, 1}, 0, detections));
        return detections;
    }

    test::TemporaryFolder folder_;
    std::filesystem::path quantised_ = test::shared("models") / GetParam().model, float_ = folder_ / "float.onnx";
};

TEST_P(DequantisedModels, GiveOnnxRuntimesOutputs) {
    const auto native = session_of(native_backend(), float_), other = session_of(onnxruntime_backend(), float_);
    ASSERT_TRUE(native) << native.error().to_string();
    ASSERT_TRUE(other) << other.error().to_string();
    const std::vector<std::filesystem::path> pictures = test::photographs();
    ASSERT_GE(pictures.size(), 3U);
    for (std::size_t picture = 0; picture < 3; ++picture) {
        const Result<Tensor> input = test::model_input(float_, pictures[picture]);
        ASSERT_TRUE(input) << input.error().to_string();
        const TensorView view = input->view();
        const auto found = (*native)->run({&view, 1}), expected = (*other)->run({&view, 1});
        ASSERT_TRUE(found) << found.error().to_string();
        ASSERT_TRUE(expected) << expected.error().to_string();
        ASSERT_EQ(found->size(), expected->size());
        for (std::size_t output = 0; output < found->size(); ++output) {
            const cli::Difference between = cli::difference((*found)[output], {}, (*expected)[output]);
            EXPECT_TRUE(between.comparable);
            EXPECT_LE(between.relative(), 1e-4) << "output " << output << " on " << pictures[picture];
        }
    }
}

TEST_P(DequantisedModels, DetectWhatTheQuantisedOnesDetect) {
    const auto quantised = session_of(native_backend(), quantised_), exact = session_of(native_backend(), float_);
    ASSERT_TRUE(quantised) << quantised.error().to_string();
    ASSERT_TRUE(exact) << exact.error().to_string();
    // A score a little below the threshold is no disagreement, so the partners' threshold is lower.
    constexpr double sure = 0.3, inclined = 0.2;
    std::size_t detected = 0, agreed = 0;
    for (const std::filesystem::path& picture : test::photographs()) {
        const Result<Tensor> input = test::model_input(quantised_, picture);
        ASSERT_TRUE(input) << input.error().to_string();
        for (const auto& [one, another] :
             {std::pair(quantised->get(), exact->get()), {exact->get(), quantised->get()}}) {
            const auto detections = detect(*one, input->view(), sure),
                       others = detect(*another, input->view(), inclined);
            ASSERT_TRUE(detections) << detections.error().to_string();
            ASSERT_TRUE(others) << others.error().to_string();
            detected += detections->size();
            agreed += count_partners(*detections, *others);
        }
    }
    EXPECT_GE(detected, 6U);
    EXPECT_GE(static_cast<double>(agreed), GetParam().agreement * static_cast<double>(detected))
        << agreed << " of " << detected;
}

// Measured: 59 of 61, 37 of 37, 37 of 37 and 8 of 8. Some room is left, as vector levels round differently.
INSTANTIATE_TEST_SUITE_P(All, DequantisedModels,
                         testing::Values(Case{"yolov8n-coco-int8.onnx", 80, false, 0.9},
                                         Case{"yolov8n-seg-coco-int8.onnx", 80, false, 0.9},
                                         Case{"yolo11n-coco-int8.onnx", 80, false, 0.9},
                                         Case{"yolo11n-face-qdq.onnx", 1, true, 0.7}),
                         [](const auto& tested) { return test::test_name(tested.param.model); });

}  // namespace
}  // namespace yolozu
