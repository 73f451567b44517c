// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "image/pictures.hpp"

namespace yolozu::test {
namespace {

constexpr int lossless = 101;  // OpenCV: a quality over 100

Bytes chunk(std::string_view type, std::span<const std::uint8_t> data) {
    Bytes bytes = bytes_of(type);
    append_little_endian(bytes, static_cast<std::uint32_t>(data.size()), 4);
    append(bytes, data);
    if (data.size() % 2 != 0) bytes.push_back(0);
    return bytes;
}

Bytes riff(const Bytes& chunks) {
    Bytes body = bytes_of("WEBP");
    append(body, chunks);
    return chunk("RIFF", body);
}

/// The VP8X chunk of an extended file.
Bytes extended_header(std::uint8_t flags, int width, int height) {
    Bytes data = {flags, 0, 0, 0};
    append_little_endian(data, static_cast<std::uint32_t>(width - 1), 3);
    append_little_endian(data, static_cast<std::uint32_t>(height - 1), 3);
    return chunk("VP8X", data);
}

Bytes with_exif(const Bytes& simple, int width, int height, const Bytes& exif) {
    Bytes chunks = extended_header(0x08, width, height);
    append(chunks, std::span(simple).subspan(12));
    append(chunks, chunk("EXIF", exif));
    return riff(chunks);
}

TEST(ReadWebp, EqualsThePictureWithoutLoss) {
    const cv::Mat written = picture(131, 77);
    EXPECT_TRUE(same_pixels(decode(opencv_file(".webp", written, {cv::IMWRITE_WEBP_QUALITY, lossless})), written));
}

TEST(ReadWebp, EqualsOpenCvWithLoss) {
    const Bytes file = opencv_file(".webp", picture(131, 77), {cv::IMWRITE_WEBP_QUALITY, 70});
    EXPECT_TRUE(same_pixels(decode(file), opencv_reads(file)));
}

TEST(ReadWebp, DropsAlpha) {
    cv::Mat with_alpha;
    cv::cvtColor(picture(131, 77), with_alpha, cv::COLOR_BGR2BGRA);
    with_alpha.colRange(0, 60).forEach<cv::Vec4b>([](cv::Vec4b& pixel, const int*) { pixel[3] = 40; });
    const Bytes file = opencv_file(".webp", with_alpha, {cv::IMWRITE_WEBP_QUALITY, lossless});
    EXPECT_TRUE(same_pixels(decode(file), picture(131, 77)));
}

TEST(ReadWebp, AppliesTheExifChunk) {
    const cv::Mat written = picture(20, 12);
    const Bytes simple = opencv_file(".webp", written, {cv::IMWRITE_WEBP_QUALITY, lossless});
    const Bytes file = with_exif(simple, 20, 12, exif_block(6, false));
    cv::Mat turned;
    cv::rotate(written, turned, cv::ROTATE_90_CLOCKWISE);
    EXPECT_TRUE(same_pixels(decode(file), turned));
    EXPECT_TRUE(same_pixels(decode(file, {.exif = ExifOrientation::ignore}), written));
}

TEST(ReadWebp, ReadsTheFirstFrameOfAnAnimationInItsPlace) {
    const cv::Mat frame = picture(16, 8);
    const Bytes simple = opencv_file(".webp", frame, {cv::IMWRITE_WEBP_QUALITY, lossless});
    Bytes frame_data;
    for (const std::uint32_t value : {2U, 1U, 15U, 7U, 100U})
        append_little_endian(frame_data, value, 3);  // x/2, y/2 ...
    frame_data.push_back(0);
    append(frame_data, std::span(simple).subspan(12));
    Bytes chunks = extended_header(0x02, 24, 12);
    append(chunks, chunk("ANIM", Bytes(6, 0)));
    append(chunks, chunk("ANMF", frame_data));
    cv::Mat canvas(12, 24, CV_8UC3, cv::Scalar(0, 0, 0));
    frame.copyTo(canvas(cv::Rect(4, 2, 16, 8)));
    EXPECT_TRUE(same_pixels(decode(riff(chunks)), canvas));
}

TEST(ReadWebp, ReportsAFileThatEndsWithinTheHeader) {
    Bytes file = opencv_file(".webp", picture(131, 77));
    file.resize(16);
    EXPECT_EQ(error_of(file), "image 'test': truncated WebP: ended within the header");
}

TEST(ReadWebp, ReportsAFileThatEndsWithinThePixels) {
    Bytes file = opencv_file(".webp", picture(131, 77));
    file.resize(file.size() / 2);
    EXPECT_EQ(error_of(file), "image 'test': truncated WebP: ended within the pixels");
}

TEST(ReadWebp, ReportsChunksThatDoNotFit) {
    Bytes file = opencv_file(".webp", picture(131, 77));
    file[16] = file[17] = file[18] = file[19] = 0xFF;
    EXPECT_EQ(error_of(file), "image 'test': corrupt WebP: its chunks do not fit together");
}

TEST(ReadWebp, ReportsPixelsThatCannotBeDecoded) {
    Bytes file = opencv_file(".webp", picture(131, 77), {cv::IMWRITE_WEBP_QUALITY, lossless});
    std::fill(file.begin() + 40, file.begin() + 80, std::uint8_t{0xFF});
    EXPECT_THAT(error_of(file), testing::HasSubstr("image 'test': corrupt WebP: its pixels cannot be decoded"));
}

TEST(ReadWebp, ReportsAnAnimationWithoutFrames) {
    Bytes chunks = extended_header(0x02, 24, 12);
    append(chunks, chunk("ANIM", Bytes(6, 0)));
    EXPECT_EQ(error_of(riff(chunks)), "image 'test': corrupt WebP: its chunks do not fit together");
}

}  // namespace
}  // namespace yolozu::test
