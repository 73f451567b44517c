// SPDX-License-Identifier: Apache-2.0
#include "yolozu/mask.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "support/seed.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using MaskRun = Mask::Run;
using Pixels = std::vector<std::uint8_t>;

// Rows of '#' and '.', divided by spaces.
Mask mask_of(std::string_view drawing) {
    const auto width = static_cast<int>(std::min(drawing.find(' '), drawing.size()));
    Pixels pixels;
    for (const char sign : drawing)
        if (sign != ' ') pixels.push_back(sign == '#' ? 7 : 0);
    const int height = static_cast<int>(pixels.size()) / width;
    return Mask::from_part(width, height, 0, 0, width, height, pixels);
}

Pixels painted(const Mask& mask) {
    Pixels pixels(static_cast<std::size_t>(mask.width() * mask.height()), 99);
    mask.paint(pixels, 1);
    return pixels;
}

Pixels random_pixels(std::size_t count, unsigned one_in, std::mt19937& random) {
    Pixels pixels(count);
    std::uint8_t value = 0;
    for (std::uint8_t& pixel : pixels) {
        if (random() % one_in == 0) value = value == 0 ? static_cast<std::uint8_t>(1 + random() % 255) : 0;
        pixel = value;
    }
    return pixels;
}

TEST(Mask, IsEmptyAtFirst) {
    const Mask mask(4, 3);
    EXPECT_THAT(mask.runs(), IsEmpty());
    EXPECT_EQ(mask.area(), 0);
    EXPECT_THAT(painted(mask), testing::Each(0));
}

TEST(Mask, HasRunsOfRows) {
    const Mask mask = mask_of("##.# .... ####");
    EXPECT_THAT(mask.runs(), ElementsAre(MaskRun{0, 0, 2}, MaskRun{0, 3, 4}, MaskRun{2, 0, 4}));
    EXPECT_EQ(mask.area(), 7);
    EXPECT_THAT(painted(mask), ElementsAre(1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1));
}

TEST(Mask, OfAPartLiesWhereThePartLies) {
    const Mask mask = Mask::from_part(10, 8, 6, 5, 3, 2, Pixels{0, 1, 255, 128, 0, 1});
    EXPECT_THAT(mask.runs(), ElementsAre(MaskRun{5, 7, 9}, MaskRun{6, 6, 7}, MaskRun{6, 8, 9}));
    EXPECT_EQ(mask.width(), 10);
    EXPECT_EQ(mask.height(), 8);
}

// Every value of a byte ends a run of background, and neighbours of 0 do not end one of foreground.
TEST(Mask, FindsEveryByte) {
    for (int value = 1; value < 256; ++value)
        for (int place = 0; place < 17; ++place) {
            Pixels pixels(17);
            pixels[static_cast<std::size_t>(place)] = static_cast<std::uint8_t>(value);
            ASSERT_THAT(Mask::from_part(17, 1, 0, 0, 17, 1, pixels).runs(), ElementsAre(MaskRun{0, place, place + 1}));
            std::ranges::fill(pixels, static_cast<std::uint8_t>(value));
            ASSERT_THAT(Mask::from_part(17, 1, 0, 0, 17, 1, pixels).runs(), ElementsAre(MaskRun{0, 0, 17}));
        }
}

TEST(Mask, PaintsWhatItWasMadeFrom) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("YOLOZU_TEST_SEED=" + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        const int width = static_cast<int>(1 + random() % 70), height = static_cast<int>(1 + random() % 5);
        const Pixels pixels =
            random_pixels(static_cast<std::size_t>(width * height), 1 + static_cast<unsigned>(random() % 20), random);
        const Mask mask = Mask::from_part(width, height, 0, 0, width, height, pixels);
        Pixels expected;
        for (const std::uint8_t pixel : pixels) expected.push_back(pixel != 0 ? 1 : 0);
        ASSERT_EQ(painted(mask), expected);
        ASSERT_EQ(mask.area(), std::ranges::count(expected, 1));
        EXPECT_EQ(Mask::from_runs(width, height, {mask.runs().begin(), mask.runs().end()}), mask);
    }
}

TEST(Mask, MovesAndIsCutOff) {
    const Mask mask = mask_of("##.## .###.");
    EXPECT_EQ(mask.moved(0, 0, 5, 2), mask);
    EXPECT_THAT(mask.moved(2, 1, 6, 3).runs(), ElementsAre(MaskRun{1, 2, 4}, MaskRun{1, 5, 6}, MaskRun{2, 3, 6}));
    EXPECT_THAT(mask.moved(-1, -1, 3, 4).runs(), ElementsAre(MaskRun{0, 0, 3}));
    EXPECT_THAT(mask.moved(-4, 0, 5, 2).runs(), ElementsAre(MaskRun{0, 0, 1}));
    EXPECT_THAT(mask.moved(2'147'483'647, -2'147'483'647, 5, 2).runs(), IsEmpty());
}

TEST(Mask, MirrorsEachRow) {
    EXPECT_EQ(mask_of("##.#. ..... .###.").mirrored(), mask_of(".#.## ..... .###."));
    EXPECT_EQ(Mask(3, 2).mirrored(), Mask(3, 2));
}

TEST(Mask, MeetsAndUnites) {
    const Mask a = mask_of("##..## ...... ######"), b = mask_of(".###.# ##.... #.#.#.");
    EXPECT_EQ(Mask::intersection_area(a, b), 1 + 1 + 3);
    EXPECT_EQ(Mask::united(a, b), mask_of("###### ##.... ######"));
    EXPECT_EQ(Mask::united(a, Mask(6, 3)), a);
    EXPECT_EQ(Mask::intersection_area(Mask(6, 3), a), 0);
    // Runs that only touch become one.
    EXPECT_THAT(Mask::united(mask_of("##.."), mask_of("..##")).runs(), ElementsAre(MaskRun{0, 0, 4}));
}

TEST(Mask, MeetsAndUnitesAsPixelsDo) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("YOLOZU_TEST_SEED=" + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        const Pixels a = random_pixels(90, 1 + static_cast<unsigned>(random() % 12), random);
        const Pixels b = random_pixels(90, 1 + static_cast<unsigned>(random() % 12), random);
        Pixels either(90);
        std::int64_t both = 0;
        for (std::size_t index = 0; index < 90; ++index) {
            either[index] = a[index] | b[index];
            both += a[index] != 0 && b[index] != 0;
        }
        const Mask first = Mask::from_part(30, 3, 0, 0, 30, 3, a), second = Mask::from_part(30, 3, 0, 0, 30, 3, b);
        EXPECT_EQ(Mask::united(first, second), Mask::from_part(30, 3, 0, 0, 30, 3, either));
        EXPECT_EQ(Mask::intersection_area(first, second), both);
    }
}

}  // namespace
}  // namespace yolozu::test
