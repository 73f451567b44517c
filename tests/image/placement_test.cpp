// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>
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

Placement placed(int width, int height, int input_width, int input_height, const PreprocessSpec& spec) {
    const Result<Placement> placement = place_image(width, height, input_width, input_height, spec);
    EXPECT_TRUE(placement.ok());
    return placement.ok() ? *placement : Placement{};
}

constexpr ResizeMode every_mode[] = {ResizeMode::letterbox, ResizeMode::top_left,    ResizeMode::top_left_rounded,
                                     ResizeMode::stretch,   ResizeMode::centre_crop, ResizeMode::square_crop};

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

TEST(Letterbox, LeavesAMarginForYoloNas) {
    PreprocessSpec spec;
    spec.margin = 4;
    const Placement wide = placed(1280, 721, 640, 640, spec);  // 1280x721 fits 636x636 as 636x358.246875
    EXPECT_EQ(wide.scale_x, 636.0 / 1280);
    EXPECT_EQ(wide.scale_y, 636.0 / 1280);
    EXPECT_EQ(wide.resized_width, 636);
    EXPECT_EQ(wide.resized_height, 358);
    EXPECT_EQ(wide.left, 2);
    EXPECT_EQ(wide.right, 2);
    EXPECT_EQ(wide.top, 141);
    EXPECT_EQ(wide.bottom, 141);
    const Placement odd = placed(100, 101, 640, 640, spec);  // 629.7 x 636
    EXPECT_EQ(odd.resized_width, 630);
    EXPECT_EQ(odd.left, 5);
    EXPECT_EQ(placed(1280, 853, 640, 640, spec).resized_height, 424);  // 423.834
}

TEST(Letterbox, RefusesAMarginThatLeavesNothing) {
    PreprocessSpec spec;
    for (const int margin : {-1, 320, 400, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        spec.margin = margin;
        const Result<Placement> placement = place_image(10, 10, 640, 320, spec);
        ASSERT_FALSE(placement.ok());
        EXPECT_EQ(placement.error().code(), ErrorCode::invalid_argument);
    }
    spec.margin = 320;
    EXPECT_EQ(place_image(10, 10, 640, 320, spec).error().message(),
              "a margin of 320 pixels does not fit a 640x320 input: it must be 0 or more, and less than each side");
    spec.margin = 319;
    EXPECT_EQ(placed(10, 10, 640, 320, spec).resized_height, 1);
}

TEST(Letterbox, PutsAWarpedPicturesCentreOnTheInputsWithoutRounding) {
    PreprocessSpec spec;
    spec.interpolation = Interpolation::opencv_warp;
    const Placement placement = placed(640, 427, 320, 320, spec);
    EXPECT_EQ(placement.scale_y, 0.5);
    EXPECT_EQ(placement.left + placement.shift_x, 0);
    EXPECT_EQ(placement.top + placement.shift_y, 53.25);  // (320 - 213.5) / 2
    EXPECT_EQ(placement.to_network_y(213.5), 160);
    EXPECT_EQ(placement.to_picture_y(160), 213.5);
}

TEST(TopLeftRounded, RoundsHalvesUpAsMmcvDoes) {
    const Placement placement = placed(1280, 853, 640, 640, ResizeMode::top_left_rounded);
    EXPECT_EQ(placement.resized_width, 640);
    EXPECT_EQ(placement.resized_height, 427);  // 426.5
    EXPECT_EQ(placement.left, 0);
    EXPECT_EQ(placement.top, 0);
    EXPECT_EQ(placement.bottom, 213);
    // MMDetection divides boxes by the ratio of the rounded sizes.
    EXPECT_EQ(placement.scale_x, 0.5);
    EXPECT_EQ(placement.scale_y, 427.0 / 853);
    EXPECT_EQ(placed(1280, 721, 640, 640, ResizeMode::top_left_rounded).resized_height, 361);
    EXPECT_EQ(placed(3, 65'536, 640, 640, ResizeMode::top_left_rounded).resized_width, 1);
}

TEST(CentreCrop, CutsTheLongerSideAsTorchvisionDoes) {
    const Placement wide = placed(1280, 853, 224, 224, ResizeMode::centre_crop);  // int(224 * 1280 / 853) = 336
    EXPECT_EQ(wide.resized_width, 336);
    EXPECT_EQ(wide.resized_height, 224);
    EXPECT_EQ(wide.left, -56);
    EXPECT_EQ(wide.right, -56);
    EXPECT_EQ(wide.top, 0);
    EXPECT_EQ(wide.scale_x, 336.0 / 1280);
    EXPECT_EQ(wide.scale_y, 224.0 / 853);
    // Halves are rounded to even: 1 / 2 to 0, 3 / 2 to 2, 5 / 2 to 2.
    EXPECT_EQ(placed(225, 224, 224, 224, ResizeMode::centre_crop).left, 0);
    EXPECT_EQ(placed(225, 224, 224, 224, ResizeMode::centre_crop).right, -1);
    EXPECT_EQ(placed(224, 227, 224, 224, ResizeMode::centre_crop).top, -2);
    EXPECT_EQ(placed(224, 227, 224, 224, ResizeMode::centre_crop).bottom, -1);
    EXPECT_EQ(placed(229, 224, 224, 224, ResizeMode::centre_crop).left, -2);
}

TEST(CentreCrop, StretchesToAnInputThatIsNotSquare) {
    EXPECT_EQ(placed(1280, 853, 224, 160, ResizeMode::centre_crop), placed(1280, 853, 224, 160, ResizeMode::stretch));
}

TEST(CentreCrop, RefusesASideThatBecomesTooLong) {
    const Result<Placement> placement = place_image(1, 65'536, 32'768, 32'768, ResizeMode::centre_crop);
    ASSERT_FALSE(placement.ok());
    EXPECT_EQ(placement.error().message(),
              "a 1x65536 picture whose shorter side becomes 32768 pixels would be 2147483648 pixels long: at most "
              "1073741824 are possible");
    EXPECT_EQ(placed(1, 65'536, 224, 224, ResizeMode::centre_crop).resized_height, 14'680'064);
}

TEST(SquareCrop, StretchesTheCentredSquare) {
    const Placement placement = placed(1280, 853, 224, 224, ResizeMode::square_crop);  // from column 213 on
    EXPECT_EQ(placement.scale_x, 224.0 / 853);
    EXPECT_EQ(placement.scale_y, 224.0 / 853);
    EXPECT_EQ(placement.resized_width, 224);
    EXPECT_EQ(placement.left, 0);
    EXPECT_NEAR(placement.to_network_x(213), 0, 1e-9);
    EXPECT_NEAR(placement.to_network_x(213 + 853), 224, 1e-9);
    EXPECT_EQ(placement.to_network_y(0), 0);
    const Placement tall = placed(10, 13, 20, 30, ResizeMode::square_crop);  // from row 1 on
    EXPECT_NEAR(tall.to_picture_y(0), 1, 1e-12);
    EXPECT_NEAR(tall.to_picture_y(30), 11, 1e-12);
    EXPECT_EQ(tall.to_picture_x(20), 10);
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
        for (const ResizeMode mode : every_mode) {
            const Placement placement = placed(width, height, input, input, mode);
            ASSERT_EQ(placement.left + placement.resized_width + placement.right, input) << width << "x" << height;
            ASSERT_EQ(placement.top + placement.resized_height + placement.bottom, input) << width << "x" << height;
            const int smallest_border = std::min({placement.left, placement.top, placement.right, placement.bottom});
            ASSERT_TRUE(smallest_border >= 0 || mode == ResizeMode::centre_crop);
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
        for (const ResizeMode mode : every_mode) {
            PreprocessSpec spec;
            spec.resize = mode;
            spec.interpolation = i % 2 == 0 ? Interpolation::opencv_linear : Interpolation::opencv_warp;
            spec.margin = i % 3;
            const Placement placement = placed(side(random), side(random), 640, i % 5 == 0 ? 640 : 480, spec);
            const double x = part(random) * placement.source_width, y = part(random) * placement.source_height;
            const Box back =
                undo_placement(placement, {placement.to_network_x(x), placement.to_network_y(y), 640, 480});
            ASSERT_NEAR(placement.to_picture_x(placement.to_network_x(x)), x, 1e-9 * placement.source_width);
            ASSERT_NEAR(back.x1, x, 1e-9 * placement.source_width);
            ASSERT_NEAR(back.y1, y, 1e-9 * placement.source_height);
        }
}

TEST(PreprocessNames, AreTheEnumeratorsNames) {
    EXPECT_EQ(to_string(ResizeMode::letterbox), "letterbox");
    EXPECT_EQ(to_string(ResizeMode::top_left), "top_left");
    EXPECT_EQ(to_string(ResizeMode::top_left_rounded), "top_left_rounded");
    EXPECT_EQ(to_string(ResizeMode::stretch), "stretch");
    EXPECT_EQ(to_string(ResizeMode::centre_crop), "centre_crop");
    EXPECT_EQ(to_string(ResizeMode::square_crop), "square_crop");
    EXPECT_EQ(to_string(Interpolation::opencv_linear), "opencv_linear");
    EXPECT_EQ(to_string(Interpolation::opencv_cubic), "opencv_cubic");
    EXPECT_EQ(to_string(Interpolation::opencv_warp), "opencv_warp");
    EXPECT_EQ(to_string(Interpolation::pillow_bilinear), "pillow_bilinear");
    EXPECT_EQ(to_string(Interpolation::pillow_bicubic), "pillow_bicubic");
    EXPECT_EQ(to_string(Interpolation::float_antialias), "float_antialias");
    EXPECT_EQ(to_string(ChannelOrder::rgb), "rgb");
    EXPECT_EQ(to_string(ChannelOrder::bgr), "bgr");
}

}  // namespace
}  // namespace yolozu
