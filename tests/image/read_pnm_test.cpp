// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "image/pictures.hpp"

namespace yolozu::test {
namespace {

std::vector<int> samples_of(std::string_view file) {
    const Result<Image> image = decode(bytes_of(file));
    if (!image) return {};
    return {image->data(), image->data() + image->height() * image->stride_bytes()};
}

std::vector<int> grey(std::initializer_list<int> levels) {
    std::vector<int> samples;
    for (const int level : levels) samples.insert(samples.end(), 3, level);
    return samples;
}

TEST(ReadPnm, EqualsThePictureThatOpenCvWrote) {
    const cv::Mat written = picture(131, 77);
    for (const int binary : {0, 1}) {
        EXPECT_TRUE(same_pixels(decode(opencv_file(".ppm", written, {cv::IMWRITE_PXM_BINARY, binary})), written));
        cv::Mat level, three;
        cv::cvtColor(written, level, cv::COLOR_BGR2GRAY);
        cv::cvtColor(level, three, cv::COLOR_GRAY2BGR);
        EXPECT_TRUE(same_pixels(decode(opencv_file(".pgm", level, {cv::IMWRITE_PXM_BINARY, binary})), three));
    }
}

TEST(ReadPnm, EqualsOpenCvForBitmaps) {
    for (const std::string_view text : {"P1\n# a comment\n5 2\n01010\n1 1 1 0 0\n", "P4\n5 2\n\x50\xE0"}) {
        const Bytes file = bytes_of(text);
        EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
    }
}

TEST(ReadPnm, ShowsAOneOfABitmapAsBlack) {
    EXPECT_EQ(samples_of("P1 2 1 01"), grey({255, 0}));
}

TEST(ReadPnm, EqualsOpenCvForSixteenBits) {
    cv::Mat deep(20, 31, CV_16UC3);
    cv::RNG(5).fill(deep, cv::RNG::UNIFORM, 0, 65536);
    const Bytes file = opencv_file(".ppm", deep);
    EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
}

TEST(ReadPnm, StretchesAndRoundsOtherRanges) {
    EXPECT_EQ(samples_of("P2 4 1 3 0 1 2 3"), grey({0, 85, 170, 255}));
    EXPECT_EQ(samples_of("P2 3 1 1000 0 500 1000"), grey({0, 128, 255}));
    EXPECT_EQ(samples_of({"P5 2 1 1000 \x01\xF4\x03\xE8", 16}), grey({128, 255}));
    EXPECT_EQ(samples_of("P3 1 1 15 15 7 0"), (std::vector<int>{255, 119, 0}));
    EXPECT_EQ(samples_of("P6 1 1 15 \x0F\x07\x01"), (std::vector<int>{255, 119, 17}));
}

TEST(ReadPnm, ReadsCommentsAnywhereInTheHeader) {
    EXPECT_EQ(samples_of("P2#one\n# two\n2 #three\n 1\r# four\r255# five\n7 # six\n9"), grey({7, 9}));
}

TEST(ReadPnm, TakesWhiteSpaceBytesBehindTheHeaderAsSamples) {
    EXPECT_EQ(samples_of("P5 2 1 255\n\n "), grey({10, 32}));
}

TEST(ReadPnm, ReportsTheRowWhereAFileEnds) {
    EXPECT_EQ(error_of(bytes_of("P5 4 3 255 abcdefg")), "image 'test': truncated PNM: ended after 1 of 3 rows");
    EXPECT_EQ(error_of(bytes_of("P2 2 3 255 1 2 3 4 5")), "image 'test': truncated PNM: ended after 2 of 3 rows");
    EXPECT_EQ(error_of(bytes_of("P1 2 2 101")), "image 'test': truncated PNM: ended after 1 of 2 rows");
}

TEST(ReadPnm, ReportsAFileThatEndsWithinTheHeader) {
    for (const std::string_view text : {"P5 ", "P5 4", "P5 4 3", "P5 4 3 255", "P5 #"})
        EXPECT_EQ(error_of(bytes_of(text)), "image 'test': truncated PNM: ended within the header") << text;
}

TEST(ReadPnm, ReportsOtherTextThanNumbers) {
    for (const std::string_view text : {"P5 x", "P2 1 1 255 -7", "P1 1 1 2", "P5 1 1 255x7"})
        EXPECT_THAT(error_of(bytes_of(text)),
                    testing::MatchesRegex("image 'test': corrupt PNM: byte 0x.. where a number is expected"));
}

TEST(ReadPnm, ReportsNumbersOverTheirLimit) {
    EXPECT_EQ(error_of(bytes_of("P5 99999999999999999999999 1 255 ")),
              "image 'test': corrupt PNM: a number over its limit of 2147483647");
    EXPECT_EQ(error_of(bytes_of("P5 1 1 65536 a")), "image 'test': corrupt PNM: a number over its limit of 65535");
    EXPECT_EQ(error_of(bytes_of("P2 1 1 100 101")), "image 'test': corrupt PNM: a number over its limit of 100");
}

TEST(ReadPnm, ReportsABinarySampleOverTheMaximum) {
    EXPECT_EQ(error_of(bytes_of("P5 1 1 64 A")), "image 'test': corrupt PNM: a sample of 65, over its maximum of 64");
}

TEST(ReadPnm, ReportsAMaximumOfZero) {
    EXPECT_EQ(error_of(bytes_of("P5 1 1 0 a")), "image 'test': corrupt PNM: a maximum value of 0");
}

}  // namespace
}  // namespace yolozu::test
