// SPDX-License-Identifier: Apache-2.0
#include "pipeline/annotations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Image image(20, 10);
const std::vector<std::string> names{"cat", "dog"};

std::vector<Annotation> annotations_of(const Prediction& prediction) {
    return annotate(prediction, image.view(), 0.5, names);
}

// The first annotation is drawn on top.
TEST(Annotations, HaveTheBestObjectFirstAndTheWeakNotAtAll) {
    Prediction prediction;
    prediction.objects = {{{1, 2, 3, 4}, 0.9, 1}, {{5, 6, 7, 8}, 0.6, 7}, {{1, 1, 2, 2}, 0.4, 0}};
    const auto annotations = annotations_of(prediction);
    ASSERT_EQ(annotations.size(), 2U);
    EXPECT_EQ(annotations[0].label, "dog 0.90");
    EXPECT_EQ(annotations[0].colour_index, 1U);
    EXPECT_EQ(annotations[0].x2, 3);
    EXPECT_EQ(annotations[1].label, "class 7 0.60");
}

TEST(Annotations, HaveTheMaskTheKeypointsAndTheCorners) {
    Prediction prediction;
    prediction.objects.push_back({{1, 2, 3, 4}, 0.9, 0});
    DetectedObject& object = prediction.objects.front();
    object.mask = Mask::from_part(20, 10, 1, 2, 2, 1, std::vector<std::uint8_t>{1, 1});
    object.keypoints = {{1, 2, 0.9}, {3, 4, 0.1}};
    object.oriented = OrientedBox{5, 5, 4, 2, 0};
    const Annotation annotation = annotations_of(prediction).at(0);
    ASSERT_EQ(annotation.mask.size(), 1U);
    EXPECT_EQ(annotation.mask[0].row, 2);
    EXPECT_EQ(annotation.mask[0].first, 1);
    EXPECT_EQ(annotation.mask[0].end, 3);
    ASSERT_EQ(annotation.keypoints.size(), 2U);
    EXPECT_TRUE(annotation.keypoints[0].visible);
    EXPECT_FALSE(annotation.keypoints[1].visible);
    EXPECT_THAT((*annotation.corners)[0], ElementsAre(7, 6));
}

TEST(Annotations, NameTheBestClassOnTheWholePicture) {
    Prediction prediction;
    prediction.classes = {{1, 0.8}, {0, 0.2}};
    const auto annotations = annotations_of(prediction);
    ASSERT_EQ(annotations.size(), 1U);
    EXPECT_EQ(annotations[0].label, "dog 0.80");
    EXPECT_EQ(annotations[0].x2, 20);
    EXPECT_EQ(annotations[0].y2, 10);
    prediction.classes = {{1, 0.3}};
    EXPECT_THAT(annotations_of(prediction), IsEmpty());
}

TEST(Annotations, HaveAPartForEachClassOfAMap) {
    Prediction prediction;
    prediction.class_map = ClassMap{4,
                                    2,
                                    {0, 0, 1, 1,  //
                                     0, 1, 1, 0}};
    const auto annotations = annotations_of(prediction);
    ASSERT_EQ(annotations.size(), 2U);
    EXPECT_EQ(annotations[0].label, "cat");
    EXPECT_EQ(annotations[0].mask.size(), 3U);
    EXPECT_EQ(annotations[1].label, "dog");
    EXPECT_EQ(annotations[1].x1, 1);
    EXPECT_EQ(annotations[1].x2, 4);
    EXPECT_EQ(annotations[1].y1, 0);
    EXPECT_EQ(annotations[1].y2, 2);
}

}  // namespace
}  // namespace yolozu
