// SPDX-License-Identifier: Apache-2.0
//
// The native engine against ONNX Runtime, on real models and letterboxed photographs.
//
// Float models: the outputs. Quantised models: a rounding that falls to the other side changes a value by one step, and
// every layer behind it by more, in ONNX Runtime's own levels just as here; so each node is given ONNX Runtime's own
// inputs and must give its outputs, and the detections of the whole must be the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "backend/native/backend.hpp"
#include "backend/onnxruntime/backend.hpp"
#include "base/try.hpp"
#include "cli/differences.hpp"
#include "engine/import/import.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/passes.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/runtime/compiled_model.hpp"
#include "photographs.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using cli::difference;
using test::model_input;
using test::photographs;

struct FloatCase {
    const char* model;
    double tolerance = 1e-4;  ///< of each output's range
    bool ranked = false;      ///< rows of box, score and class, the best first
};

/// Rows whose scores are all but equal may come in either order, and those with the lowest score of all may be others:
/// every other row must be among the expected ones.
void expect_same_rows(const TensorView& found, const TensorView& expected, double tolerance) {
    ASSERT_EQ(found.shape, expected.shape);
    constexpr std::size_t columns = 6, score = 4;
    const std::span<const float> a = found.as<float>(), b = expected.as<float>();
    const double range = difference(found, {}, expected).range;
    const auto close = [&](std::size_t row, std::size_t other) {
        for (std::size_t column = 0; column < columns; ++column)
            if (std::abs(a[row * columns + column] - b[other * columns + column]) > tolerance * range) return false;
        return true;
    };
    const std::size_t rows = a.size() / columns;
    std::size_t compared = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        EXPECT_NEAR(a[row * columns + score], b[row * columns + score], tolerance) << row;
        if (a[row * columns + score] < b[b.size() - columns + score] + tolerance) continue;
        bool is_there = false;
        for (std::size_t other = 0; other < rows && !is_there; ++other) is_there = close(row, other);
        EXPECT_TRUE(is_there) << "row " << row;
        ++compared;
    }
    EXPECT_GT(compared, 0U);
}

class FloatModels : public testing::TestWithParam<FloatCase> {};

TEST_P(FloatModels, GiveOnnxRuntimesOutputs) {
    YOLOZU_REQUIRE_SHARED();
    const std::filesystem::path path = test::shared("models") / GetParam().model;
    const auto native = native_backend().load(path, {"cpu", 2, {}}),
               other = onnxruntime_backend().load(path, {"cpu", 2, {}});
    ASSERT_TRUE(native) << native.error().to_string();
    ASSERT_TRUE(other) << other.error().to_string();
    const auto native_session = (*native)->create_session(), other_session = (*other)->create_session();
    const std::vector<std::filesystem::path> pictures = photographs();
    ASSERT_GE(pictures.size(), 3U);
    for (std::size_t index = 0; index < 3; ++index) {
        const Result<Tensor> input = model_input(path, pictures[index]);
        ASSERT_TRUE(input) << input.error().to_string();
        const TensorView view = input->view();
        const auto found = (*native_session)->run({&view, 1}), expected = (*other_session)->run({&view, 1});
        ASSERT_TRUE(found) << found.error().to_string();
        ASSERT_TRUE(expected) << expected.error().to_string();
        ASSERT_EQ(found->size(), expected->size());
        for (std::size_t output = 0; output < found->size(); ++output) {
            EXPECT_EQ((*found)[output].type, (*expected)[output].type);
            if (GetParam().ranked) {
                expect_same_rows((*found)[output], (*expected)[output], GetParam().tolerance);
                continue;
            }
            const cli::Difference between = difference((*found)[output], {}, (*expected)[output]);
            EXPECT_TRUE(between.comparable);
            EXPECT_LE(between.relative(), GetParam().tolerance) << "output " << output << " on " << pictures[index];
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, FloatModels,
                         testing::Values(FloatCase{"yolov8n-coco.onnx"}, FloatCase{"yolox-nano-coco.onnx"},
                                         FloatCase{"yolov8-tiny-dynamic.onnx"},
                                         FloatCase{"yolov8-tiny-nms.onnx", 1e-4, true},
                                         FloatCase{"yolov8-tiny-pose.onnx"}, FloatCase{"yolov8-tiny-obb.onnx"},
                                         FloatCase{"yolov8-tiny-cls.onnx"}, FloatCase{"yolov10-tiny.onnx", 1e-4, true},
                                         FloatCase{"yolo11-tiny.onnx"}, FloatCase{"rtdetr-pose-tiny.onnx"},
                                         FloatCase{"yolov8-tiny-fp16.onnx", 2e-3}),
                         [](const auto& tested) { return test::test_name(tested.param.model); });

/// ONNX Runtime with every value of the model as an output.
Result<std::shared_ptr<const LoadedModel>> load_with_every_value(const engine::ModelFile& file,
                                                                 const std::filesystem::path& copy) {
    const std::span<const std::byte> bytes = file.bytes.bytes();
    test::write_text(copy, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()) +
                               cli::every_value_as_output(file.model));
    return onnxruntime_backend().load(copy, {"cpu", 2, {}});
}

/// One node with the inputs that ONNX Runtime computed; nothing when one of them is not among its values.
std::optional<std::vector<TensorView>> inputs_of(const engine::Graph& graph, const engine::Node& node,
                                                 const std::map<std::string, TensorView>& values) {
    std::vector<TensorView> inputs;
    for (const engine::ValueId id : node.inputs) {
        if (id == engine::no_value) {
            inputs.emplace_back();
        } else if (graph.values[id].constant) {
            inputs.push_back(graph.fact(id).view());
        } else {
            const auto found = values.find(graph.values[id].name);
            if (found == values.end()) return std::nullopt;
            inputs.push_back(found->second);
        }
    }
    return inputs;
}

/// How far a node's output may be from ONNX Runtime's: one step for integers (a rounding that falls to the other side),
/// and for floats what is left of float32 after long sums in another order.
double allowed(const TensorView& expected, const cli::Difference& between) {
    if (expected.type == DataType::uint8 || expected.type == DataType::int8) return 1.0;
    if (expected.type == DataType::int32) return 0.0;
    return 1e-5 * between.range;
}

/// A quantised model, run once by ONNX Runtime with all its values kept.
class QuantisedModels : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        YOLOZU_REQUIRE_SHARED();
        const Status recorded = record(test::shared("models") / GetParam());
        ASSERT_TRUE(recorded) << recorded.error().to_string();
    }

    Status record(const std::filesystem::path& path) {
        YOLOZU_ASSIGN(const auto file, engine::open_model(path));
        YOLOZU_ASSIGN(const auto model, load_with_every_value(*file, folder_ / "all.onnx"));
        YOLOZU_ASSIGN(input_, model_input(path, photographs().front()));
        const TensorView view = input_.view();
        YOLOZU_ASSIGN(session_, model->create_session());
        YOLOZU_ASSIGN(const auto outputs, session_->run({&view, 1}));
        values_[model->inputs().front().name] = view;
        for (std::size_t index = 0; index < outputs.size(); ++index)
            values_[model->outputs()[index].name] = outputs[index];
        YOLOZU_ASSIGN(const auto imported, engine::prepare_graph(file, {&view.shape, 1}, false));
        engine::Graph graph = *imported;
        YOLOZU_TRY(find_convolutions(graph));
        graph_ = std::make_shared<const engine::Graph>(std::move(graph));
        return {};
    }

    /// Convolutions become what the kernels get; all else stays as the file has it.
    static Status find_convolutions(engine::Graph& graph) {
        YOLOZU_TRY(engine::integer_convolution(graph));
        YOLOZU_TRY(engine::quantised_convolution(graph));
        YOLOZU_TRY(engine::dequantised_convolution(graph));
        YOLOZU_TRY(engine::fold_constants(graph));
        return engine::remove_dead_nodes(graph);
    }

    /// Compares a node's outputs with the recorded ones; how many there were.
    std::size_t expect_recorded(const engine::Node& node, std::span<const TensorView> found) const {
        std::size_t compared = 0;
        for (std::size_t index = 0; index < found.size(); ++index) {
            const auto expected = values_.find(graph_->values[node.outputs[index]].name);
            if (expected == values_.end()) continue;
            const cli::Difference between = difference(found[index], {}, expected->second);
            EXPECT_TRUE(between.comparable) << node.name;
            EXPECT_LE(between.largest, allowed(expected->second, between)) << node.name;
            ++compared;
        }
        return compared;
    }

    test::TemporaryFolder folder_;
    Tensor input_;
    std::unique_ptr<Session> session_;
    std::map<std::string, TensorView> values_;
    std::shared_ptr<const engine::Graph> graph_;
};

bool is_convolution(const engine::Node& node) {
    return std::holds_alternative<engine::Conv>(node.op) || std::holds_alternative<engine::QuantisedConv>(node.op);
}

// The convolutions' long sums would take the scalar code minutes; the test after this one has them.
TEST_P(QuantisedModels, EveryNodeGivesOnnxRuntimesOutputFromItsInputs) {
    std::size_t compared = 0;
    for (const engine::Node& node : graph_->nodes) {
        const auto inputs = inputs_of(*graph_, node, values_);
        if (is_convolution(node) || !inputs) continue;
        std::vector<Tensor> tensors;
        std::vector<MutableTensorView> results;
        for (const engine::ValueId id : node.outputs) {
            const engine::Value& value = graph_->values[id];
            tensors.push_back(std::move(Tensor::allocate(value.type, *value.shape)).value());
            results.push_back(tensors.back().mutable_view());
        }
        const Status done = engine::evaluate(node.op, *inputs, results);
        ASSERT_TRUE(done) << done.error().to_string();
        compared += expect_recorded(node, std::vector<TensorView>(results.begin(), results.end()));
    }
    EXPECT_GT(compared, 200U);
}

/// A node in a graph of its own whose inputs are the node's computed ones; `fed` receives these.
engine::Graph graph_of(const engine::Graph& whole, const engine::Node& node, std::span<const TensorView> inputs,
                       std::vector<TensorView>& fed) {
    engine::Graph alone;
    engine::Node copy = node;
    for (std::size_t index = 0; index < node.inputs.size(); ++index) {
        if (node.inputs[index] == engine::no_value) continue;
        copy.inputs[index] = alone.add_value(whole.values[node.inputs[index]]);
        if (alone.values[copy.inputs[index]].constant) continue;
        alone.values[copy.inputs[index]].shape = inputs[index].shape;
        alone.inputs.push_back(copy.inputs[index]);
        fed.push_back(inputs[index]);
    }
    copy.outputs = {alone.add_value(whole.values[node.outputs[0]])};
    alone.outputs = copy.outputs;
    alone.nodes.push_back(std::move(copy));
    return alone;
}

TEST_P(QuantisedModels, EveryConvolutionOfThisVectorLevelGivesOnnxRuntimesOutputFromItsInputs) {
    std::size_t compared = 0;
    for (const engine::Node& node : graph_->nodes) {
        const auto inputs = inputs_of(*graph_, node, values_);
        if (!is_convolution(node) || !inputs) continue;
        std::vector<TensorView> fed;
        engine::Graph alone = graph_of(*graph_, node, *inputs, fed);
        ASSERT_TRUE(engine::optimise(alone));
        const auto compiled =
            engine::CompiledModel::compile(std::make_shared<const engine::Graph>(std::move(alone)), checked_isa());
        ASSERT_TRUE(compiled) << compiled.error().to_string();
        const auto executor = engine::Executor::create(*compiled, 2);
        ASSERT_TRUE(executor) << executor.error().to_string();
        const auto found = (*executor)->run(fed);
        ASSERT_TRUE(found) << found.error().to_string();
        compared += expect_recorded(node, *found);
    }
    EXPECT_GT(compared, 50U);
}

INSTANTIATE_TEST_SUITE_P(All, QuantisedModels,
                         testing::Values("yolov8n-coco-int8.onnx", "yolo11n-coco-int8.onnx", "yolo11n-face-qdq.onnx",
                                         "yolov8n-seg-coco-int8.onnx"),
                         [](const auto& tested) { return test::test_name(tested.param); });

}  // namespace
}  // namespace yolozu
