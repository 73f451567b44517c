// SPDX-License-Identifier: Apache-2.0
//
// The readers of picture files, one for each kind. All take the whole file and trust none of it: sizes are checked
// against the options before pixels are allocated, and a picture that cannot be read to its last row is an error.
#pragma once

#include <cstddef>
#include <span>

#include "yolozu/image.hpp"

namespace yolozu {

/// Pixels as the file stores them, and the EXIF orientation (1 to 8) that says how to turn them for viewing.
struct StoredImage {
    Image pixels;
    int orientation = 1;
};

/// What a file's header says of its pixels.
struct StoredSize {
    int width = 0, height = 0;
    int orientation = 1;
};

using FileBytes = std::span<const std::byte>;

Result<StoredImage> decode_jpeg(FileBytes file, const ImageReadOptions& options);
Result<StoredImage> decode_png(FileBytes file, const ImageReadOptions& options);
Result<StoredImage> decode_webp(FileBytes file, const ImageReadOptions& options);
Result<StoredImage> decode_tiff(FileBytes file, const ImageReadOptions& options);
Result<StoredImage> decode_bmp(FileBytes file, const ImageReadOptions& options);
Result<StoredImage> decode_gif(FileBytes file, const ImageReadOptions& options);
Result<StoredImage> decode_pnm(FileBytes file, const ImageReadOptions& options);

/// The size alone; of a PNG without its orientation, which may stand behind the pixels.
Result<StoredSize> jpeg_size(FileBytes file, const ImageReadOptions& options);
Result<StoredSize> png_size(FileBytes file, const ImageReadOptions& options);

}  // namespace yolozu
