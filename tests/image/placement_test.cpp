// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "support/seed.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu {
namespace {

Placement placed(int width, int height, int input_width, int input_height, ResizeMode mode) {
    const Result<Placement> placement = place_image(width, height, input_width, input_height, mode);
    EXPECT_TRUE(placement.ok());
    return placement.ok() ? *placement : Placement{};
}

TEST(Letterbox, RoundsHalvesToEven) {
    EXPECT_EQ(placed(1280, 853, 640, 640, ResizeMode::letterbox).resized_height, 426);
    EXPECT_EQ(placed(1280, 721, 640, 640, ResizeMode::letterbox).resized_height, 360);
    EXPECT_EQ(placed(1280, 723, 640, 640, ResizeMode::letterbox).resized_height, 362);
}

TEST(Letterbox, PutsTheOddPixelOfTheBorderBelowAndRight) {
    const Placement wide = placed(640, 427, 640, 640, ResizeMode::letterbox);
    EXPECT_EQ(wide.top, 106);
    EXPECT_EQ(wide.bottom, 107);
    EXPECT_EQ(wide.left, 0);
    EXPECT_EQ(wide.right, 0);
    const Placement tall = placed(427, 640, 640, 640, ResizeMode::letterbox);
    EXPECT_EQ(tall.left, 106);
    EXPECT_EQ(tall.right, 107);
}

TEST(Letterbox, EnlargesSmallPictures) {
    const Placement placement = placed(100, 50, 640, 640, ResizeMode::letterbox);
    EXPECT_EQ(placement.resized_width, 640);
    EXPECT_EQ(placement.resized_height, 320);
    EXPECT_DOUBLE_EQ(placement.scale_x, 6.4);
    EXPECT_DOUBLE_EQ(placement.scale_y, 6.4);
}

TEST(Letterbox, FitsInputsThatAreNotSquare) {
    const Placement placement = placed(1920, 1080, 640, 384, ResizeMode::letterbox);
    EXPECT_EQ(placement.resized_width, 640);
    EXPECT_EQ(placement.resized_height, 360);
    EXPECT_EQ(placement.top, 12);
    EXPECT_EQ(placement.bottom, 12);
}

TEST(Letterbox, LeavesNoSideWithoutAPixel) {
    const Placement placement = placed(10'000, 3, 640, 640, ResizeMode::letterbox);
    EXPECT_EQ(placement.resized_height, 1);
    EXPECT_EQ(placement.top, 319);
    EXPECT_EQ(placement.bottom, 320);
    EXPECT_DOUBLE_EQ(placement.scale_y, 0.064);
}

TEST(TopLeft, TruncatesAsYoloxDoes) {
    const Placement placement = placed(1280, 853, 416, 416, ResizeMode::top_left);
    EXPECT_EQ(placement.resized_width, 416);
    EXPECT_EQ(placement.resized_height, 277);                                          // 277.225
    EXPECT_EQ(placed(1000, 999, 640, 640, ResizeMode::top_left).resized_height, 639);  // 639.36
    EXPECT_EQ(placement.left, 0);
    EXPECT_EQ(placement.top, 0);
    EXPECT_EQ(placement.right, 0);
    EXPECT_EQ(placement.bottom, 139);
    EXPECT_EQ(placement.scale_x, 416.0 / 1280);
}

TEST(TopLeft, LeavesNoSideWithoutAPixel) {
    EXPECT_EQ(placed(3, 65'536, 640, 640, ResizeMode::top_left).resized_width, 1);
}

TEST(Stretch, ScalesEachSideByItself) {
    const Placement placement = placed(1280, 853, 640, 320, ResizeMode::stretch);
    EXPECT_EQ(placement.resized_width, 640);
    EXPECT_EQ(placement.resized_height, 320);
    EXPECT_EQ(placement.scale_x, 640.0 / 1280);
    EXPECT_EQ(placement.scale_y, 320.0 / 853);
    EXPECT_EQ(placement.left + placement.top + placement.right + placement.bottom, 0);
}

TEST(Placement, AlwaysFillsTheInputExactly) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> any_side(1, 65'536), small_side(1, 700);
    for (int i = 0; i < 20'000; ++i) {
        const bool small = i % 2 == 0;
        auto& side = small ? small_side : any_side;
        const int width = side(random), height = side(random), input = small_side(random);
        for (const auto mode : {ResizeMode::letterbox, ResizeMode::top_left, ResizeMode::stretch}) {
            const Placement placement = placed(width, height, input, input, mode);
            ASSERT_EQ(placement.left + placement.resized_width + placement.right, input) << width << "x" << height;
            ASSERT_EQ(placement.top + placement.resized_height + placement.bottom, input) << width << "x" << height;
            ASSERT_GE(std::min({placement.left, placement.top, placement.right, placement.bottom}), 0);
            ASSERT_GE(std::min(placement.resized_width, placement.resized_height), 1);
        }
    }
}

TEST(Placement, RefusesSizesThatAreNotPositiveOrTooLarge) {
    for (const auto& [width, height, input_width, input_height] :
         {std::array{0, 5, 640, 640}, {5, -1, 640, 640}, {5, 5, 0, 640}, {5, 5, 640, 65'537}, {65'537, 5, 640, 640}}) {
        const auto placement = place_image(width, height, input_width, input_height, ResizeMode::letterbox);
        ASSERT_FALSE(placement.ok());
        EXPECT_EQ(placement.error().code(), ErrorCode::invalid_argument);
    }
    EXPECT_EQ(place_image(0, 5, 640, 640, ResizeMode::stretch).error().message(),
              "cannot fit a 0x5 picture into a 640x640 input: every side must be 1 to 65536 pixels");
    EXPECT_TRUE(place_image(65'536, 65'536, 65'536, 65'536, ResizeMode::letterbox).ok());
}

TEST(UndoPlacement, SubtractsTheBorderAndDividesByTheScale) {
    const Placement placement = placed(1280, 720, 640, 640, ResizeMode::letterbox);  // half size, 140 rows above
    const Box box = undo_placement(placement, {10, 150, 20.5, 240});
    EXPECT_EQ(box.x1, 20);
    EXPECT_EQ(box.y1, 20);
    EXPECT_EQ(box.x2, 41);
    EXPECT_EQ(box.y2, 200);
}

TEST(UndoPlacement, ClipsToThePicture) {
    const Placement placement = placed(1280, 720, 640, 640, ResizeMode::letterbox);
    const Box box = undo_placement(placement, {-5, 0, 700, 640});
    EXPECT_EQ(box.x1, 0);
    EXPECT_EQ(box.y1, 0);
    EXPECT_EQ(box.x2, 1280);
    EXPECT_EQ(box.y2, 720);
}

TEST(UndoPlacement, UndoesEveryModeOnRandomBoxes) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> side(1, 5'000);
    std::uniform_real_distribution<double> part(0, 1);
    for (int i = 0; i < 2'000; ++i)
        for (const auto mode : {ResizeMode::letterbox, ResizeMode::top_left, ResizeMode::stretch}) {
            const Placement placement = placed(side(random), side(random), 640, 480, mode);
            const double x = part(random) * placement.source_width, y = part(random) * placement.source_height;
            const Box there{x * placement.scale_x + placement.left, y * placement.scale_y + placement.top, 640, 480};
            const Box back = undo_placement(placement, there);
            ASSERT_NEAR(back.x1, x, 1e-9 * placement.source_width);
            ASSERT_NEAR(back.y1, y, 1e-9 * placement.source_height);
        }
}

TEST(PreprocessNames, AreTheEnumeratorsNames) {
    EXPECT_EQ(to_string(ResizeMode::letterbox), "letterbox");
    EXPECT_EQ(to_string(ResizeMode::top_left), "top_left");
    EXPECT_EQ(to_string(ResizeMode::stretch), "stretch");
    EXPECT_EQ(to_string(Interpolation::opencv_linear), "opencv_linear");
    EXPECT_EQ(to_string(Interpolation::pillow_bilinear), "pillow_bilinear");
    EXPECT_EQ(to_string(ChannelOrder::rgb), "rgb");
    EXPECT_EQ(to_string(ChannelOrder::bgr), "bgr");
}

}  // namespace
}  // namespace yolozu
