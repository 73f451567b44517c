// SPDX-License-Identifier: Apache-2.0
#include "image/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <stb/stb_easy_font.h>

#include "base/utf8.hpp"

namespace yolozu {
namespace {

constexpr std::size_t longest_text = 80;
constexpr std::size_t most_strokes = 64;  // of one character; the font's busiest has less than 20

/// stb_easy_font's output: four corners a stroke, clockwise from the top left.
struct Corner {
    float x, y, z;
    unsigned char colour[4];
};
using Strokes = std::array<Corner, 4 * most_strokes>;

struct CString {
    char text[2];
    explicit CString(char character) : text{character, '\0'} {}
};

int character_width(char character) {
    CString string(character);
    return stb_easy_font_width(string.text);
}

}  // namespace

std::string drawable_text(std::string_view utf8) {
    std::string drawable;
    while (!utf8.empty() && drawable.size() < longest_text) {
        const char first = utf8.front();
        drawable += first >= ' ' && first <= '~' ? first : '?';
        utf8.remove_prefix(std::max<std::size_t>(1, utf8_sequence_length(utf8)));
    }
    return drawable;
}

int text_width(std::string_view drawable) {
    int width = 0;
    for (const char character : drawable) width += character_width(character);
    return width;
}

std::vector<PixelRect> text_strokes(std::string_view drawable, int left, int top, int scale) {
    std::vector<PixelRect> rects;
    Strokes strokes;
    int column = 0;
    for (const char character : drawable) {
        CString string(character);
        const int count = stb_easy_font_print(static_cast<float>(column), 0.0F, string.text, nullptr, strokes.data(),
                                              static_cast<int>(sizeof strokes));
        for (std::size_t index = 0; index < static_cast<std::size_t>(count); ++index) {
            const Corner& begin = strokes[4 * index];
            const Corner& end = strokes[4 * index + 2];
            rects.push_back({left + scale * static_cast<int>(begin.x), top + scale * static_cast<int>(begin.y),
                             left + scale * static_cast<int>(end.x), top + scale * static_cast<int>(end.y)});
        }
        column += character_width(character);
    }
    return rects;
}

}  // namespace yolozu
