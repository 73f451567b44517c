// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "image/jpeg_files.hpp"
#include "image/pictures.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;

void expect_equals_opencv(const cv::Mat& pixels, const JpegForm& form) {
    const Bytes file = jpeg_file(pixels, form);
    EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
}

cv::Mat random_inks(int width, int height) {
    cv::Mat inks(height, width, CV_8UC4);
    cv::RNG(3).fill(inks, cv::RNG::UNIFORM, 0, 256);
    cv::blur(inks, inks, {3, 3});
    return inks;
}

TEST(ReadJpeg, EqualsOpenCvForEverySubsampling) {
    for (const int horizontal : {1, 2, 4})
        for (const int vertical : {1, 2}) {
            SCOPED_TRACE(fmt::format("{}x{}", horizontal, vertical));
            expect_equals_opencv(picture(131, 77), {.horizontal_sampling = horizontal, .vertical_sampling = vertical});
        }
}

TEST(ReadJpeg, EqualsOpenCvForSmallAndOddSizes) {
    for (int width = 1; width <= 18; ++width)
        for (const int height : {1, 2, 7, 8, 9, 16, 17}) {
            SCOPED_TRACE(fmt::format("{} x {}", width, height));
            expect_equals_opencv(picture(width, height), {});
        }
}

TEST(ReadJpeg, EqualsOpenCvForProgressiveFiles) {
    expect_equals_opencv(picture(131, 77), {.progressive = true});
}
TEST(ReadJpeg, EqualsOpenCvForOneScanPerComponent) {
    expect_equals_opencv(picture(131, 77), {.interleaved = false});
}
TEST(ReadJpeg, EqualsOpenCvForRestartMarkers) {
    expect_equals_opencv(picture(131, 77), {.restart_rows = 1});
}
TEST(ReadJpeg, EqualsOpenCvForArithmeticCoding) {
    expect_equals_opencv(picture(131, 77), {.arithmetic = true});
}

TEST(ReadJpeg, EqualsOpenCvForStoredRgb) {
    expect_equals_opencv(picture(131, 77), {.stored = JCS_RGB, .horizontal_sampling = 1, .vertical_sampling = 1});
}

TEST(ReadJpeg, EqualsOpenCvForGrey) {
    cv::Mat grey;
    cv::cvtColor(picture(131, 77), grey, cv::COLOR_BGR2GRAY);
    for (const bool progressive : {false, true})
        expect_equals_opencv(grey, {.given = JCS_GRAYSCALE,
                                    .stored = JCS_GRAYSCALE,
                                    .horizontal_sampling = 1,
                                    .vertical_sampling = 1,
                                    .progressive = progressive});
}

TEST(ReadJpeg, EqualsOpenCvForCmykAndYcck) {
    for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK})
        for (const bool progressive : {false, true})
            expect_equals_opencv(random_inks(67, 45), {.given = JCS_CMYK,
                                                       .stored = stored,
                                                       .horizontal_sampling = 1,
                                                       .vertical_sampling = 1,
                                                       .progressive = progressive});
}

// Flat blocks of 8 x 8 at quality 100 come through JPEG as they went in: each block is one pair of ink and black.
TEST(ReadJpeg, EqualsOpenCvForAllPairsOfInkAndBlack) {
    cv::Mat inks(2048, 2048, CV_8UC4);
    for (int y = 0; y < inks.rows; ++y)
        for (int x = 0; x < inks.cols; ++x) {
            const auto ink = static_cast<std::uint8_t>(x / 8);
            inks.at<cv::Vec4b>(y, x) =
                cv::Vec4b(ink, static_cast<std::uint8_t>(255 - ink), ink, static_cast<std::uint8_t>(y / 8));
        }
    const Bytes file = jpeg_file(
        inks,
        {.given = JCS_CMYK, .stored = JCS_CMYK, .quality = 100, .horizontal_sampling = 1, .vertical_sampling = 1});
    const Result<Image> image = decode(file);
    EXPECT_TRUE(same_pixels(image, opencv_reads(file)));
    EXPECT_EQ(image->row(8 * 200)[3 * 8 * 255], 200);  // no ink: the level of black
}

TEST(ReadJpeg, AppliesEveryExifOrientationAsOpenCvDoes) {
    for (int orientation = 1; orientation <= 8; ++orientation)
        for (const bool big_endian : {false, true}) {
            SCOPED_TRACE(fmt::format("orientation {}", orientation));
            Bytes exif = bytes_of({"Exif\0\0", 6});
            append(exif, exif_block(orientation, big_endian));
            const Bytes file = jpeg_file(picture(131, 77), {.exif = exif});
            EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
            EXPECT_TRUE(same_pixels(decode(file, {.exif = ExifOrientation::ignore}),
                                    cv::imdecode(file, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION)));
        }
}

TEST(ReadJpeg, FindsExifBehindAnotherApp1Segment) {
    Bytes file = jpeg_file(picture(20, 10), {});
    Bytes segments =
        bytes_of({"\xFF\xE1\0\x0A"
                  "http://x"
                  "\xFF\xE1\0\x22"
                  "Exif\0\0",
                  22});
    append(segments, exif_block(6, true));
    file.insert(file.begin() + 2, segments.begin(), segments.end());
    const Result<Image> image = decode(file);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->width(), 10);
}

// The picture is whole: every row was coded. Cameras and network software lose these two bytes.
TEST(ReadJpeg, AcceptsAWholePictureWithoutEndMarker) {
    Bytes file = jpeg_file(picture(131, 77), {});
    const cv::Mat whole = opencv_reads(file);
    file.resize(file.size() - 2);
    EXPECT_TRUE(same_pixels(decode(file), whole));
}

TEST(ReadJpeg, AcceptsStrayBytesBetweenSegmentsAndBehindTheEnd) {
    Bytes file = jpeg_file(picture(131, 77), {});
    const cv::Mat whole = opencv_reads(file);
    append(file, "trailing bytes");
    const std::uint8_t stray[] = {0, 0, 0, 0};
    file.insert(file.begin() + 20, std::begin(stray), std::end(stray));  // behind the JFIF segment
    EXPECT_TRUE(same_pixels(decode(file), whole));
}

TEST(ReadJpeg, ReportsTheRowWhereAFileEnds) {
    Bytes file = jpeg_file(picture(131, 77), {});
    file.resize(file.size() * 2 / 3);
    EXPECT_THAT(error_of(file), testing::MatchesRegex("image 'test': truncated JPEG: ended after [0-9]+ of 77 rows"));
}

TEST(ReadJpeg, ReportsAFileThatEndsBeforeItsFirstRow) {
    Bytes file = jpeg_file(picture(131, 77), {});
    const std::uint8_t start_of_scan[] = {0xFF, 0xDA};
    const auto scan = std::search(file.begin(), file.end(), std::begin(start_of_scan), std::end(start_of_scan));
    file.erase(scan + 20, file.end());
    EXPECT_EQ(error_of(file), "image 'test': truncated JPEG: ended before its 77 rows");
}

TEST(ReadJpeg, ReportsAFileThatEndsWithinTheHeader) {
    Bytes file = jpeg_file(picture(131, 77), {});
    file.resize(100);
    EXPECT_EQ(error_of(file), "image 'test': truncated JPEG: ended within the header");
}

TEST(ReadJpeg, ReportsTheScanWhereAProgressiveFileEnds) {
    Bytes file = jpeg_file(picture(131, 77), {.progressive = true});
    file.resize(file.size() - 2);
    EXPECT_THAT(error_of(file), HasSubstr("truncated JPEG: ended in scan 10, before the last one"));
}

TEST(ReadJpeg, ReportsCorruptCodes) {
    Bytes file = jpeg_file(picture(131, 77), {.restart_rows = 1});
    const std::uint8_t marker[] = {0xFF, 0xD1};
    const auto restart = std::search(file.begin(), file.end(), std::begin(marker), std::end(marker));
    std::copy(restart + 40, restart + 42, restart);
    EXPECT_THAT(error_of(file), HasSubstr("image 'test': corrupt JPEG: Corrupt JPEG data"));
}

TEST(ReadJpeg, RefusesTwoComponents) {
    cv::Mat two(8, 8, CV_8UC2, cv::Scalar(1, 2));
    const Bytes file =
        jpeg_file(two, {.given = JCS_UNKNOWN, .stored = JCS_UNKNOWN, .horizontal_sampling = 1, .vertical_sampling = 1});
    EXPECT_EQ(error_of(file), "image 'test': JPEG of 2 colour components, expected 1, 3 or 4");
}

TEST(ReadJpeg, RefusesTwelveBits) {
    Bytes file = jpeg_file(picture(8, 8), {});
    const std::uint8_t frame[] = {0xFF, 0xC0, 0, 17, 8};
    const auto found = std::search(file.begin(), file.end(), std::begin(frame), std::end(frame));
    found[4] = 12;
    const Result<Image> image = decode(file);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code(), ErrorCode::unsupported);
    EXPECT_EQ(image.error().message(), "JPEG: Unsupported JPEG data precision 12");
}

TEST(ReadJpeg, RefusesThousandsOfScans) {
    Bytes file = jpeg_file(picture(16, 16), {.interleaved = false});
    const std::uint8_t start_of_scan[] = {0xFF, 0xDA};
    const auto last = std::find_end(file.begin(), file.end(), std::begin(start_of_scan), std::end(start_of_scan));
    const Bytes scan(last, file.end() - 2);
    file.resize(file.size() - 2);
    for (int i = 0; i < 600; ++i) append(file, scan);
    append(file, "\xFF\xD9");
    EXPECT_EQ(error_of(file), "image 'test': corrupt JPEG: it has more than 500 scans");
}

TEST(ReadJpeg, EqualsImreadForPhotographs) {
    YOLOZU_REQUIRE_SHARED();
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(shared("images/val"))) {
        if (entry.path().extension() != ".jpg" || ++count > 200) continue;
        EXPECT_TRUE(same_pixels(read_image(entry.path()), cv::imread(entry.path().string(), cv::IMREAD_COLOR)))
            << entry.path();
    }
    EXPECT_GT(count, 0);
}

}  // namespace
}  // namespace yolozu::test
