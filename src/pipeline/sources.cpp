// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <unordered_map>

#include "base/file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

constexpr std::array picture_extensions{".jpg",  ".jpeg", ".png", ".webp", ".bmp", ".tif",
                                        ".tiff", ".gif",  ".pnm", ".ppm",  ".pgm", ".pbm"};

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

Result<std::vector<fs::path>> pictures_in(const fs::path& folder) {
    std::error_code cause;
    std::vector<fs::path> found;
    fs::directory_iterator entries(folder, cause);
    for (; !cause && entries != fs::directory_iterator(); entries.increment(cause)) {
        std::error_code ignored;  // a dangling link is not a regular file
        const fs::path& path = entries->path();
        if (!is_hidden(path) && has_picture_extension(path) && entries->is_regular_file(ignored)) found.push_back(path);
    }
    if (cause) return cannot_list(folder, cause);
    if (found.empty())
        return Error(
            ErrorCode::not_found,
            fmt::format("folder '{}': has no picture files (jpg, png, webp, bmp, tif, gif, pnm)", printable(folder)));
    std::ranges::sort(found, {}, [](const fs::path& path) { return path.native(); });
    return found;
}

std::string key_of(const fs::path& path, ImageKeyStyle style) {
    // Folders are not searched below, so a picture's path relative to its folder is its name, too.
    return style == ImageKeyStyle::path ? path.native() : path.filename().native();
}

Status refuse_duplicate_keys(const std::vector<InputImage>& images) {
    std::unordered_map<std::string_view, const fs::path*> seen;
    for (const InputImage& image : images) {
        const auto [place, fresh] = seen.try_emplace(image.key, &image.path);
        if (fresh) continue;
        return Error(ErrorCode::invalid_argument,
                     fmt::format("images '{}' and '{}' would both be called '{}' in the predictions; give each image "
                                 "once, or choose another --image-key",
                                 printable(*place->second), printable(image.path), printable(image.key)));
    }
    return {};
}

}  // namespace

std::string_view to_string(ImageKeyStyle style) {
    switch (style) {
        case ImageKeyStyle::path:
            return "path";
        case ImageKeyStyle::basename:
            return "basename";
        case ImageKeyStyle::relative:
            return "relative";
    }
    return "unknown";
}

std::optional<ImageKeyStyle> image_key_style_from_string(std::string_view name) {
    for (const auto style : {ImageKeyStyle::path, ImageKeyStyle::basename, ImageKeyStyle::relative})
        if (to_string(style) == name) return style;
    return std::nullopt;
}

Result<std::vector<InputImage>> list_images(std::span<const fs::path> given, ImageKeyStyle style) {
    std::vector<InputImage> images;
    for (const fs::path& path : given) {
        std::error_code ignored;  // what cannot be examined is listed as a file; reading it will tell why
        if (fs::is_directory(path, ignored)) {
            YOLOZU_ASSIGN(const std::vector<fs::path> pictures, pictures_in(path));
            for (const fs::path& picture : pictures) images.push_back({picture, key_of(picture, style)});
        } else {
            images.push_back({path, key_of(path, style)});
        }
    }
    YOLOZU_TRY(refuse_duplicate_keys(images));
    return images;
}

}  // namespace yolozu
