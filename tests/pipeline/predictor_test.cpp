// SPDX-License-Identifier: Apache-2.0
#include "yolozu/predictor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::known_detector;
using test::TemporaryFolder;
using testing::HasSubstr;

Result<Predictor> load_known(const std::filesystem::path& path) {
    const auto signature = read_model_signature(path);
    EXPECT_TRUE(signature) << signature.error().to_string();
    const auto info = decide_model(*signature);
    EXPECT_TRUE(info) << info.error().to_string();
    return Predictor::load(path, *info, {});
}

// 128x64 at 64: scale 1/2, resized to 64x32, 16 rows of border above. A box of 16x8 around the centre of the input is
// one of 32x16 around the centre of the picture.
TEST(Predictor, BringsBoxesBackToThePicture) {
    const TemporaryFolder folder;
    auto predictor = load_known(known_detector({{{32, 32, 16, 8, 1, 0.75F}}}).write(folder / "m.onnx"));
    ASSERT_TRUE(predictor) << predictor.error().to_string();
    const Image image(128, 64);
    const ImageView view = image.view();
    std::vector<Prediction> predictions;
    ASSERT_TRUE(predictor->predict({&view, 1}, predictions));
    const auto objects = to_predicted_objects(predictions.at(0));
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects[0].class_id, 1);
    EXPECT_NEAR(objects[0].score, 0.75, 1e-6);
    EXPECT_NEAR(objects[0].bbox.cx, 0.5, 1e-6);
    EXPECT_NEAR(objects[0].bbox.cy, 0.5, 1e-6);
    EXPECT_NEAR(objects[0].bbox.w, 0.25, 1e-6);
    EXPECT_NEAR(objects[0].bbox.h, 0.25, 1e-6);
}

TEST(Predictor, FillsTheSlotsOfAStaticBatchInOrder) {
    const TemporaryFolder folder;
    auto predictor =
        load_known(known_detector({{{32, 32, 16, 8, 0, 0.5F}}, {{32, 32, 16, 8, 1, 0.6F}}}).write(folder / "m.onnx"));
    ASSERT_TRUE(predictor) << predictor.error().to_string();
    ASSERT_EQ(predictor->batch_size(), 2U);
    const Image image(64, 64);
    const std::vector<ImageView> views{image.view(), image.view()};
    std::vector<Prediction> predictions;
    ASSERT_TRUE(predictor->predict(views, predictions));
    ASSERT_EQ(predictions.size(), 2U);
    EXPECT_EQ(predictions[0].objects.at(0).class_id, 0);
    EXPECT_EQ(predictions[1].objects.at(0).class_id, 1);
    ASSERT_TRUE(predictor->predict(std::span(views).first(1), predictions));
    ASSERT_EQ(predictions.size(), 1U);
}

TEST(Predictor, RefusesMoreImagesThanOneRunTakes) {
    const TemporaryFolder folder;
    auto predictor = load_known(known_detector({{}}).write(folder / "m.onnx"));
    const Image image(64, 64);
    const std::vector<ImageView> views{image.view(), image.view()};
    std::vector<Prediction> predictions;
    const Status status = predictor->predict(views, predictions);
    ASSERT_FALSE(status);
    EXPECT_THAT(status.error().to_string(), HasSubstr("one run takes 1 to 1 images, 2 were given"));
}

TEST(PreprocessRecord, NamesEveryKindInYolozusWords) {
    PreprocessSpec spec;
    EXPECT_EQ(to_preprocess_record(spec, 640, 640).normalize, "0_1");
    EXPECT_EQ(to_preprocess_record(spec, 640, 640).method, "letterbox");
    EXPECT_FALSE(to_preprocess_record(spec, 640, 640).mean.has_value());
    spec.resize = ResizeMode::top_left;
    spec.order = ChannelOrder::bgr;
    spec.divisor = 1.0F;
    const PreprocessRecord yolox = to_preprocess_record(spec, 416, 320);
    EXPECT_EQ(yolox.method, "letterbox_top_left");
    EXPECT_EQ(yolox.input_color, "BGR");
    EXPECT_EQ(yolox.normalize, "0_255");
    EXPECT_EQ(yolox.input_width, 416);
    EXPECT_EQ(yolox.input_height, 320);
    spec.resize = ResizeMode::stretch;
    spec.mean = {1, 2, 3};
    spec.interpolation = Interpolation::pillow_bilinear;
    const PreprocessRecord custom = to_preprocess_record(spec, 416, 320);
    EXPECT_EQ(custom.method, "resize");
    EXPECT_EQ(custom.normalize, "custom");
    EXPECT_EQ(custom.resize_interp, "linear_antialias");
    EXPECT_EQ(custom.mean, (std::array<double, 3>{1, 2, 3}));
}

}  // namespace
}  // namespace yolozu
