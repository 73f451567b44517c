// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "image/pictures.hpp"
#include "image/png_files.hpp"

namespace yolozu::test {
namespace {

bool is_allowed(int colour, int bits) {
    if (colour == PNG_COLOR_TYPE_GRAY) return true;
    if (colour == PNG_COLOR_TYPE_PALETTE) return bits <= 8;
    return bits >= 8;
}

TEST(ReadPng, EqualsOpenCvForEveryColourTypeDepthAndInterlace) {
    for (const int colour : {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_PALETTE, PNG_COLOR_TYPE_GRAY_ALPHA,
                             PNG_COLOR_TYPE_RGB_ALPHA})
        for (const int bits : {1, 2, 4, 8, 16})
            for (const bool interlaced : {false, true})
                for (const bool transparency : {false, true}) {
                    if (!is_allowed(colour, bits)) continue;
                    if (transparency && (colour & PNG_COLOR_MASK_ALPHA) != 0) continue;
                    SCOPED_TRACE(fmt::format("colour type {}, {} bits, interlaced {}, tRNS {}", colour, bits,
                                             interlaced, transparency));
                    const Bytes file = png_file(
                        {.bits = bits, .colour = colour, .interlaced = interlaced, .transparency = transparency});
                    EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
                }
}

TEST(ReadPng, EqualsOpenCvForEveryTinyInterlacedSize) {
    for (int width = 1; width <= 9; ++width)
        for (int height = 1; height <= 9; ++height) {
            const Bytes file = png_file({.width = width, .height = height, .interlaced = true});
            EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file))) << width << " x " << height;
        }
}

TEST(ReadPng, EqualsThePictureThatOpenCvWrote) {
    const cv::Mat written = picture(131, 77);
    EXPECT_TRUE(same_pixels(decode(opencv_file(".png", written)), written));
}

TEST(ReadPng, IgnoresGamma) {
    EXPECT_TRUE(same_pixels(decode(png_file({.gamma = true})), opencv_reads(png_file({.gamma = false}))));
}

TEST(ReadPng, AppliesEveryOrientationOfTheExifChunk) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Bytes file = png_file({.exif = exif_block(orientation, true)});
        EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file))) << orientation;
        EXPECT_TRUE(same_pixels(decode(file, {.exif = ExifOrientation::ignore}), opencv_reads(png_file({}))));
    }
}

TEST(ReadPng, AppliesAnExifChunkBehindThePixels) {
    Bytes file = png_file({.width = 19, .height = 13});
    const Bytes exif = exif_block(6, true);
    const Bytes chunk = png_chunk("eXIf", {reinterpret_cast<const char*>(exif.data()), exif.size()});
    file.insert(file.end() - 12, chunk.begin(), chunk.end());
    const Result<Image> image = decode(file);
    ASSERT_TRUE(image) << image.error().to_string();
    EXPECT_EQ(image->width(), 13);
}

TEST(ReadPng, SkipsDamagedNotes) {
    Bytes file = png_file({});
    const cv::Mat whole = opencv_reads(file);
    const Bytes chunk = png_chunk("iCCP", std::string(500, 'x'));
    file.insert(file.begin() + 33, chunk.begin(), chunk.end());
    EXPECT_TRUE(same_pixels(decode(file), whole));
}

TEST(ReadPng, ReportsTheRowWhereAFileEnds) {
    Bytes file = png_file({.width = 300, .height = 300});
    file.resize(file.size() / 2);
    EXPECT_THAT(error_of(file), testing::MatchesRegex("image 'test': truncated PNG: ended after 1[0-9]+ of 300 rows"));
}

TEST(ReadPng, ReportsThePassWhereAnInterlacedFileEnds) {
    Bytes file = png_file({.width = 300, .height = 300, .interlaced = true});
    file.resize(file.size() - 100);
    EXPECT_EQ(error_of(file), "image 'test': truncated PNG: ended in interlace pass 7 of 7");
}

TEST(ReadPng, ReportsAFileThatEndsWithinTheHeader) {
    Bytes file = png_file({});
    file.resize(20);
    EXPECT_EQ(error_of(file), "image 'test': truncated PNG: ended within the header");
}

TEST(ReadPng, ReportsAFileWithoutItsLastChunk) {
    Bytes file = png_file({});
    file.resize(file.size() - 12);
    EXPECT_EQ(error_of(file), "image 'test': truncated PNG: ended before its IEND chunk");
}

TEST(ReadPng, ReportsAWrongChecksum) {
    Bytes file = png_file({});
    file[find_png_chunk(file, "IDAT") + 20] ^= 1;
    EXPECT_THAT(error_of(file), testing::HasSubstr("image 'test': corrupt PNG: IDAT: "));
}

}  // namespace
}  // namespace yolozu::test
