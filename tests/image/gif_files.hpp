// SPDX-License-Identifier: Apache-2.0
//
// GIF files of one frame, with an LZW encoder for tests.
#pragma once

#include <array>

#include "image/pictures.hpp"

namespace yolozu::test {

struct GifForm {
    int width = 1, height = 1;
    unsigned bits = 8;  ///< a palette of 2^bits colours
    int left = 0, top = 0;
    int screen_width = -1, screen_height = -1;  ///< -1: the frame's
    bool interlaced = false;
    bool local_palette = false;  ///< the right palette with the frame, and a wrong one for the file
    bool extension = false;      ///< a comment before the frame
};

constexpr std::uint8_t gif_background = 1;

/// The colour of an index in the palettes of gif_file.
std::array<std::uint8_t, 3> gif_colour(int index);

/// `indices` in the order in which the file stores them.
Bytes gif_file(const GifForm& form, const Bytes& indices);

}  // namespace yolozu::test
