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

/// Where the key begins that the style gives a picture.
std::size_t key_begin_of(const InputImage& image, ImageKeyStyle style) {
    switch (style) {
        case ImageKeyStyle::path:
            return 0;
        case ImageKeyStyle::basename:
            return file_name_begin(image.path);
        case ImageKeyStyle::relative:
            break;
    }
    return image.key_begin;
}

/// The pictures that one --image names.
Result<std::vector<InputImage>> pictures_of(const fs::path& given, bool recursive) {
    std::error_code ignored;  // what cannot be examined is listed as a file; reading it will tell why
    const fs::file_type type = fs::status(given, ignored).type();
    if (type == fs::file_type::directory) return pictures_in(given, recursive);
    if (type == fs::file_type::not_found) {
        const std::string& text = given.native();
        if (text.starts_with('@')) return read_image_list(text.substr(1));
        if (has_wildcard(text)) return pictures_matching(given);
    }
    return std::vector<InputImage>{{given.native(), file_name_begin(given.native())}};
}

Result<std::vector<InputImage>> all_pictures(const SourceRequest& request) {
    std::vector<InputImage> all;
    const auto append = [&all](Result<std::vector<InputImage>> found) -> Status {
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
    std::unordered_map<std::string_view, const InputImage*> seen;
    for (const InputImage& image : images) {
        const auto [place, fresh] = seen.try_emplace(image.key(), &image);
        if (fresh) continue;
        return Error(ErrorCode::invalid_argument,
                     fmt::format("images '{}' and '{}' would both be called '{}' in the predictions; give each image "
                                 "once, or choose another --image-key",
                                 printable(place->second->path), printable(image.path), printable(image.key())));
    }
    return {};
}

/// The pictures before the end of the shard with the index; 32-bit indices and counts leave room to multiply.
std::size_t end_of_shard(std::uint64_t images, std::uint64_t index, std::uint64_t count) {
    return static_cast<std::size_t>(images / count * index + images % count * index / count);
}

Result<ListedImages> shard_of(std::vector<InputImage> images, const Shard& shard) {
    ListedImages listed{std::move(images), 0, 0};
    listed.begin = end_of_shard(listed.all.size(), shard.index - 1, shard.count);
    listed.end = end_of_shard(listed.all.size(), shard.index, shard.count);
    if (listed.begin < listed.end) return listed;
    return Error(ErrorCode::not_found, fmt::format("shard {}/{} has none of the {} images; use fewer shards",
                                                   shard.index, shard.count, listed.all.size()));
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

Result<ListedImages> list_images(const SourceRequest& request) {
    YOLOZU_ASSIGN(std::vector<InputImage> images, all_pictures(request));
    for (InputImage& image : images) image.key_begin = key_begin_of(image, request.key_style);
    YOLOZU_TRY(refuse_duplicate_keys(images));
    images.resize(std::min(images.size(), request.max_images.value_or(images.size())));
    return shard_of(std::move(images), request.shard);
}

}  // namespace yolozu
