// SPDX-License-Identifier: Apache-2.0
//
// Pictures that a source names. A picture's key is always the end of its path, or all of it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace yolozu {

/// A picture as a source finds it.
struct FoundImage {
    std::string path;
    std::size_t key_begin = 0;

    std::string_view key() const { return std::string_view(path).substr(key_begin); }
};

/// The picture `name` of a folder, called as it is called there; an absolute `name` by that name's last part.
FoundImage image_in_folder(const std::filesystem::path& folder, const std::filesystem::path& name);

/// Where the name of a path's file begins.
inline std::size_t file_name_begin(std::string_view path) {
    return path.rfind('/') + 1;  // npos + 1 is 0
}

/// A picture of a run, whose path stands in the run's list: of a million pictures there is nothing more than that.
struct InputImage {
    std::string_view path;
    std::size_t key_begin = 0;

    std::string_view key() const { return path.substr(key_begin); }
};

}  // namespace yolozu
