// SPDX-License-Identifier: Apache-2.0
//
// Loading a model through the short way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "api/same_detections.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"
#include "yolozu/yolozu.hpp"

namespace yolozu {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path demo = test::source_dir() / "models/demo";

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

std::string refusal(const ModelOptions& options) {
    const auto model = Model::load(demo / "model.onnx", options);
    EXPECT_FALSE(model);
    if (model) return "";
    EXPECT_EQ(model.error().code(), ErrorCode::invalid_argument);
    return model.error().to_string();
}

TEST(Model, OfBytesIsTheOneOfTheFile) {
    const auto from_file = Model::load(demo / "model.onnx");
    Result<Model> from_bytes = Error(ErrorCode::internal, "");
    {
        std::string file = test::read_text(demo / "model.onnx");
        from_bytes = Model::from_bytes(bytes_of(file));
        file.assign(file.size(), '\0');
    }
    ASSERT_TRUE(from_file);
    ASSERT_TRUE(from_bytes) << from_bytes.error().to_string();
    EXPECT_EQ(from_bytes->info().names, from_file->info().names);
    const auto picture = read_image(std::filesystem::directory_iterator(demo / "images")->path());
    ASSERT_TRUE(picture);
    test::expect_same(*from_bytes->create_detector()->detect(*picture),
                      *from_file->create_detector()->detect(*picture));
}

TEST(Model, ErrorsOfBytesNameNoFile) {
    const std::string file = test::read_text(demo / "model.onnx");
    for (const std::string& text : {std::string(), std::string("no model"), file.substr(0, file.size() / 2)}) {
        const auto model = Model::from_bytes(bytes_of(text));
        ASSERT_FALSE(model);
        EXPECT_THAT(model.error().to_string(), HasSubstr("model in memory: "));
        EXPECT_THAT(model.error().to_string(), Not(HasSubstr("/proc")));
    }
}

TEST(Model, ErrorsNameTheFile) {
    const TemporaryFolder folder;
    const auto missing = Model::load(folder / "none.onnx");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code(), ErrorCode::not_found);
    EXPECT_THAT(missing.error().to_string(), HasSubstr("none.onnx"));
    test::write_text(folder / "bad.onnx", "no model");
    const auto bad = Model::load(folder / "bad.onnx");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().code(), ErrorCode::malformed);
}

TEST(Model, OptionsThatMakeNoSenseAreRefused) {
    const auto with = [](const std::function<void(ModelOptions&)>& change) {
        ModelOptions options;
        change(options);
        return refusal(options);
    };
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(with([](auto& o) { o.decode.score_threshold = nan; }), HasSubstr("score_threshold: nan"));
    EXPECT_THAT(with([](auto& o) { o.decode.iou_threshold = 1.5; }), HasSubstr("iou_threshold: 1.5"));
    EXPECT_THAT(with([](auto& o) { o.decode.class_thresholds = {{0, -1}}; }), HasSubstr("class_thresholds: -1"));
    EXPECT_THAT(with([](auto& o) { o.decode.max_detections = -1; }), HasSubstr("max_detections: -1"));
    EXPECT_THAT(with([](auto& o) { o.decode.top_classes = 0; }), HasSubstr("top_classes: 0"));
    EXPECT_THAT(with([](auto& o) { o.runtime.threads = 0; }), HasSubstr("threads: 0"));
    EXPECT_THAT(with([](auto& o) { o.runtime.threads = 1'000'000; }), HasSubstr("threads: 1000000"));
    EXPECT_THAT(with([](auto& o) { o.decode.keep_classes = {6}; }),
                HasSubstr("class 6: the model has the classes 0 to 5"));
    EXPECT_THAT(with([](auto& o) { o.decode.drop_classes = {-1}; }), HasSubstr("class -1"));
    EXPECT_THAT(with([](auto& o) { o.decode.keep_classes = o.decode.drop_classes = {2}; }),
                HasSubstr("class 2 is in keep_classes and in drop_classes"));
    EXPECT_THAT(with([](auto& o) { o.overrides.input_size = {0, 640}; }), HasSubstr("input_width: 0"));
    EXPECT_THAT(with([](auto& o) { o.overrides.keypoint_shape = {17, 4}; }), HasSubstr("keypoint_dimensions: 4"));
    EXPECT_THAT(with([](auto& o) { o.overrides.anchors = {{{10, -3}}}; }), HasSubstr("anchors: 10,-3"));
    EXPECT_THAT(with([](auto& o) { o.overrides.preprocess.emplace().divisor = 0; }), HasSubstr("preprocess"));
    EXPECT_THAT(with([](auto& o) { o.batch = 2; }), HasSubstr("a batch of 2"));
}

TEST(Model, ADeviceThatIsNotThereIsAnError) {
    ModelOptions options;
    options.backend = "native";
    options.runtime.device = "cuda";
    const auto model = Model::load(demo / "model.onnx", options);
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code(), ErrorCode::unavailable);
}

TEST(Model, ClassesMayBeNamedInAnyOrder) {
    const TemporaryFolder folder;
    const auto file =
        test::known_detector({{{32, 32, 16, 8, 0, 0.5F}, {48, 24, 16, 8, 1, 0.75F}}}).write(folder / "m.onnx");
    ModelOptions options;
    options.decode.keep_classes = {1, 0, 1};
    EXPECT_EQ(Model::load(file, options)->create_detector()->detect(Image(64, 64))->size(), 2U);
    options.decode.keep_classes = {1};
    EXPECT_EQ(Model::load(file, options)->create_detector()->detect(Image(64, 64))->class_id, std::vector{1});
}

}  // namespace
}  // namespace yolozu
