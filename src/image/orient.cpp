// SPDX-License-Identifier: Apache-2.0
#include "image/orient.hpp"

#include <algorithm>
#include <cstring>

namespace yolozu {
namespace {

struct Pixel {
    std::uint8_t red, green, blue;
};
static_assert(sizeof(Pixel) == 3);

Pixel* pixels(Image& image, int y) {
    return reinterpret_cast<Pixel*>(image.row(y));
}
const Pixel* pixels(const Image& image, int y) {
    return reinterpret_cast<const Pixel*>(image.row(y));
}

void mirror_rows(Image& image) {
    for (int y = 0; y < image.height(); ++y) std::reverse(pixels(image, y), pixels(image, y) + image.width());
}

void flip_upside_down(Image& image) {
    for (int y = 0; y < image.height() / 2; ++y)
        std::swap_ranges(image.row(y), image.row(y) + image.stride_bytes(), image.row(image.height() - 1 - y));
}

/// Rows become columns. The stored picture is read from the right where `from_right`, from the bottom where
/// `from_bottom`. Squares of this size keep the lines of both pictures in the first cache.
Image transpose(const Image& stored, bool from_right, bool from_bottom) {
    constexpr int square = 32;
    Image turned(stored.height(), stored.width());
    for (int top = 0; top < turned.height(); top += square) {
        const int bottom = std::min(top + square, turned.height());
        for (int left = 0; left < turned.width(); left += square) {
            const int right = std::min(left + square, turned.width());
            for (int x = left; x < right; ++x) {
                const Pixel* const line = pixels(stored, from_bottom ? stored.height() - 1 - x : x);
                for (int y = top; y < bottom; ++y) pixels(turned, y)[x] = line[from_right ? stored.width() - 1 - y : y];
            }
        }
    }
    return turned;
}

}  // namespace

Image apply_orientation(Image stored, int orientation) {
    if (orientation == 2 || orientation == 3) mirror_rows(stored);
    if (orientation == 3 || orientation == 4) flip_upside_down(stored);
    switch (orientation) {
        case 5:
            return transpose(stored, false, false);
        case 6:
            return transpose(stored, false, true);
        case 7:
            return transpose(stored, true, true);
        case 8:
            return transpose(stored, true, false);
        default:
            return stored;
    }
}

}  // namespace yolozu
