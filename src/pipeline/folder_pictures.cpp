// SPDX-License-Identifier: Apache-2.0
#include "pipeline/folder_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/file.hpp"
#include "base/lower_case.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

constexpr std::array picture_extensions{".jpg",  ".jpeg", ".png", ".webp", ".bmp", ".tif",
                                        ".tiff", ".gif",  ".pnm", ".ppm",  ".pgm", ".pbm"};

}  // namespace

bool has_picture_extension(const fs::path& path) {
    const std::string extension = lower_case(path.extension().native());
    return std::ranges::find(picture_extensions, std::string_view(extension)) != picture_extensions.end();
}

bool is_hidden(const fs::path& path) {
    return path.filename().native().starts_with('.');
}

Error cannot_list(const fs::path& folder, const std::error_code& cause) {
    return {ErrorCode::io, fmt::format("folder '{}': cannot list it: {}", printable(folder), cause.message())};
}

Result<std::vector<FoundImage>> pictures_in(const fs::path& folder, bool recursive) {
    std::error_code cause;
    std::vector<FoundImage> found;
    fs::recursive_directory_iterator entries(folder, cause);
    for (; !cause && entries != fs::recursive_directory_iterator(); entries.increment(cause)) {
        const fs::path& path = entries->path();
        const bool hidden = is_hidden(path);
        if (!recursive || hidden) entries.disable_recursion_pending();
        std::error_code ignored;  // a dangling link is not a regular file
        if (!hidden && has_picture_extension(path) && entries->is_regular_file(ignored))
            found.push_back(image_in_folder(folder, path.lexically_relative(folder)));
    }
    if (cause) return cannot_list(folder, cause);
    if (found.empty())
        return Error(ErrorCode::not_found,
                     fmt::format("folder '{}': has no picture files (jpg, png, webp, bmp, tif, gif, pnm){}",
                                 printable(folder), recursive ? "" : "; --recursive looks into the folders below"));
    std::ranges::sort(found, {}, &FoundImage::path);
    return found;
}

}  // namespace yolozu
