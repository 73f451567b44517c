// SPDX-License-Identifier: Apache-2.0
//
// Text as rectangles, after the tiny font of stb_easy_font.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yolozu {

/// A rectangle in pixels: columns left to right - 1, rows top to bottom - 1.
struct PixelRect {
    int left = 0, top = 0, right = 0, bottom = 0;

    bool operator==(const PixelRect&) const = default;
};

/// Height of a line at scale 1, from the top of the capitals to the bottom of the descenders.
inline constexpr int text_height = 9;

/// The part of a label that can be drawn: ASCII, '?' for every other character, at most 80 characters.
std::string drawable_text(std::string_view utf8);

/// Width of drawable text at scale 1, in pixels.
int text_width(std::string_view drawable);

/// The strokes of drawable text whose line begins at (left, top), every pixel of the font enlarged to scale x scale.
std::vector<PixelRect> text_strokes(std::string_view drawable, int left, int top, int scale);

}  // namespace yolozu
