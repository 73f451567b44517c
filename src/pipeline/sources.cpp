// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "pipeline/dataset.hpp"
#include "pipeline/folder_pictures.hpp"
#include "pipeline/glob.hpp"
#include "pipeline/image_list.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

std::string key_of(const FoundImage& image, ImageKeyStyle style) {
    switch (style) {
        case ImageKeyStyle::path:
            return image.path.native();
        case ImageKeyStyle::basename:
            return image.path.filename().native();
        case ImageKeyStyle::relative:
            break;
    }
    return image.relative;
}

/// The pictures that one --image names.
Result<std::vector<FoundImage>> pictures_of(const fs::path& given, bool recursive) {
    std::error_code ignored;  // what cannot be examined is listed as a file; reading it will tell why
    const fs::file_type type = fs::status(given, ignored).type();
    if (type == fs::file_type::directory) return pictures_in(given, recursive);
    if (type == fs::file_type::not_found) {
        const std::string& text = given.native();
        if (text.starts_with('@')) return read_image_list(text.substr(1));
        if (has_wildcard(text)) return pictures_matching(given);
    }
    return std::vector<FoundImage>{{given, given.filename().native()}};
}

Result<std::vector<FoundImage>> all_pictures(const SourceRequest& request) {
    std::vector<FoundImage> all;
    const auto append = [&all](Result<std::vector<FoundImage>> found) -> Status {
        if (!found) return std::move(found).error();
        std::ranges::move(*found, std::back_inserter(all));
        return {};
    };
    for (const fs::path& given : request.given) YOLOZU_TRY(append(pictures_of(given, request.recursive)));
    for (const fs::path& list : request.lists) YOLOZU_TRY(append(read_image_list(list)));
    if (!request.dataset.empty()) YOLOZU_TRY(append(pictures_of_dataset(request.dataset, request.split)));
    return all;
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

/// The pictures before the end of the shard with the index; 32-bit indices and counts leave room to multiply.
std::size_t end_of_shard(std::uint64_t images, std::uint64_t index, std::uint64_t count) {
    return static_cast<std::size_t>(images / count * index + images % count * index / count);
}

Result<std::vector<InputImage>> shard_of(std::vector<InputImage> images, const Shard& shard) {
    const std::size_t begin = end_of_shard(images.size(), shard.index - 1, shard.count);
    const std::size_t end = end_of_shard(images.size(), shard.index, shard.count);
    if (begin == end)
        return Error(ErrorCode::not_found, fmt::format("shard {}/{} has none of the {} images; use fewer shards",
                                                       shard.index, shard.count, images.size()));
    images.resize(end);
    images.erase(images.begin(), images.begin() + static_cast<std::ptrdiff_t>(begin));
    return images;
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

std::optional<Shard> shard_from_string(std::string_view text) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const auto index = parse_number<std::uint32_t>(text.substr(0, slash));
    const auto count = parse_number<std::uint32_t>(text.substr(std::min(slash + 1, text.size())));
    if (!index || !count || *index < 1 || *index > *count) return std::nullopt;
    return Shard{*index, *count};
}

Result<std::vector<InputImage>> list_images(const SourceRequest& request) {
    YOLOZU_ASSIGN(const std::vector<FoundImage> found, all_pictures(request));
    std::vector<InputImage> images;
    for (const FoundImage& image : found) images.push_back({image.path, key_of(image, request.key_style)});
    YOLOZU_TRY(refuse_duplicate_keys(images));
    images.resize(std::min(images.size(), request.max_images.value_or(images.size())));
    return shard_of(std::move(images), request.shard);
}

}  // namespace yolozu
