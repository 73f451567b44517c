// SPDX-License-Identifier: Apache-2.0
//
// PNG files of all varieties, made with libpng.
#pragma once

#include <png.h>

#include "image/pictures.hpp"

namespace yolozu::test {

struct PngForm {
    int width = 19, height = 13;
    int bits = 8;
    int colour = PNG_COLOR_TYPE_RGB;
    bool interlaced = false;
    bool transparency = false;  ///< a tRNS chunk
    bool gamma = false;         ///< a gAMA chunk, which must change nothing
    Bytes exif = {};            ///< an eXIf chunk
};

/// Random samples in the given form.
Bytes png_file(const PngForm& form);

/// A PNG chunk with its length and CRC; and the offset of the first chunk of a type in a file.
Bytes png_chunk(std::string_view type, std::string_view data);
std::size_t find_png_chunk(const Bytes& file, std::string_view type);

}  // namespace yolozu::test
