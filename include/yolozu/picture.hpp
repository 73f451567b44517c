// SPDX-License-Identifier: Apache-2.0
//
// Pictures as an application has them: in its own memory, in its own order of channels.
#pragma once

#include <cstddef>
#include <cstdint>

#include "yolozu/image.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// The bytes of one pixel, in the order in which they lie in memory; 8 bits a channel. Alpha is not looked at.
enum class PixelFormat { rgb, bgr, rgba, bgra, grey };

/// Bytes of one pixel: 3, 4 or 1.
constexpr int bytes_per_pixel(PixelFormat format) {
    if (format == PixelFormat::grey) return 1;
    return format == PixelFormat::rgba || format == PixelFormat::bgra ? 4 : 3;
}

/// A borrowed picture of any of these formats, rows top to bottom. Only read, and only during the call that it is given
/// to. RGB and BGR are used as they lie; the others are made RGB in one pass.
struct PictureView {
    const std::uint8_t* data = nullptr;     ///< the first pixel of the first row
    int width = 0;                          ///< pixels
    int height = 0;                         ///< pixels
    std::ptrdiff_t stride_bytes = 0;        ///< from one row to the next; 0: the rows follow without gaps
    PixelFormat format = PixelFormat::rgb;  ///< of all pixels

    PictureView() = default;
    /// A picture in somebody's memory.
    PictureView(const std::uint8_t* pixels, int width_pixels, int height_pixels,
                PixelFormat pixel_format = PixelFormat::rgb, std::ptrdiff_t stride = 0)
        : data(pixels), width(width_pixels), height(height_pixels), stride_bytes(stride), format(pixel_format) {}
    /// A picture of this library: RGB.
    PictureView(const ImageView& image)
        : data(image.data), width(image.width), height(image.height), stride_bytes(image.stride_bytes) {}
    /// The same, of one that was read from a file.
    PictureView(const Image& image) : PictureView(image.view()) {}
};

}  // namespace yolozu
#pragma GCC visibility pop
