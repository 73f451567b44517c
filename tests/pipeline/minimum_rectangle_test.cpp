// SPDX-License-Identifier: Apache-2.0
#include "pipeline/minimum_rectangle.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace yolozu {
namespace {

/// Width and height of the smallest rectangle for a picture that is letterboxed into width x height at most.
std::pair<int, int> rectangle(int picture_width, int picture_height, int width, int height, int stride) {
    const auto full = place_image(picture_width, picture_height, width, height, ResizeMode::letterbox);
    EXPECT_TRUE(full);
    const Placement smallest = minimum_rectangle(*full, stride);
    EXPECT_EQ(smallest.left + smallest.resized_width + smallest.right, smallest.input_width);
    EXPECT_EQ(smallest.top + smallest.resized_height + smallest.bottom, smallest.input_height);
    return {smallest.input_width, smallest.input_height};
}

// The first two are what Ultralytics prints for its bus.jpg and zidane.jpg; the third is a photo whose 426.5 rows
// become 426, 214 less than 640, which is 22 more than 6 strides; the others follow the same rule.
TEST(MinimumRectangle, IsThatOfUltralytics) {
    EXPECT_EQ(rectangle(810, 1080, 640, 640, 32), std::pair(480, 640));
    EXPECT_EQ(rectangle(1280, 720, 640, 640, 32), std::pair(640, 384));
    EXPECT_EQ(rectangle(1280, 853, 640, 640, 32), std::pair(640, 448));
    EXPECT_EQ(rectangle(640, 640, 640, 640, 32), std::pair(640, 640));
    EXPECT_EQ(rectangle(1280, 640, 640, 640, 64), std::pair(640, 320));
    EXPECT_EQ(rectangle(1280, 660, 640, 640, 64), std::pair(640, 384));
    EXPECT_EQ(rectangle(2000, 10, 640, 640, 32), std::pair(640, 32));
    EXPECT_EQ(rectangle(1920, 1080, 960, 544, 32), std::pair(960, 544));
}

// 600 columns become 416.49, so 416, which are whole strides: no border. The picture keeps its 640 rows, although 922
// times 416 / 600 would be 639.
TEST(MinimumRectangle, KeepsThePicturesSize) {
    const Placement smallest = minimum_rectangle(*place_image(600, 922, 640, 640, ResizeMode::letterbox), 32);
    EXPECT_EQ(smallest.resized_width, 416);
    EXPECT_EQ(smallest.resized_height, 640);
    EXPECT_EQ(smallest.input_width, 416);
    EXPECT_EQ(smallest.input_height, 640);
}

TEST(MinimumRectangle, PutsTheSmallerHalfOfTheBorderFirst) {
    const Placement smallest = minimum_rectangle(*place_image(640, 427, 640, 640, ResizeMode::letterbox), 32);
    EXPECT_EQ(smallest.input_height, 448);
    EXPECT_EQ(smallest.top, 10);
    EXPECT_EQ(smallest.bottom, 11);
    EXPECT_EQ(smallest.scale_x, 1.0);
}

}  // namespace
}  // namespace yolozu
