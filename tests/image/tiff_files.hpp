// SPDX-License-Identifier: Apache-2.0
//
// TIFF files of many varieties, made with libtiff.
#pragma once

#include <tiffio.h>

#include "image/pictures.hpp"

namespace yolozu::test {

struct TiffForm {
    int width = 37, height = 29;
    int bits = 8, samples = 3;
    int photometric = PHOTOMETRIC_RGB;
    int planar = PLANARCONFIG_CONTIG;
    int compression = COMPRESSION_NONE;
    int tile = 0;  ///< side of the tiles; 0: strips
    int rows_per_strip = 8;
    int orientation = ORIENTATION_TOPLEFT;
    int extra_sample = -1;  ///< EXTRASAMPLE_..., or none
    int sample_format = SAMPLEFORMAT_UINT;
    const char* mode = "w";  ///< "w8": BigTIFF, "wb": big-endian
};

/// Sample `channel` of the pixel at x, y, in full 16 bits; files of fewer bits hold its upper ones.
unsigned tiff_sample(int x, int y, int channel);

Bytes tiff_file(const TiffForm& form);

}  // namespace yolozu::test
