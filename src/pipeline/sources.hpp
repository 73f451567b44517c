// SPDX-License-Identifier: Apache-2.0
//
// From what the user names (files and folders) to the list of pictures and the keys they have in the predictions.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu {

/// How a picture is called in the predictions file.
enum class ImageKeyStyle {
    path,      ///< the path as given; for a folder's pictures, the folder as given and the file's name
    basename,  ///< the file's name
    relative,  ///< relative to the folder given; for a file given by itself, its name
};
std::string_view to_string(ImageKeyStyle style);
std::optional<ImageKeyStyle> image_key_style_from_string(std::string_view name);

struct InputImage {
    std::filesystem::path path;
    std::string key;
};

/// Lists the pictures: files as they are given (existing or not: reading will tell), folders by their picture files
/// (by extension, any case, not recursive, hidden files left out) in byte order of their names. Fails when a folder
/// cannot be read or has no pictures, and when two pictures would get the same key.
Result<std::vector<InputImage>> list_images(std::span<const std::filesystem::path> given, ImageKeyStyle style);

}  // namespace yolozu
