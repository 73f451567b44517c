// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include <cstdint>

#include "yolozu/image.hpp"

namespace yolozu {

/// What a TIFF directory says about its samples.
struct TiffLayout {
    std::uint32_t width = 0, height = 0;
    std::uint16_t bits = 1, samples_per_pixel = 1, sample_format = SAMPLEFORMAT_UINT;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK, planar = PLANARCONFIG_CONTIG, compression = COMPRESSION_NONE;
    bool tiled = false;
    std::uint32_t tile_width = 0, tile_height = 0;
};

/// Whether read_tiff_samples can read it: 8 or 16 bits of grey, RGB or (interleaved) CMYK, with or without alpha.
bool has_plain_samples(const TiffLayout& layout);

/// Reads plain samples as 8-bit RGB: 16 bits are cut to the upper 8, alpha and other extra samples are dropped. False
/// when libtiff reports an error.
bool read_tiff_samples(TIFF* tiff, const TiffLayout& layout, Image& image);

}  // namespace yolozu
