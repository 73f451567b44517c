// SPDX-License-Identifier: Apache-2.0
//
// From predictions in picture pixels to the words of the predictions file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yolozu/predictor.hpp"

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One object on a picture of 200x100.
Prediction prediction_of(DetectedObject object) {
    Prediction prediction;
    prediction.placement.source_width = 200;
    prediction.placement.source_height = 100;
    prediction.objects.push_back(std::move(object));
    return prediction;
}

DetectedObject object() {
    DetectedObject object;
    object.box = {20, 30, 60, 50};
    object.score = 0.5;
    object.class_id = 3;
    return object;
}

TEST(PredictedObjects, HaveBoxesDividedByThePicture) {
    const PredictedObject predicted = to_predicted_objects(prediction_of(object())).at(0);
    EXPECT_EQ(predicted, (PredictedObject{3, 0.5, {0.2, 0.4, 0.2, 0.2}}));
}

TEST(PredictedObjects, HaveKeypointsWithVisibilityAndScore) {
    DetectedObject person = object();
    person.keypoints = {{50, 25, 0.5}, {100, 75, 0.49}};
    EXPECT_THAT(to_predicted_objects(prediction_of(person)).at(0).keypoints,
                ElementsAre(PredictedKeypoint{0.25, 0.25, 2, 0.5}, PredictedKeypoint{0.5, 0.75, 1, 0.49}));
    person.keypoints = {{50, 25, 1}};
    EXPECT_THAT(to_predicted_objects(prediction_of(person), {SegmentationFormat::none, false}).at(0).keypoints,
                ElementsAre(PredictedKeypoint{0.25, 0.25, 2, std::nullopt}));
}

TEST(PredictedObjects, SayThatAKeypointIsNowhere) {
    DetectedObject person = object();
    person.keypoints = {{0, 0, 0}, {0, 0, 0.1}};
    EXPECT_THAT(to_predicted_objects(prediction_of(person)).at(0).keypoints,
                ElementsAre(PredictedKeypoint{0, 0, 0, 0.0}, PredictedKeypoint{0, 0, 1, 0.1}));
}

TEST(PredictedObjects, HaveOrientedBoxesInPixelsAndCornersInFractions) {
    DetectedObject ship = object();
    ship.oriented = OrientedBox{100, 50, 40, 20, 0};
    const auto oriented = to_predicted_objects(prediction_of(ship)).at(0).oriented;
    ASSERT_TRUE(oriented);
    EXPECT_EQ(oriented->cx, 100);
    EXPECT_EQ(oriented->w, 40);
    EXPECT_THAT(oriented->corners, ElementsAre(ElementsAre(0.6, 0.6), ElementsAre(0.6, 0.4), ElementsAre(0.4, 0.4),
                                               ElementsAre(0.4, 0.6)));
}

TEST(PredictedObjects, HaveSegmentationsOnRequest) {
    DetectedObject cat = object();
    const std::vector<std::uint8_t> pixels{1, 1};
    cat.mask = Mask::from_part(200, 100, 1, 2, 1, 2, pixels);
    const Prediction prediction = prediction_of(cat);
    EXPECT_FALSE(to_predicted_objects(prediction).at(0).segmentation);
    const auto runs = to_predicted_objects(prediction, {SegmentationFormat::rle, true}).at(0).segmentation;
    ASSERT_TRUE(runs);
    EXPECT_EQ(runs->width, 200);
    EXPECT_EQ(runs->height, 100);
    // 102 = 3 * 32 + 6: 6 + 32 + 48 = 'V', 3 + 48 = '3'; 2; 19'896 = 19 * 1024 + 13 * 32 + 24.
    EXPECT_EQ(runs->counts, "V32h]c0");
    const auto outline = to_predicted_objects(prediction, {SegmentationFormat::polygons, true}).at(0).segmentation;
    EXPECT_THAT(outline->polygons, ElementsAre(ElementsAre(1, 2, 2, 2, 2, 4, 1, 4)));
    EXPECT_THAT(outline->counts, IsEmpty());
}

TEST(PredictedObjects, HavePosesAsTheyAre) {
    DetectedObject part = object();
    part.pose = Pose6d{0.5, {1, 0, 0, 0, 1, 0}, {2, -3}, {0.1, 0.2, 0.3, 0.4}, -1.0, std::nullopt};
    EXPECT_EQ(to_predicted_objects(prediction_of(part)).at(0).pose,
              (PredictedPose{0.5, {1, 0, 0, 0, 1, 0}, {2, -3}, {0.1, 0.2, 0.3, 0.4}, -1.0, std::nullopt}));
}

TEST(SegmentationFormat, HasThreeNames) {
    EXPECT_EQ(segmentation_format_from_string("none"), SegmentationFormat::none);
    EXPECT_EQ(segmentation_format_from_string("rle"), SegmentationFormat::rle);
    EXPECT_EQ(segmentation_format_from_string("polygons"), SegmentationFormat::polygons);
    EXPECT_EQ(segmentation_format_from_string("RLE"), std::nullopt);
}

}  // namespace
}  // namespace yolozu
