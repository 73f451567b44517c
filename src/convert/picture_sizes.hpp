// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "convert/coco_catalogue.hpp"
#include "convert/exchange.hpp"
#include "eval/image_index.hpp"
#include "image/read_size.hpp"

namespace yolozu::convert {

/// Pictures that are known from files: their names and sizes.
class KnownPictures {
public:
    /// `catalogue` may be null and must outlive this object; `images` are paths of picture files.
    KnownPictures(const CocoCatalogue* catalogue, std::span<const std::filesystem::path> images);

    /// Fills in the size where the picture has none: from the catalogue, else from the file.
    Status complete(ExchangedImage& image) const;
    /// The id of a picture of the catalogue or, without one, the number that its name without extension is.
    Result<std::int64_t> id_of(const ExchangedImage& image) const;
    /// The name and size of the picture with an id.
    Result<ExchangedImage> picture_of(std::int64_t id) const;

    std::span<const eval::TrueImage> files() const { return files_; }

private:
    const CocoCatalogue* catalogue_;
    std::optional<eval::ImageIndex> catalogue_index_;
    std::vector<eval::TrueImage> files_;  ///< keys are paths; sizes are read when they are needed
    eval::ImageIndex file_index_;
    std::vector<std::pair<std::int64_t, std::size_t>> files_by_number_;
};

}  // namespace yolozu::convert
