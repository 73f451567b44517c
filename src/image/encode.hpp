// SPDX-License-Identifier: Apache-2.0
//
// Picture files, written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "yolozu/image.hpp"

namespace yolozu {

/// A baseline JPEG of the given quality (1 to 100), above 90 with colour at full resolution so that thin lines stay
/// sharp.
Result<std::string> encode_jpeg(const ImageView& image, int quality);

/// An 8-bit RGB PNG.
Result<std::string> encode_png(const ImageView& image);

/// A grey PNG of 8 or 16 bits, row by row without gaps: `pixels` are width * height. Fast rather than small: for masks
/// and maps, of which a run writes many.
Result<std::string> encode_grey_png(int width, int height, std::span<const std::uint8_t> pixels);
Result<std::string> encode_grey_png(int width, int height, std::span<const std::uint16_t> pixels);

/// A NumPy file (.npy, version 1.0) of a float32 array of shape (height, width): `values` row by row.
Result<std::string> encode_npy(int width, int height, std::span<const float> values);

/// Whether write_image takes the name.
bool is_writable_image_name(const std::filesystem::path& path);

/// Writes .jpg and .jpeg (quality 92) or .png, decided by the name in any case; the file appears whole or not at all.
/// Errors name the file.
Status write_image(const std::filesystem::path& path, const ImageView& image);

}  // namespace yolozu
