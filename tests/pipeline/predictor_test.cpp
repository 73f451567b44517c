// SPDX-License-Identifier: Apache-2.0
#include "yolozu/predictor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::known_detector;
using test::OnnxExtent;
using test::TemporaryFolder;
using testing::HasSubstr;

Result<Predictor> load_known(const std::filesystem::path& path, const PredictorOptions& options = {}) {
    const auto signature = read_model_signature(path);
    EXPECT_TRUE(signature) << signature.error().to_string();
    const auto info = decide_model(*signature);
    EXPECT_TRUE(info) << info.error().to_string();
    return Predictor::load(path, *info, options);
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

TEST(Predictor, AnotherHasASessionOfItsOwnAndOutlivesTheFirst) {
    const TemporaryFolder folder;
    auto first = load_known(known_detector({{{32, 32, 16, 8, 1, 0.75F}}}).write(folder / "m.onnx"));
    ASSERT_TRUE(first) << first.error().to_string();
    auto second = first->another();
    ASSERT_TRUE(second) << second.error().to_string();
    EXPECT_EQ(&first->loaded(), &second->loaded());
    const Image image(128, 64);
    const ImageView view = image.view();
    std::vector<Prediction> expected, predictions;
    ASSERT_TRUE(first->predict({&view, 1}, expected));
    first = Error(ErrorCode::internal, "gone");
    ASSERT_TRUE(second->predict({&view, 1}, predictions));
    EXPECT_EQ(to_predicted_objects(predictions.at(0)), to_predicted_objects(expected.at(0)));
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

/// A black picture of this size with a white square of 8x8.
Image white_square(int width, int height, int x, int y) {
    Image image(width, height);
    for (int row = y; row < y + 8; ++row) std::fill_n(image.row(row) + std::ptrdiff_t{3} * x, 24, std::uint8_t{255});
    return image;
}

/// What a predictor says of each picture by itself, and of all at once.
void expect_that_together_is_one_by_one(Predictor& predictor, std::span<const ImageView> views) {
    std::vector<Prediction> together, alone;
    ASSERT_TRUE(predictor.predict(views, together));
    ASSERT_EQ(together.size(), views.size());
    for (std::size_t index = 0; index < views.size(); ++index) {
        ASSERT_TRUE(predictor.predict(views.subspan(index, 1), alone));
        EXPECT_EQ(together[index].placement, alone.at(0).placement);
        EXPECT_EQ(to_predicted_objects(together[index]), to_predicted_objects(alone.at(0)));
        EXPECT_EQ(together[index].objects.size(), 1U) << index;
    }
}

TEST(Predictor, PadsAFixedBatchWithoutAnEffect) {
    const TemporaryFolder folder;
    auto predictor = load_known(test::white_cell_detector(4).write(folder / "m.onnx"));
    ASSERT_TRUE(predictor) << predictor.error().to_string();
    EXPECT_EQ(predictor->batch_size(), 4U);
    std::vector<Image> images;
    for (int index = 0; index < 6; ++index) images.push_back(white_square(64, 64, 8 * index, 16));
    std::vector<ImageView> views;
    for (const Image& image : images) views.push_back(image.view());
    expect_that_together_is_one_by_one(*predictor, views);
}

TEST(Predictor, FillsAnOpenBatchAsAsked) {
    const TemporaryFolder folder;
    PredictorOptions options;
    options.batch = 3;
    auto predictor = load_known(test::white_cell_detector("batch").write(folder / "m.onnx"), options);
    ASSERT_TRUE(predictor) << predictor.error().to_string();
    EXPECT_EQ(predictor->batch_size(), 3U);
    std::vector<Image> images;
    for (int index = 0; index < 5; ++index) images.push_back(white_square(64, 64, 8 * index, 16));
    std::vector<ImageView> views;
    for (const Image& image : images) views.push_back(image.view());
    expect_that_together_is_one_by_one(*predictor, views);
}

TEST(Predictor, RefusesABatchThatTheModelDoesNotTake) {
    const TemporaryFolder folder;
    PredictorOptions options;
    options.batch = 3;
    const auto fixed = load_known(test::white_cell_detector(2).write(folder / "m.onnx"), options);
    ASSERT_FALSE(fixed);
    EXPECT_EQ(fixed.error().code(), ErrorCode::invalid_argument);
    EXPECT_THAT(fixed.error().to_string(), HasSubstr("a batch of 3 pictures: the model fixes it at 2"));
    options.batch = 0;
    EXPECT_FALSE(load_known(test::white_cell_detector("batch").write(folder / "m.onnx"), options));
}

// 128x64 at 64 is 64x32 without a border where whole strides are enough: a box around y = 16 of the network is around
// y = 32 of the picture, and not around the 0 of the full letterbox.
TEST(Predictor, PutsPicturesIntoTheSmallestRectangle) {
    const TemporaryFolder folder;
    const auto path = test::open_known_detector({{32, 16, 16, 8, 1, 0.75F}}).write(folder / "m.onnx");
    PredictorOptions options;
    options.minimum_rectangle = true;
    options.batch = 2;
    auto predictor = load_known(path, options);
    ASSERT_TRUE(predictor) << predictor.error().to_string();
    const Image wide(128, 64), tall(64, 128), square(64, 64);
    const std::vector<ImageView> views{wide.view(), wide.view(), tall.view(), square.view(), wide.view()};
    expect_that_together_is_one_by_one(*predictor, views);
    std::vector<Prediction> predictions;
    ASSERT_TRUE(predictor->predict(views, predictions));
    EXPECT_EQ(predictions[0].placement.input_height, 32);
    EXPECT_EQ(predictions[2].placement.input_width, 32);
    EXPECT_EQ(predictions[3].placement.input_width, 64);
    EXPECT_NEAR(to_predicted_objects(predictions[0]).at(0).bbox.cy, 0.5, 1e-6);
}

TEST(Predictor, RefusesRectanglesOfAFixedSizeAndOfAStretchedPicture) {
    const TemporaryFolder folder;
    PredictorOptions options;
    options.minimum_rectangle = true;
    const auto fixed = load_known(known_detector({{}}).write(folder / "m.onnx"), options);
    ASSERT_FALSE(fixed);
    EXPECT_EQ(fixed.error().code(), ErrorCode::invalid_argument);
    EXPECT_THAT(fixed.error().to_string(), HasSubstr("--rect: the model's input is fixed at 64x64"));
    const auto path = test::open_known_detector({}).write(folder / "open.onnx");
    auto info = decide_model(*read_model_signature(path));
    ASSERT_TRUE(info);
    info->preprocess.resize = ResizeMode::stretch;
    const auto stretched = Predictor::load(path, *info, options);
    ASSERT_FALSE(stretched);
    EXPECT_THAT(stretched.error().to_string(), HasSubstr("this model's pictures are fitted by stretch"));
}

/// Where the told detector's box is, in network pixels, for a model that is told `role`.
std::vector<std::array<double, 2>> told(InputRole role, DataType type, const OnnxExtent& batch, float factor,
                                        std::span<const ImageView> views) {
    const TemporaryFolder folder;
    const auto path = test::told_detector(batch, "told", type, factor).write(folder / "m.onnx");
    const auto same_output = known_detector({{}}).write(folder / "same.onnx");
    ModelInfo info = *decide_model(*read_model_signature(same_output));
    const auto* const number = std::get_if<std::int64_t>(&batch.value);
    info.batch = number != nullptr ? *number : 1;
    info.dynamic_batch = number == nullptr;
    info.inputs.push_back({role, 1, "told", type});
    auto predictor = Predictor::load(path, info, {});
    EXPECT_TRUE(predictor) << predictor.error().to_string();
    std::vector<Prediction> predictions;
    EXPECT_TRUE(predictor->predict(views, predictions));
    std::vector<std::array<double, 2>> centres;
    for (const Prediction& prediction : predictions) {
        const Box& box = prediction.objects.at(0).box;
        const Placement& placement = prediction.placement;
        centres.push_back({(box.x1 + box.x2) / 2 * placement.scale_x + placement.left,
                           (box.y1 + box.y2) / 2 * placement.scale_y + placement.top});
    }
    return centres;
}

// 128x96 at 64: scale 1/2, 64x48, 8 rows of border above.
TEST(Predictor, TellsTheModelWhatItAsksFor) {
    const Image image(128, 96);
    const ImageView view = image.view();
    const auto centre = [&](InputRole role, DataType type, float factor) {
        return told(role, type, 1, factor, {&view, 1}).at(0);
    };
    using Pair = std::array<double, 2>;
    EXPECT_EQ(centre(InputRole::original_size, DataType::int64, 0.25F), (Pair{32, 24}));
    EXPECT_EQ(centre(InputRole::original_size, DataType::int32, 0.25F), (Pair{32, 24}));
    EXPECT_EQ(centre(InputRole::original_shape, DataType::float32, 0.25F), (Pair{24, 32}));
    EXPECT_EQ(centre(InputRole::network_shape, DataType::float32, 0.5F), (Pair{32, 32}));
    EXPECT_EQ(centre(InputRole::scale_factor, DataType::float32, 64), (Pair{32, 32}));
    EXPECT_EQ(centre(InputRole::scale_factor, DataType::float16, 64), (Pair{32, 32}));
}

TEST(Predictor, TellsItForEachPictureOfABatch) {
    const Image first(128, 96), second(64, 64), third(96, 128);
    const std::vector<ImageView> views{first.view(), second.view(), third.view()};
    const auto centres = told(InputRole::original_size, DataType::int64, 2, 0.25F, views);
    EXPECT_THAT(centres, testing::ElementsAre(std::array<double, 2>{32, 24}, std::array<double, 2>{16, 16},
                                              std::array<double, 2>{24, 32}));
    EXPECT_EQ(told(InputRole::original_size, DataType::int64, "batch", 0.25F, views), centres);
}

TEST(Predictor, RefusesInputsItCannotFeed) {
    const TemporaryFolder folder;
    const auto path = test::told_detector(1, "told", DataType::int64, 1).write(folder / "m.onnx");
    ModelInfo info = *decide_model(*read_model_signature(known_detector({{}}).write(folder / "same.onnx")));
    const auto missing = Predictor::load(path, info, {});
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().to_string(), HasSubstr("the decision names 1 inputs"));
    info.inputs.push_back({InputRole::original_size, 1, "told", DataType::float32});
    EXPECT_FALSE(Predictor::load(path, info, {}));
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
    for (const auto& [interpolation, name] :
         {std::pair(Interpolation::opencv_cubic, "cubic"), std::pair(Interpolation::opencv_warp, "linear_warp"),
          std::pair(Interpolation::pillow_bicubic, "cubic_antialias"),
          std::pair(Interpolation::float_antialias, "linear_antialias")}) {
        spec.interpolation = interpolation;
        EXPECT_EQ(to_preprocess_record(spec, 416, 320).resize_interp, name);
    }
}

}  // namespace
}  // namespace yolozu
