// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "yolozu/result.hpp"

namespace yolozu {

/// What the first bytes of a PNG file say.
struct PngHeader {
    std::uint32_t width = 0, height = 0;
    int bit_depth = 0;
    int colour_type = 0;  ///< 0: grey, 2: RGB, 3: palette, 4: grey and alpha, 6: RGB and alpha

    /// One number for each pixel, as NumPy sees it.
    bool is_two_dimensional() const { return colour_type == 0 || colour_type == 3; }
};

/// Reads no more than the header, and only of a regular file. Errors do not repeat the path.
Result<PngHeader> read_png_header(const std::filesystem::path& path);

}  // namespace yolozu
