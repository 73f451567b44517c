// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/image.hpp"

namespace yolozu {

struct ImageSize {
    int width = 0, height = 0;

    bool operator==(const ImageSize&) const = default;
};

/// The size of the picture that read_image gives. Of JPEG and of PNG without EXIF only the header is looked at: whether
/// their pixels can be read is not known.
Result<ImageSize> read_image_size(const std::filesystem::path& path, const ImageReadOptions& options = {});

}  // namespace yolozu
