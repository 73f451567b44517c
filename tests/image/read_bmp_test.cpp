// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

#include "image/pictures.hpp"

namespace yolozu::test {
namespace {

struct BmpForm {
    int width = 13, height = 5;
    int bits = 24;
    std::uint32_t compression = 0;
    std::vector<std::uint32_t> masks = {};
    int colours = 0;
    std::uint32_t header_bytes = 40;
};

/// A file of the given form whose pixel bytes count up.
Bytes bmp_file(const BmpForm& form) {
    Bytes body;
    for (const std::uint32_t mask : form.masks) append_little_endian(body, mask, 4);
    for (int i = 0; i < form.colours; ++i) {
        append_little_endian(body, static_cast<std::uint32_t>(i * 0x071321), form.header_bytes == 12 ? 3 : 4);
    }
    Bytes file = bytes_of("BM");
    append_little_endian(file, 0, 8);
    append_little_endian(file, 14 + form.header_bytes + static_cast<std::uint32_t>(body.size()), 4);
    append_little_endian(file, form.header_bytes, 4);
    const int side_bytes = form.header_bytes == 12 ? 2 : 4;
    append_little_endian(file, static_cast<std::uint32_t>(form.width), side_bytes);
    append_little_endian(file, static_cast<std::uint32_t>(form.height), side_bytes);
    append_little_endian(file, 1, 2);
    append_little_endian(file, static_cast<std::uint32_t>(form.bits), 2);
    if (form.header_bytes != 12) {
        append_little_endian(file, form.compression, 4);
        for (const int value : {0, 0, 0, form.colours, 0})
            append_little_endian(file, static_cast<std::uint32_t>(value), 4);
    }
    append(file, body);
    const int row_bytes = (form.width * form.bits + 31) / 32 * 4;
    for (int i = 0; i < row_bytes * std::abs(form.height); ++i) file.push_back(static_cast<std::uint8_t>(i * 37));
    return file;
}

TEST(ReadBmp, EqualsOpenCvForEveryDepthWithoutMasks) {
    for (const int height : {5, -5})
        for (const int bits : {1, 4, 8, 24, 32})
            for (int width = 1; width <= 18; ++width) {
                SCOPED_TRACE(fmt::format("{} x {}, {} bits", width, height, bits));
                const Bytes file =
                    bmp_file({.width = width, .height = height, .bits = bits, .colours = bits <= 8 ? 1 << bits : 0});
                EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
            }
}

TEST(ReadBmp, EqualsOpenCvForTheOldHeader) {
    const Bytes file = bmp_file({.bits = 4, .colours = 16, .header_bytes = 12});
    EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
}

TEST(ReadBmp, EqualsThePictureThatOpenCvWrote) {
    const cv::Mat written = picture(131, 77);
    EXPECT_TRUE(same_pixels(decode(opencv_file(".bmp", written)), written));
    cv::Mat grey, three;
    cv::cvtColor(written, grey, cv::COLOR_BGR2GRAY);
    cv::cvtColor(grey, three, cv::COLOR_GRAY2BGR);
    EXPECT_TRUE(same_pixels(decode(opencv_file(".bmp", grey)), three));
}

TEST(ReadBmp, StretchesSixteenBitsToTheFullRange) {
    for (const bool masks : {false, true}) {
        BmpForm form{.width = 2, .height = 1, .bits = 16};
        if (masks) form.compression = 3;
        if (masks) form.masks = {0xF800, 0x07E0, 0x001F};
        Bytes file = bmp_file(form);
        file.resize(file.size() - 4);
        append_little_endian(file, masks ? 0xF81F : 0x7C1F, 2);
        append_little_endian(file, masks ? 0x0400 : 0x0200, 2);
        const Result<Image> image = decode(file);
        ASSERT_TRUE(image);
        const std::vector<int> pixels(image->data(), image->data() + 6);
        EXPECT_THAT(pixels, testing::ElementsAre(255, 0, 255, 0, masks ? 130 : 132, 0));  // 32/63 and 16/31 of 255
    }
}

TEST(ReadBmp, ReadsMasksOfThirtyTwoBits) {
    Bytes file = bmp_file({.width = 1, .height = 1, .bits = 32, .compression = 3, .masks = {0x3FF00000, 0xFF, 0xFF00}});
    file.resize(file.size() - 4);
    append_little_endian(file, 0x3FF01122, 4);
    const Result<Image> image = decode(file);
    ASSERT_TRUE(image);
    EXPECT_THAT(std::vector<int>(image->data(), image->data() + 3), testing::ElementsAre(255, 0x22, 0x11));
}

TEST(ReadBmp, ShowsColoursMissingFromThePaletteAsBlack) {
    Bytes file = bmp_file({.width = 1, .height = 1, .bits = 8, .colours = 2});
    file[file.size() - 4] = 200;
    const Result<Image> image = decode(file);
    ASSERT_TRUE(image);
    EXPECT_THAT(std::vector<int>(image->data(), image->data() + 3), testing::ElementsAre(0, 0, 0));
}

TEST(ReadBmp, ReportsTheRowWhereAFileEnds) {
    Bytes file = bmp_file({});
    file.resize(file.size() - 50);
    EXPECT_EQ(error_of(file), "image 'test': truncated BMP: ended after 3 of 5 rows");
}

TEST(ReadBmp, ReportsAFileThatEndsWithinTheHeader) {
    Bytes file = bmp_file({});
    file.resize(30);
    EXPECT_EQ(error_of(file), "image 'test': truncated BMP: ended within the header");
}

TEST(ReadBmp, ReportsAnImpossibleHeader) {
    Bytes file = bmp_file({});
    file[14] = 13;
    EXPECT_EQ(error_of(file), "image 'test': corrupt BMP: a header of 13 bytes, expected 12 or at least 40");
}

TEST(ReadBmp, ReportsAnImpossibleDepth) {
    EXPECT_EQ(error_of(bmp_file({.bits = 7})),
              "image 'test': corrupt BMP: 7 bits a pixel, expected 1, 4, 8, 16, 24 or 32");
}

TEST(ReadBmp, ReportsMasksOfAPalette) {
    EXPECT_EQ(error_of(bmp_file({.bits = 8, .compression = 3})),
              "image 'test': corrupt BMP: colour masks with 8 bits a pixel");
}

TEST(ReadBmp, RefusesRunLengths) {
    EXPECT_EQ(error_of(bmp_file({.bits = 8, .compression = 1})),
              "image 'test': compressed BMP (method 1) is not supported");
}

TEST(ReadBmp, RefusesTheLowestHeight) {
    EXPECT_EQ(error_of(bmp_file({.width = 1, .height = 0})),
              "image 'test': the header says 1 x 0 pixels, expected at least one pixel");
    Bytes file = bmp_file({});
    for (const std::size_t i : {22U, 23U, 24U}) file[i] = 0;
    file[25] = 0x80;
    EXPECT_EQ(error_of(file), "image 'test': is 13 x 2147483648 pixels, over the limit of 65500 x 65500");
}

}  // namespace
}  // namespace yolozu::test
