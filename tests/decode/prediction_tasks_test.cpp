// SPDX-License-Identifier: Apache-2.0
//
// Tasks beyond boxes all the way: a head finds an object, its mask, keypoints, angle or pose come from the same row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "decode/task_outputs.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::SizeIs;
using MaskRun = Mask::Run;

// 1280x960 in 640x640: scale 0.5, 80 rows of border above and below.
const Placement halved = placed(1280, 960, 640, 640);

std::vector<DetectedObject> objects_of(const ModelInfo& model, std::span<const RawOutput> outputs,
                                       const Placement& placement) {
    Result<PredictionDecoder> decoder = PredictionDecoder::create(model, {.score_threshold = 0.3});
    if (!decoder) {
        ADD_FAILURE() << decoder.error().to_string();
        return {};
    }
    Prediction prediction;
    const Status status = decoder->decode(views(outputs), 0, placement, prediction);
    EXPECT_TRUE(status.ok()) << status.error().to_string();
    return prediction.objects;
}

// A yolov8 output of two classes and three anchors; the second and the third one are objects far from each other.
RawOutput two_objects(const std::vector<float>& second, const std::vector<float>& third) {
    const std::size_t rows = 6 + second.size();
    std::vector<float> values(rows * 3);
    const auto set = [&](std::size_t anchor, std::vector<float> column, const std::vector<float>& numbers) {
        column.insert(column.end(), numbers.begin(), numbers.end());
        for (std::size_t row = 0; row < rows; ++row) values[row * 3 + anchor] = column[row];
    };
    set(1, {100, 200, 80, 40, 0.5F, 0}, second);
    set(2, {500, 400, 80, 40, 0, 0.75F}, third);
    return {DataType::float32, {1, static_cast<std::int64_t>(rows), 3}, values};
}

ModelInfo of_two_classes(Task task) {
    ModelInfo model = model_for(task, Head::yolov8, {OutputRole::detections, OutputRole::prototypes});
    model.class_count = 2;
    return model;
}

TEST(PredictionDecoder, RefusesWaysToPrepareThatATaskHasNoAnswerFor) {
    const auto error_of = [](Task task, ResizeMode resize) {
        ModelInfo model = of_two_classes(task);
        model.preprocess.resize = resize;
        model.mask_coefficients = task == Task::segment ? 1 : 0;
        const Result<PredictionDecoder> decoder = PredictionDecoder::create(model, {});
        return decoder ? std::string() : decoder.error().to_string();
    };
    EXPECT_THAT(error_of(Task::obb, ResizeMode::stretch), testing::HasSubstr("no oriented boxes"));
    EXPECT_THAT(error_of(Task::segment, ResizeMode::square_crop), testing::HasSubstr("only a part of the picture"));
    EXPECT_EQ(error_of(Task::segment, ResizeMode::stretch), "");
    EXPECT_EQ(error_of(Task::obb, ResizeMode::letterbox), "");
}

TEST(PredictionOf, Segment) {
    ModelInfo model = of_two_classes(Task::segment);
    model.mask_coefficients = 1;
    const RawOutput ones(DataType::float16, {1, 1, 160, 160}, std::vector<float>(160 * 160, 1.0F));
    const std::vector<DetectedObject> objects = objects_of(model, std::vector{two_objects({1}, {-1}), ones}, halved);
    ASSERT_THAT(objects, SizeIs(2));
    EXPECT_EQ(objects[0].class_id, 1);
    EXPECT_EQ(objects[0].mask, Mask(1280, 960));
    // (60, 180) to (140, 220) in network pixels.
    EXPECT_EQ(objects[1].mask->area(), 160 * 80);
    EXPECT_EQ(objects[1].mask->runs().front(), (MaskRun{200, 120, 280}));
}

TEST(PredictionOf, Pose) {
    ModelInfo model = of_two_classes(Task::pose);
    model.keypoint_count = 1;
    model.keypoint_dimensions = 3;
    const std::vector<DetectedObject> objects =
        objects_of(model, std::vector{two_objects({90, 190, 0.5F}, {510, 410, 0.25F})}, halved);
    ASSERT_THAT(objects, SizeIs(2));
    EXPECT_THAT(objects[0].keypoints, ElementsAre(Keypoint{1020, 660, 0.25}));
    EXPECT_THAT(objects[1].keypoints, ElementsAre(Keypoint{180, 220, 0.5}));
}

TEST(PredictionOf, OrientedBoxes) {
    const std::vector<DetectedObject> objects =
        objects_of(of_two_classes(Task::obb), std::vector{two_objects({0.5F}, {-0.25F})}, halved);
    ASSERT_THAT(objects, SizeIs(2));
    ASSERT_TRUE(objects[0].oriented && objects[1].oriented);
    EXPECT_EQ(objects[0].oriented->w, 80);
    EXPECT_EQ(objects[0].oriented->h, 160);
    EXPECT_NEAR(objects[0].oriented->angle, std::numbers::pi / 2 - 0.25, 1e-7);
    EXPECT_EQ(*objects[1].oriented, (OrientedBox{200, 240, 160, 80, 0.5}));
    EXPECT_NEAR(objects[1].box.x2 - objects[1].box.x1, 160 * std::cos(0.5) + 80 * std::sin(0.5), 1e-4);
}

TEST(PredictionOf, EndToEndRows) {
    ModelInfo model = model_for(Task::pose, Head::end_to_end, {OutputRole::detections});
    model.keypoint_count = 1;
    model.keypoint_dimensions = 2;
    const RawOutput rows(DataType::float32, {1, 3, 8},
                         {0, 0, 0, 0, 0, 0, 0, 0, 10, 90, 20, 95, 0.5F, 7, 15, 92, 30, 90, 40, 95, 0.9F, 7, 35, 92});
    const std::vector<DetectedObject> objects = objects_of(model, std::vector{rows}, halved);
    ASSERT_THAT(objects, SizeIs(2));
    EXPECT_THAT(objects[0].keypoints, ElementsAre(Keypoint{70, 24, 1}));
    EXPECT_THAT(objects[1].keypoints, ElementsAre(Keypoint{30, 24, 1}));
}

TEST(PredictionOf, PosesInSpace) {
    ModelInfo model = model_for(Task::pose6d, Head::yolozu_pose,
                                {OutputRole::scores, OutputRole::boxes, OutputRole::log_z, OutputRole::rot6d,
                                 OutputRole::offsets, OutputRole::k_delta});
    model.class_count = 2;
    std::vector<RawOutput> outputs;
    outputs.emplace_back(DataType::float32, Shape{1, 2, 3}, std::vector<float>{0, 0, 9, 0, 9, 0});
    outputs.emplace_back(DataType::float32, Shape{1, 2, 4}, std::vector<float>(8));
    outputs.emplace_back(DataType::float32, Shape{1, 2, 1}, std::vector<float>{1, 2});
    outputs.emplace_back(DataType::float32, Shape{1, 2, 6}, std::vector<float>{0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0});
    outputs.emplace_back(DataType::float32, Shape{1, 2, 2}, std::vector<float>{0, 0, 3, 4});
    outputs.emplace_back(DataType::float32, Shape{1, 4}, std::vector<float>{5, 6, 7, 8});
    const std::vector<DetectedObject> objects =
        objects_of(model, outputs, placed(1280, 960, 640, 640, ResizeMode::stretch));
    ASSERT_THAT(objects, SizeIs(1));
    EXPECT_EQ(objects[0].class_id, 1);
    EXPECT_EQ(objects[0].pose, (Pose6d{2, {1, 0, 0, 0, 1, 0}, {3, 4}, {5, 6, 7, 8}, {}, {}}));
}

}  // namespace
}  // namespace yolozu::test
