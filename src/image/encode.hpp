// SPDX-License-Identifier: Apache-2.0
//
// Picture files, written.
#pragma once

#include <filesystem>
#include <string>

#include "yolozu/image.hpp"

namespace yolozu {

/// A baseline JPEG of the given quality (1 to 100), colour at full resolution so that thin lines stay sharp.
Result<std::string> encode_jpeg(const ImageView& image, int quality);

/// An 8-bit RGB PNG.
Result<std::string> encode_png(const ImageView& image);

/// Whether write_image takes the name.
bool is_writable_image_name(const std::filesystem::path& path);

/// Writes .jpg and .jpeg (quality 92) or .png, decided by the name in any case; the file appears whole or not at all.
/// Errors name the file.
Status write_image(const std::filesystem::path& path, const ImageView& image);

}  // namespace yolozu
