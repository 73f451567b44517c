// SPDX-License-Identifier: Apache-2.0
#include "eval/image_index.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <limits>

#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu::eval {
namespace {

constexpr std::size_t several = std::numeric_limits<std::size_t>::max();

/// The whole key, its file name, and that without extension.
std::array<std::string, 3> names_of(std::string_view key) {
    const std::filesystem::path path(key);
    return {std::string(key), path.filename().native(), path.stem().native()};
}

}  // namespace

ImageIndex::ImageIndex(std::span<const TrueImage> images) {
    for (std::size_t place = 0; place < images.size(); ++place) {
        const std::string key = as_parsed(images[place].key);
        std::array<std::string, levels> names = names_of(trim_image_key(key));
        for (std::size_t level = 0; level < levels; ++level) {
            const auto [found, is_new] = places_[level].try_emplace(std::move(names[level]), place);
            if (!is_new) found->second = several;
        }
    }
}

Result<std::size_t> ImageIndex::find(std::string_view key) const {
    const std::array<std::string, levels> names = names_of(key);
    for (std::size_t level = 0; level < levels; ++level) {
        const auto found = places_[level].find(names[level]);
        if (found == places_[level].end()) continue;
        if (found->second != several) return found->second;
        return Error(ErrorCode::ambiguous, fmt::format("image {} may be several of the dataset's, called {}",
                                                       quote(key), quote(names[level])));
    }
    return Error(ErrorCode::not_found, fmt::format("image {} is not in the dataset", quote(key)));
}

Result<std::vector<const ReadEntry*>> entries_by_image(std::span<const TrueImage> images,
                                                       std::span<const ReadEntry> entries) {
    const ImageIndex index(images);
    std::vector<const ReadEntry*> entry_of(images.size(), nullptr);
    for (const ReadEntry& entry : entries) {
        YOLOZU_ASSIGN(const std::size_t place, index.find(entry.image));
        if (entry_of[place] != nullptr)
            return Error(ErrorCode::ambiguous, fmt::format("images {} and {} are the same of the dataset",
                                                           quote(entry_of[place]->image), quote(entry.image)));
        entry_of[place] = &entry;
    }
    return entry_of;
}

}  // namespace yolozu::eval
