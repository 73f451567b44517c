// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <random>

#include "image/gif_files.hpp"
#include "image/gif_lzw.hpp"
#include "image/pictures.hpp"

namespace yolozu::test {
namespace {

Bytes random_indices(std::size_t count, unsigned colours) {
    std::mt19937 random(5);
    Bytes indices(count);
    // Runs, so that long strings and the string that names itself come up.
    for (std::size_t i = 0; i < count; ++i)
        indices[i] = i > 0 && random() % 3 != 0 ? indices[i - 1] : static_cast<std::uint8_t>(random() % colours);
    return indices;
}

cv::Mat painted(const Bytes& indices, int width, int height) {
    cv::Mat bgr(height, width, CV_8UC3);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto rgb = gif_colour(indices[static_cast<std::size_t>(y * width + x)]);
            bgr.at<cv::Vec3b>(y, x) = {rgb[2], rgb[1], rgb[0]};
        }
    return bgr;
}

TEST(ReadGif, ReadsEveryPaletteSize) {
    for (unsigned bits = 1; bits <= 8; ++bits) {
        const Bytes indices = random_indices(61 * 47, 1U << bits);
        EXPECT_TRUE(
            same_pixels(decode(gif_file({.width = 61, .height = 47, .bits = bits}, indices)), painted(indices, 61, 47)))
            << bits << " bits";
    }
}

TEST(ReadGif, ReadsAPictureThatFillsTheTableOfStrings) {
    const Bytes indices = random_indices(300 * 200, 256);
    EXPECT_TRUE(same_pixels(decode(gif_file({.width = 300, .height = 200}, indices)), painted(indices, 300, 200)));
}

TEST(ReadGif, ReadsALocalPaletteAndSkipsExtensions) {
    const Bytes indices = random_indices(20 * 10, 16);
    const GifForm form{.width = 20, .height = 10, .bits = 4, .local_palette = true, .extension = true};
    EXPECT_TRUE(same_pixels(decode(gif_file(form, indices)), painted(indices, 20, 10)));
}

TEST(ReadGif, PutsInterlacedRowsInOrder) {
    Bytes stored, expected(19 * 4);
    for (const int y : {0, 8, 16, 4, 12, 2, 6, 10, 14, 18, 1, 3, 5, 7, 9, 11, 13, 15, 17})
        for (int x = 0; x < 4; ++x) stored.push_back(static_cast<std::uint8_t>(y * 4 + x));
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<std::uint8_t>(i);
    EXPECT_TRUE(same_pixels(decode(gif_file({.width = 4, .height = 19, .interlaced = true}, stored)),
                            painted(expected, 4, 19)));
}

TEST(ReadGif, ShowsTheBackgroundAroundASmallFrame) {
    const Bytes indices(6, 9);
    const GifForm form{.width = 3, .height = 2, .left = 1, .top = 2, .screen_width = 5, .screen_height = 6};
    Bytes expected(30, gif_background);
    for (const std::size_t at : {11U, 12U, 13U, 16U, 17U, 18U}) expected[at] = 9;
    EXPECT_TRUE(same_pixels(decode(gif_file(form, indices)), painted(expected, 5, 6)));
}

TEST(ReadGif, TakesTheFramesSizeWhereTheScreenHasNone) {
    const GifForm form{.width = 3, .height = 2, .screen_width = 0, .screen_height = 0};
    EXPECT_TRUE(same_pixels(decode(gif_file(form, Bytes(6, 9))), painted(Bytes(6, 9), 3, 2)));
}

TEST(ReadGif, ReportsThePixelWhereAFileEnds) {
    Bytes file = gif_file({.width = 61, .height = 47}, random_indices(61 * 47, 256));
    file.resize(file.size() / 2 + 300);
    EXPECT_THAT(error_of(file),
                testing::MatchesRegex("image 'test': truncated GIF: its pixels end after [0-9]+ of 2867"));
}

TEST(ReadGif, ReportsPixelsThatEndEarly) {
    EXPECT_EQ(error_of(gif_file({.width = 3, .height = 4}, Bytes(6, 9))),
              "image 'test': corrupt GIF: its pixels end after 6 of 12");
}

TEST(ReadGif, ReportsAFileThatEndsBeforeItsFrame) {
    Bytes file = gif_file({.width = 3, .height = 2}, Bytes(6, 9));
    for (const std::size_t size : {8U, 100U, 781U, 785U, 791U}) {
        EXPECT_EQ(error_of(std::span(file).first(size)),
                  "image 'test': truncated GIF: ended before the pixels of its first frame");
    }
}

TEST(ReadGif, ReportsAFileWithoutAFrame) {
    Bytes file = gif_file({.width = 3, .height = 2}, Bytes(6, 9));
    file[781] = 0x3B;
    EXPECT_EQ(error_of(file), "image 'test': GIF without a picture");
}

TEST(ReadGif, ReportsAnUnknownBlock) {
    Bytes file = gif_file({.width = 3, .height = 2}, Bytes(6, 9));
    file[781] = 0x77;
    EXPECT_EQ(error_of(file), "image 'test': corrupt GIF: a block of unknown type 0x77");
}

TEST(ReadGif, ReportsAFrameOutsideTheScreen) {
    EXPECT_EQ(
        error_of(gif_file({.width = 3, .height = 2, .left = 2, .screen_width = 4, .screen_height = 2}, Bytes(6, 9))),
        "image 'test': corrupt GIF: its first frame ends at 5, 2, outside its screen of 4 x 2");
}

TEST(ReadGif, ReportsAnEmptyFrame) {
    EXPECT_EQ(error_of(gif_file({.width = 0, .height = 2, .screen_width = 4, .screen_height = 2}, {})),
              "image 'test': corrupt GIF: its first frame is empty");
}

TEST(ReadGif, ReportsAWrongCodeSize) {
    Bytes file = gif_file({.width = 3, .height = 2}, Bytes(6, 9));
    file[791] = 9;
    EXPECT_EQ(error_of(file), "image 'test': corrupt GIF: an LZW code size of 9, expected 1 to 8");
}

}  // namespace
}  // namespace yolozu::test
