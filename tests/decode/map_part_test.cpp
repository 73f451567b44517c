// SPDX-License-Identifier: Apache-2.0
#include "decode/map_part.hpp"

#include <gtest/gtest.h>

#include "decode/bilinear.hpp"
#include "decode/task_outputs.hpp"

namespace yolozu::test {
namespace {

using decode::MapPart;

MapPart part(const Placement& placement, int map_width, int map_height) {
    return decode::part_of_map(placement, map_width, map_height).value();
}

TEST(MapPart, OfALetterbox) {
    // 640x480 in 640x640: 80 rows of border above and below, a quarter of that on the map.
    EXPECT_EQ(part(placed(640, 480, 640, 640), 160, 160), (MapPart{0, 20, 160, 140}));
    EXPECT_EQ(part(placed(480, 640, 640, 640), 160, 160), (MapPart{20, 0, 140, 160}));
    EXPECT_EQ(part(placed(640, 640, 640, 640), 160, 160), (MapPart{0, 0, 160, 160}));
    // gain 160 / 1000; border (160 - 853 * 0.16) / 2 = 11.76: round(11.66) = 12, round(148.34) = 148.
    EXPECT_EQ(part(placed(1000, 853, 640, 640), 160, 160), (MapPart{0, 12, 160, 148}));
    // Border (160 - 98 * 1.6) / 2, in double precision a little below 1.6: 1.49... and 158.5 are rounded, the half to
    // even.
    EXPECT_EQ(part(placed(98, 100, 640, 640), 160, 160), (MapPart{1, 0, 158, 160}));
}

TEST(MapPart, OfAnInputThatIsNoSquare) {
    EXPECT_EQ(part(placed(640, 480, 640, 480), 160, 120), (MapPart{0, 0, 160, 120}));
    EXPECT_EQ(part(placed(100, 100, 640, 320), 160, 80), (MapPart{40, 0, 120, 80}));
}

TEST(MapPart, OfAStretchedPictureIsAllOfIt) {
    EXPECT_EQ(part(placed(640, 480, 384, 384, ResizeMode::stretch), 96, 96), (MapPart{0, 0, 96, 96}));
    EXPECT_EQ(part(placed(3, 400, 384, 384, ResizeMode::stretch), 7, 5), (MapPart{0, 0, 7, 5}));
}

TEST(MapPart, OfAPictureAtTheTopLeft) {
    // 640x480 is pasted as it is: 160 rows of border below, 40 on the map: round(160 - 40 + 0.1).
    EXPECT_EQ(part(placed(640, 480, 640, 640, ResizeMode::top_left), 160, 160), (MapPart{0, 0, 160, 120}));
}

TEST(MapPart, WithAMarginFollowsThePlacement) {
    Placement placement = placed(640, 480, 640, 640);
    placement.resized_width = 632;
    placement.resized_height = 474;
    placement.left = placement.right = 4;
    placement.top = placement.bottom = 83;
    placement.scale_x = placement.scale_y = 632.0 / 640;
    // round(1 - 0.1), round(20.75 - 0.1) = 21, round(159.1), round(139.35).
    EXPECT_EQ(part(placement, 160, 160), (MapPart{1, 21, 159, 139}));
}

TEST(MapPart, HasAnElementHoweverNarrowThePictureIs) {
    EXPECT_EQ(part(placed(10'000, 1, 640, 640), 160, 160), (MapPart{0, 80, 160, 81}));
    EXPECT_EQ(part(placed(1, 10'000, 640, 640), 1, 1), (MapPart{0, 0, 1, 1}));
}

TEST(MapPart, RefusesWhatMakesNoSense) {
    EXPECT_EQ(decode::part_of_map({}, 160, 160).error().to_string(),
              "a 0x0 picture in a 0x0 input: every side must be 1 to 65536 pixels");
    Placement beyond = placed(640, 480, 640, 640, ResizeMode::stretch);
    beyond.left = beyond.top = beyond.right = beyond.bottom = 2'147'483'647;
    EXPECT_EQ(part(beyond, 65'536, 7), (MapPart{65'535, 6, 65'536, 7}));
    Placement cropped = placed(640, 480, 224, 224);
    cropped.left = cropped.right = -37;
    EXPECT_EQ(decode::part_of_map(cropped, 28, 28).error().code(), ErrorCode::unsupported);
}

TEST(BilinearAxis, DoublesWithQuarters) {
    decode::BilinearAxis axis;
    axis.set(3, 6);
    // Positions max(0.5 * (p + 0.5) - 0.5, 0): 0, 0.25, 0.75, 1.25, 1.75, 2.25.
    const int places[] = {0, 0, 0, 1, 1, 2};
    const float far[] = {0, 0.25F, 0.75F, 0.25F, 0.75F, 0.25F};
    for (int pixel = 0; pixel < 6; ++pixel) {
        EXPECT_EQ(axis.place(pixel), places[pixel]);
        EXPECT_EQ(axis.far(pixel), far[pixel]);
        EXPECT_EQ(axis.near(pixel), 1 - far[pixel]);
    }
}

TEST(BilinearAxis, IsTheIdentityForEqualLengths) {
    decode::BilinearAxis axis;
    axis.set(100, 100);
    for (int pixel = 0; pixel < 100; ++pixel) {
        EXPECT_EQ(axis.place(pixel), pixel);
        EXPECT_EQ(axis.far(pixel), 0);
    }
}

TEST(BilinearAxis, SkipsWhenShrinking) {
    decode::BilinearAxis axis;
    axis.set(100, 10);
    for (int pixel = 0; pixel < 10; ++pixel) {
        EXPECT_EQ(axis.place(pixel), pixel * 10 + 4);
        EXPECT_EQ(axis.far(pixel), 0.5F);
    }
}

}  // namespace
}  // namespace yolozu::test
