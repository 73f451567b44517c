// SPDX-License-Identifier: Apache-2.0
#include "image/pictures.hpp"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>
#include <stdexcept>

namespace yolozu::test {

cv::Mat picture(int width, int height) {
    cv::Mat result(height, width, CV_8UC3);
    std::mt19937 random(7);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto noise = static_cast<int>(random() % 24);
            result.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<std::uint8_t>(x * 231 / width + noise),
                                                   static_cast<std::uint8_t>(y * 231 / height + noise),
                                                   static_cast<std::uint8_t>((x * y) % 232 + noise));
        }
    cv::circle(result, {width / 2, height / 2}, std::min(width, height) / 4, {20, 30, 240}, cv::FILLED);
    return result;
}

Bytes opencv_file(std::string_view extension, const cv::Mat& picture, const std::vector<int>& parameters) {
    Bytes file;
    if (!cv::imencode(std::string(extension), picture, file, parameters))
        throw std::runtime_error("OpenCV cannot write");
    return file;
}

cv::Mat opencv_reads(const Bytes& file) {
    return cv::imdecode(file, cv::IMREAD_COLOR);
}

Result<Image> decode(std::span<const std::uint8_t> file, const ImageReadOptions& options) {
    const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[file.size()]);
    std::copy(file.begin(), file.end(), exact.get());
    return decode_image(std::as_bytes(std::span(exact.get(), file.size())), "test", options);
}

std::string error_of(std::span<const std::uint8_t> file, const ImageReadOptions& options) {
    const Result<Image> image = decode(file, options);
    return image ? "no error" : image.error().to_string();
}

testing::AssertionResult same_pixels(const Result<Image>& image, const cv::Mat& bgr) {
    if (!image) return testing::AssertionFailure() << image.error().to_string();
    if (bgr.type() != CV_8UC3) return testing::AssertionFailure() << "OpenCV has no such picture";
    if (image->width() != bgr.cols || image->height() != bgr.rows)
        return testing::AssertionFailure() << "size " << image->width() << " x " << image->height() << ", expected "
                                           << bgr.cols << " x " << bgr.rows;
    for (int y = 0; y < bgr.rows; ++y)
        for (int x = 0; x < bgr.cols; ++x)
            for (int channel = 0; channel < 3; ++channel) {
                const int found = image->row(y)[3 * x + channel];
                const int expected = bgr.at<cv::Vec3b>(y, x)[2 - channel];
                if (found != expected)
                    return testing::AssertionFailure() << "channel " << channel << " at " << x << ", " << y << " is "
                                                       << found << ", expected " << expected;
            }
    return testing::AssertionSuccess();
}

Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}
void append(Bytes& bytes, std::string_view text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
}
void append(Bytes& bytes, std::span<const std::uint8_t> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

void append_little_endian(Bytes& bytes, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
}

Bytes exif_block(int orientation, bool big_endian) {
    const auto value = static_cast<std::uint8_t>(orientation);
    if (big_endian)
        return {'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0};
    return {'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0};
}

}  // namespace yolozu::test
