// SPDX-License-Identifier: Apache-2.0
#include "convert/picture_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu::convert {
namespace {

namespace fs = std::filesystem;

std::vector<eval::TrueImage> as_images(std::span<const fs::path> paths) {
    std::vector<eval::TrueImage> images;
    for (const fs::path& path : paths) {
        images.emplace_back();
        images.back().key = path.native();
    }
    return images;
}

/// "000000000009" is 9.
std::optional<std::int64_t> number_of(const fs::path& name) {
    const std::optional<std::int64_t> number = parse_number<std::int64_t>(name.stem().native());
    return number && *number >= 0 ? number : std::nullopt;
}

}  // namespace

KnownPictures::KnownPictures(const CocoCatalogue* catalogue, std::span<const fs::path> images)
    : catalogue_(catalogue), files_(as_images(images)), file_index_(files_) {
    if (catalogue != nullptr) catalogue_index_.emplace(catalogue->images);
    for (std::size_t place = 0; place < images.size(); ++place)
        if (const std::optional<std::int64_t> number = number_of(images[place]))
            files_by_number_.emplace_back(*number, place);
    std::ranges::sort(files_by_number_);
}

Status KnownPictures::complete(ExchangedImage& image) const {
    if (image.width > 0 && image.height > 0) return {};
    if (catalogue_ != nullptr) {
        YOLOZU_ASSIGN(const std::size_t place, catalogue_index_->find(image.image));
        image.width = catalogue_->images[place].width;
        image.height = catalogue_->images[place].height;
        return {};
    }
    if (files_.empty())
        return about_image(image.image,
                           Error(ErrorCode::invalid_argument,
                                 "its size is needed but not known: give --images with the folder of the images, or "
                                 "--coco with the dataset's file"));
    YOLOZU_ASSIGN(const std::size_t place, file_index_.find(image.image));
    YOLOZU_ASSIGN(const ImageSize size, read_image_size(files_[place].key));
    image.width = size.width;
    image.height = size.height;
    return {};
}

Result<std::int64_t> KnownPictures::id_of(const ExchangedImage& image) const {
    if (catalogue_ != nullptr) {
        YOLOZU_ASSIGN(const std::size_t place, catalogue_index_->find(image.image));
        return catalogue_->image_ids[place];
    }
    if (const std::optional<std::int64_t> number = number_of(file_name_of(image.image))) return *number;
    return about_image(image.image, Error(ErrorCode::invalid_argument,
                                          "its name is no number, so its id is not known: give --coco with the "
                                          "dataset's file"));
}

Result<ExchangedImage> KnownPictures::picture_of(std::int64_t id) const {
    ExchangedImage image;
    if (catalogue_ != nullptr) {
        const std::optional<std::size_t> place = catalogue_->find(id);
        if (!place) return Error(ErrorCode::malformed, fmt::format("there is no image {} in the dataset's file", id));
        const eval::TrueImage& known = catalogue_->images[*place];
        image.image = known.key;
        image.width = known.width;
        image.height = known.height;
        return image;
    }
    const auto found = std::ranges::lower_bound(files_by_number_, id, {}, &std::pair<std::int64_t, std::size_t>::first);
    if (found == files_by_number_.end() || found->first != id)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("image {} is not known: give --coco with the dataset's file, or --images with a folder "
                        "that has a file of that number",
                        id));
    if (found + 1 != files_by_number_.end() && (found + 1)->first == id)
        return Error(ErrorCode::ambiguous, fmt::format("several files may be image {}", id));
    image.image = as_parsed(fs::path(files_[found->second].key).filename().native());
    YOLOZU_ASSIGN(const ImageSize size, read_image_size(files_[found->second].key));
    image.width = size.width;
    image.height = size.height;
    return image;
}

}  // namespace yolozu::convert
