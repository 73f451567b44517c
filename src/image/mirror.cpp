// SPDX-License-Identifier: Apache-2.0
#include "yolozu/image.hpp"

namespace yolozu {
namespace {

constexpr int pixels_at_once = 16;

/// Of a fixed length, so that the compiler makes it a few shuffles.
void mirror_block(const std::uint8_t* source, std::uint8_t* target) {
    for (int i = 0; i < pixels_at_once; ++i)
        for (int channel = 0; channel < 3; ++channel)
            target[3 * (pixels_at_once - 1 - i) + channel] = source[3 * i + channel];
}

void mirror_row(const std::uint8_t* source, int width, std::uint8_t* target) {
    int x = 0;
    for (; x + pixels_at_once <= width; x += pixels_at_once)
        mirror_block(source + std::ptrdiff_t{3} * x, target + std::ptrdiff_t{3} * (width - x - pixels_at_once));
    for (; x < width; ++x)
        for (int channel = 0; channel < 3; ++channel)
            target[std::ptrdiff_t{3} * (width - 1 - x) + channel] = source[std::ptrdiff_t{3} * x + channel];
}

}  // namespace

Image mirrored(const ImageView& image) {
    if (image.data == nullptr || image.width <= 0 || image.height <= 0) return {};
    Image copy(image.width, image.height);
    for (int y = 0; y < image.height; ++y) mirror_row(image.row(y), image.width, copy.row(y));
    return copy;
}

}  // namespace yolozu
