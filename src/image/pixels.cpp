// SPDX-License-Identifier: Apache-2.0
#include "image/pixels.hpp"

#include <fmt/format.h>

#include <cstring>

namespace yolozu {
namespace {

constexpr int max_side = 65'536;

std::ptrdiff_t row_bytes(const PictureView& picture) {
    return std::ptrdiff_t{bytes_per_pixel(picture.format)} * picture.width;
}

std::ptrdiff_t stride_of(const PictureView& picture) {
    return picture.stride_bytes == 0 ? row_bytes(picture) : picture.stride_bytes;
}

/// Copies a row; red, green and blue are bytes `red`, 1 and 2 - `red` of the `step` bytes of a pixel.
template <int step, int red>
void colour_row(const std::uint8_t* from, std::uint8_t* to, int width) {
    for (int x = 0; x < width; ++x, from += step, to += 3) {
        to[0] = from[red];
        to[1] = from[1];
        to[2] = from[2 - red];
    }
}

void grey_row(const std::uint8_t* from, std::uint8_t* to, int width) {
    for (int x = 0; x < width; ++x, to += 3) to[0] = to[1] = to[2] = from[x];
}

void rgb_row(const std::uint8_t* from, std::uint8_t* to, int width) {
    std::memcpy(to, from, static_cast<std::size_t>(width) * 3);
}

using RowFunction = void (*)(const std::uint8_t* from, std::uint8_t* to, int width);

RowFunction row_function(PixelFormat format) {
    switch (format) {
        case PixelFormat::rgb:
            return rgb_row;
        case PixelFormat::bgr:
            return colour_row<3, 2>;
        case PixelFormat::rgba:
            return colour_row<4, 0>;
        case PixelFormat::bgra:
            return colour_row<4, 2>;
        case PixelFormat::grey:
            return grey_row;
    }
    return rgb_row;
}

}  // namespace

Status check_picture(const PictureView& picture) {
    const auto refuse = [](std::string message) { return Error(ErrorCode::invalid_argument, std::move(message)); };
    if (picture.format < PixelFormat::rgb || picture.format > PixelFormat::grey)
        return refuse(
            fmt::format("a picture of the format {}: there is no such PixelFormat", static_cast<int>(picture.format)));
    if (picture.width < 1 || picture.height < 1 || picture.width > max_side || picture.height > max_side)
        return refuse(fmt::format("a picture of {}x{} pixels: each side must have 1 to {}", picture.width,
                                  picture.height, max_side));
    if (picture.data == nullptr) return refuse("a picture without pixels: its data is a null pointer");
    if (stride_of(picture) < row_bytes(picture))
        return refuse(fmt::format("a picture with {} bytes from row to row: a row of {} pixels has {}",
                                  picture.stride_bytes, picture.width, row_bytes(picture)));
    return {};
}

ImageView three_bytes_each(const PictureView& picture) {
    return {picture.data, picture.width, picture.height, stride_of(picture)};
}

void to_rgb(const PictureView& picture, Image& image) {
    if (image.width() != picture.width || image.height() != picture.height)
        image = Image(picture.width, picture.height);
    const RowFunction convert = row_function(picture.format);
    for (int y = 0; y < picture.height; ++y)
        convert(picture.data + y * stride_of(picture), image.row(y), picture.width);
}

}  // namespace yolozu
