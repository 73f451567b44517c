// SPDX-License-Identifier: Apache-2.0
#include "image/pixels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<int> pixels_of(const Image& image) {
    return {image.data(), image.data() + std::ptrdiff_t{3} * image.width() * image.height()};
}

// Two pixels with the channels 1, 2, 3 and 4, 5, 6, alpha 9.
TEST(Pixels, EveryFormatBecomesRgb) {
    const std::array<std::uint8_t, 6> rgb{1, 2, 3, 4, 5, 6}, bgr{3, 2, 1, 6, 5, 4};
    const std::array<std::uint8_t, 8> rgba{1, 2, 3, 9, 4, 5, 6, 9}, bgra{3, 2, 1, 9, 6, 5, 4, 9};
    const std::array<std::uint8_t, 2> grey{7, 8};
    Image image;
    for (const PictureView& view :
         {PictureView(rgb.data(), 2, 1), PictureView(bgr.data(), 2, 1, PixelFormat::bgr),
          PictureView(rgba.data(), 2, 1, PixelFormat::rgba), PictureView(bgra.data(), 2, 1, PixelFormat::bgra)}) {
        ASSERT_TRUE(check_picture(view));
        to_rgb(view, image);
        EXPECT_THAT(pixels_of(image), ElementsAre(1, 2, 3, 4, 5, 6)) << static_cast<int>(view.format);
    }
    to_rgb(PictureView(grey.data(), 2, 1, PixelFormat::grey), image);
    EXPECT_THAT(pixels_of(image), ElementsAre(7, 7, 7, 8, 8, 8));
}

TEST(Pixels, RowsMayHaveGaps) {
    const std::array<std::uint8_t, 7> grey{1, 2, 99, 99, 99, 3, 4};
    Image image;
    to_rgb(PictureView(grey.data(), 2, 2, PixelFormat::grey, 5), image);
    EXPECT_THAT(pixels_of(image), ElementsAre(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4));
}

TEST(Pixels, WhatIsNoPictureIsRefused) {
    const std::array<std::uint8_t, 12> bytes{};
    const auto refusal = [](const PictureView& view) {
        const Status status = check_picture(view);
        EXPECT_FALSE(status);
        if (status) return std::string();
        EXPECT_EQ(status.error().code(), ErrorCode::invalid_argument);
        return status.error().message();
    };
    EXPECT_THAT(refusal({}), HasSubstr("0x0"));
    EXPECT_THAT(refusal({bytes.data(), 0, 2}), HasSubstr("0x2"));
    EXPECT_THAT(refusal({bytes.data(), 2, -1}), HasSubstr("2x-1"));
    EXPECT_THAT(refusal({bytes.data(), std::numeric_limits<int>::max(), 1}), HasSubstr("1 to 65536"));
    EXPECT_THAT(refusal({nullptr, 2, 2}), HasSubstr("null pointer"));
    EXPECT_THAT(refusal({bytes.data(), 2, 2, PixelFormat::rgb, 5}), HasSubstr("5 bytes from row to row"));
    EXPECT_THAT(refusal({bytes.data(), 2, 2, PixelFormat::rgb, -6}), HasSubstr("a row of 2 pixels has 6"));
    EXPECT_THAT(refusal({bytes.data(), 2, 1, static_cast<PixelFormat>(5)}), HasSubstr("no such PixelFormat"));
    EXPECT_THAT(refusal({bytes.data(), 2, 1, static_cast<PixelFormat>(-1)}), HasSubstr("no such PixelFormat"));
}

}  // namespace
}  // namespace yolozu
