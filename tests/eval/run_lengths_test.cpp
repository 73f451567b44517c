// SPDX-License-Identifier: Apache-2.0
#include "eval/run_lengths.hpp"

#include <gmock/gmock.h>

#include <random>
#include <tuple>

#include "support/seed.hpp"

namespace yolozu::eval {
namespace {

using testing::HasSubstr;

struct Outline {
    int width, height;
    std::vector<double> polygon;
    const char* run_lengths;
};

/// What pycocotools' maskApi.c draws of outlines, some beyond the picture, crossing themselves or without an area.
const std::vector<Outline>& drawn_outlines() {
    static const std::vector<Outline> outlines{
        {58, 40, {-10.77, 47.7, 37.2, -2.996}, R"(`X2)"},
        {26, 1, {23.471, -1, -4, -1, 22.4, 0.054, 22.978, 0, 27.2, 1, 26, 0.719, -1.957, 0.638}, R"(0i01)"},
        {27,
         1,
         {-4.1, 0.875, 5.576, 0.611, 12.3, 0.4, 6.645, 1, -2.969, 0.728, 18.258, 0.725, 18.6, 0.587, 12, 1.044},
         R"(92`0)"},
        {44,
         34,
         {47, 17.7, 48.9, 21.782, 5.1, 35},
         R"(c:1R20oN0Q10oN0O10O01000O0100O01000O10O01000O0100O010O1000O0100O01000O0^O)"},
        {15,
         51,
         {-1.2, 19.3, 12.7, 13.3, 1.763, -3.08, -2.225, -3.08, 15.139, 43.429, 2.7, 15.567},
         R"(04>Mb06ZOJg08VOIj0:72jNDQ1a0NISOHl07WOHi05ZOKe04^OLa01CN<1FOQ1Of10oL)"},
        {55,
         17,
         {17, -2, 23.596, 9.6, 34, 1.917, -4.3, 16.5, -2.291, 7.8},
         R"(698O0100O010O010O10O0100O0100O10000O2O1O2M3N01O1O0O01O010O1O0010T<)"},
        {30,
         42,
         {25.748, 21.403, 1.1, 33.914, 6.836, 22.7, 19.882, 18, 19.882, -5.95, 12, 2.746},
         R"([21W11O2N1O2N110O010O010]OI36MM04ON0110N022KN63IM74GL:6DJj033N1N2O2M2Oc4)"},
        {4,
         33,
         {-1, 8.9, 4.3, 8.9, -0.5, 17.4, -1, -0.621, 2, 28.171, -0.018, 0.7, -1, 14.248, 0, 1},
         R"(8142f02]OM<1;NI)"},
        {34,
         6,
         {36.447, 1, 1, 6.633, -3.4, 0, 5, 0, 36, -1, 20.7, 2.889},
         R"(0e11`N000000000O10000000000O100O11O0000NN0202000=0H)"},
        {43,
         48,
         {25.592, 7.7, 17.83, 35.38, 47, 34, 47, 35, 6.5, 40, 6.5, 8.502, 29.996, -7, -5.716, 55.314},
         R"(]11]1001O010O001WOe0@]O<c0D^O<`0DB;=FD9;GF:9FH97GK84IM71I16OJ25MK55IL2LF77M10G47K14H15L07KM3L1:LJ1M0=OF0L0a00CNh02;00O100000000000000O01000000000000nN)"},
        {35, 15, {25.7, 5.036}, R"(]`0)"},
    };
    return outlines;
}

TEST(PolygonMask, IsWhatPycocotoolsDraws) {
    for (const Outline& outline : drawn_outlines()) {
        const auto drawn = run_lengths_from_polygon(outline.width, outline.height, outline.polygon);
        const auto expected = run_lengths_from_text(outline.width, outline.height, outline.run_lengths);
        ASSERT_TRUE(drawn) << drawn.error().to_string();
        ASSERT_TRUE(expected) << expected.error().to_string();
        EXPECT_EQ(drawn->counts, expected->counts) << outline.run_lengths;
    }
}

TEST(PolygonMask, RefusesEndlessOutlines) {
    std::vector<double> zigzag;
    for (int corner = 0; corner < 1'000; ++corner) zigzag.insert(zigzag.end(), {corner % 2 == 0 ? -1e9 : 1e9, 0});
    const auto drawn = run_lengths_from_polygon(10, 10, zigzag);
    ASSERT_FALSE(drawn);
    EXPECT_EQ(drawn.error().code(), ErrorCode::limit_exceeded);
}

std::vector<std::uint8_t> random_pixels(int count, std::mt19937& random) {
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count));
    std::uint8_t value = 0;
    const unsigned change = 1 + static_cast<unsigned>(random() % 9);  // how often neighbours differ
    for (std::uint8_t& pixel : pixels) pixel = value = random() % change == 0 ? 1 - value : value;
    return pixels;
}

/// From the pixels, one by one.
TEST(RunLengths, AgreeWithThePixels) {
    std::mt19937 random(test::random_seed());
    for (int round = 0; round < 2'000; ++round) {
        const int width = 1 + static_cast<int>(random() % 9), height = 1 + static_cast<int>(random() % 9);
        const auto a = random_pixels(width * height, random), b = random_pixels(width * height, random);
        int both = 0, any = 0, of_a = 0, left = width, right = -1, top = height, bottom = -1;
        for (int pixel = 0; pixel < width * height; ++pixel) {
            const auto place = static_cast<std::size_t>(pixel);
            both += a[place] & b[place];
            any += a[place] | b[place];
            if (a[place] == 0) continue;
            ++of_a;
            left = std::min(left, pixel % width), right = std::max(right, pixel % width);
            top = std::min(top, pixel / width), bottom = std::max(bottom, pixel / width);
        }
        const RunLengths first = run_lengths_from_pixels(width, height, a);
        const RunLengths second = run_lengths_from_pixels(width, height, b);
        ASSERT_EQ(area(first), static_cast<std::uint64_t>(of_a));
        ASSERT_EQ(area(united(width, height, std::array{first, second})), static_cast<std::uint64_t>(any));
        ASSERT_DOUBLE_EQ(mask_iou(first, second, false), both == 0 ? 0 : double(both) / any);
        ASSERT_DOUBLE_EQ(mask_iou(first, second, true), both == 0 ? 0 : double(both) / of_a);
        const PixelBox box = bounding_box(first);
        const PixelBox expected{double(left), double(top), double(right - left + 1), double(bottom - top + 1)};
        if (of_a > 0)
            ASSERT_EQ(std::tuple(box.x, box.y, box.w, box.h),
                      std::tuple(expected.x, expected.y, expected.w, expected.h));
        else
            ASSERT_EQ(box.w, 0);
    }
}

TEST(RunLengths, MayHaveRunsOfNoLength) {
    const auto mask = run_lengths_from_counts(4, 2, {0, 3, 0, 0, 0, 2, 3});
    ASSERT_TRUE(mask);
    EXPECT_EQ(area(*mask), 5U);
    EXPECT_EQ(mask_iou(*mask, *run_lengths_from_counts(4, 2, {0, 5, 3}), false), 1);
    EXPECT_EQ(united(4, 2, {}).counts, std::vector<std::uint32_t>{8});
}

TEST(RunLengths, HostileTextIsRefused) {
    const auto refused = [](std::string_view text, const char* reason) {
        const auto mask = run_lengths_from_text(3, 3, text);
        ASSERT_FALSE(mask) << text;
        EXPECT_THAT(mask.error().to_string(), HasSubstr(reason)) << text;
    };
    EXPECT_EQ(run_lengths_from_text(3, 3, "9")->counts, std::vector<std::uint32_t>{9});
    refused("", "are of 0 pixels, expected the 9 of 3x3");
    refused("8", "are of 8 pixels");
    refused("\\", "end within a number");
    refused("!", "none of COCO's");
    refused("\xFF", "none of COCO's");
    refused("oooooooo", "more than 35 bits");
    refused("O", "below 0");                  // -1
    refused("ooooooO", "below 0 or beyond");  // many bits
    refused("ooooo?ooooo?ooooo?", "are of");  // three large numbers: their sum does not wrap
}

}  // namespace
}  // namespace yolozu::eval
