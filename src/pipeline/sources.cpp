// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <system_error>
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
std::size_t key_begin_of(const FoundImage& image, ImageKeyStyle style) {
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
Result<std::vector<FoundImage>> pictures_of(const fs::path& given, bool recursive) {
    std::error_code ignored;  // what cannot be examined is listed as a file; reading it will tell why
    const fs::file_type type = fs::status(given, ignored).type();
    if (type == fs::file_type::directory) return pictures_in(given, recursive);
    if (type == fs::file_type::not_found) {
        const std::string& text = given.native();
        if (text.starts_with('@')) return read_image_list(text.substr(1));
        if (has_wildcard(text)) return pictures_matching(given);
    }
    return std::vector<FoundImage>{{given.native(), file_name_begin(given.native())}};
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

/// Compares the keys in order: a table of them would take more memory than the list itself.
Status refuse_duplicate_keys(const std::vector<FoundImage>& images) {
    std::vector<std::uint32_t> order(images.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto key = [&](std::uint32_t index) { return images[index].key(); };
    std::ranges::sort(order,
                      [&](std::uint32_t a, std::uint32_t b) { return std::pair(key(a), a) < std::pair(key(b), b); });
    const auto twice = std::ranges::adjacent_find(order, {}, key);
    if (twice == order.end()) return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("images '{}' and '{}' would both be called '{}' in the predictions; give each image once, "
                    "or choose another --image-key",
                    printable(images[twice[0]].path), printable(images[twice[1]].path), printable(key(*twice))));
}

/// The pictures before the end of the shard with the index; 32-bit indices and counts leave room to multiply.
std::size_t end_of_shard(std::uint64_t images, std::uint64_t index, std::uint64_t count) {
    return static_cast<std::size_t>(images / count * index + images % count * index / count);
}

Result<ListedImages> shard_of(const std::vector<FoundImage>& images, const Shard& shard) {
    const std::size_t begin = end_of_shard(images.size(), shard.index - 1, shard.count);
    const std::size_t end = end_of_shard(images.size(), shard.index, shard.count);
    if (begin < end) return ListedImages(images, begin, end);
    return Error(ErrorCode::not_found, fmt::format("shard {}/{} has none of the {} images; use fewer shards",
                                                   shard.index, shard.count, images.size()));
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

ListedImages::ListedImages(const std::vector<FoundImage>& images, std::size_t begin, std::size_t end)
    : begin_(begin), end_(end) {
    std::size_t size = 0;
    for (const FoundImage& image : images) size += image.path.size();
    text_ = std::make_unique<char[]>(size);
    images_.reserve(images.size());
    char* place = text_.get();
    for (const FoundImage& image : images) {
        images_.push_back({std::string_view(place, image.path.size()), image.key_begin});
        place = std::ranges::copy(image.path, place).out;
    }
}

Result<ListedImages> list_images(const SourceRequest& request) {
    YOLOZU_ASSIGN(std::vector<FoundImage> images, all_pictures(request));
    for (FoundImage& image : images) image.key_begin = key_begin_of(image, request.key_style);
    YOLOZU_TRY(refuse_duplicate_keys(images));
    images.resize(std::min(images.size(), request.max_images.value_or(images.size())));
    return shard_of(images, request.shard);
}

}  // namespace yolozu
