// SPDX-License-Identifier: Apache-2.0
//
// Pictures for tests: made, encoded by OpenCV, decoded by the library and compared.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <opencv2/core.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yolozu/image.hpp"

namespace yolozu::test {

using Bytes = std::vector<std::uint8_t>;

/// A picture with smooth parts, edges and noise, as OpenCV's BGR.
cv::Mat picture(int width, int height);

/// A file written by OpenCV; `extension` as ".png".
Bytes opencv_file(std::string_view extension, const cv::Mat& picture, const std::vector<int>& parameters = {});

/// What OpenCV reads: BGR, turned by the EXIF orientation, as imread does.
cv::Mat opencv_reads(const Bytes& file);

/// What the library reads. The file is copied to memory of exactly its size, so that the sanitizers see each byte too
/// many.
Result<Image> decode(std::span<const std::uint8_t> file, const ImageReadOptions& options = {});

/// The error of a file that must not be readable, as text; says so when there is none.
std::string error_of(std::span<const std::uint8_t> file, const ImageReadOptions& options = {});

/// Whether the RGB picture has the size and the pixels of the BGR one.
testing::AssertionResult same_pixels(const Result<Image>& image, const cv::Mat& bgr);

Bytes bytes_of(std::string_view text);
void append(Bytes& bytes, std::string_view text);
void append(Bytes& bytes, std::span<const std::uint8_t> more);
void append_little_endian(Bytes& bytes, std::uint64_t value, int size);

/// A TIFF structure of one entry, the Orientation tag.
Bytes exif_block(int orientation, bool big_endian);

}  // namespace yolozu::test
