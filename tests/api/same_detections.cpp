// SPDX-License-Identifier: Apache-2.0
#include "api/same_detections.hpp"

#include <gtest/gtest.h>

namespace yolozu::test {

void expect_same(const Detections& a, const Detections& b) {
    EXPECT_EQ(a.picture_width, b.picture_width);
    EXPECT_EQ(a.picture_height, b.picture_height);
    EXPECT_EQ(a.x1, b.x1);
    EXPECT_EQ(a.y1, b.y1);
    EXPECT_EQ(a.x2, b.x2);
    EXPECT_EQ(a.y2, b.y2);
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.class_id, b.class_id);
    EXPECT_EQ(a.keypoints.per_object, b.keypoints.per_object);
    EXPECT_EQ(a.keypoints.x, b.keypoints.x);
    EXPECT_EQ(a.keypoints.y, b.keypoints.y);
    EXPECT_EQ(a.keypoints.visibility, b.keypoints.visibility);
    EXPECT_EQ(a.oriented.cx, b.oriented.cx);
    EXPECT_EQ(a.oriented.angle, b.oriented.angle);
    EXPECT_EQ(a.masks, b.masks);
    EXPECT_EQ(a.poses, b.poses);
    EXPECT_EQ(a.classes, b.classes);
}

}  // namespace yolozu::test
