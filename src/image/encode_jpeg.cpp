// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <new>
#include <vector>

#include <fmt/format.h>

// Not libjpeg's writer: that would be 250 KB of a small program for a picture now and then.
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

#include "base/try.hpp"
#include "image/check_writable.hpp"
#include "image/encode.hpp"

namespace yolozu {
namespace {

/// What libjpeg reads again; baseline JPEG could say 65,535.
constexpr int largest_side = 65'500;

/// The writer takes pictures without gaps between the rows only.
std::vector<std::uint8_t> without_gaps(const ImageView& image) {
    const std::size_t row_bytes = static_cast<std::size_t>(image.width) * 3;
    std::vector<std::uint8_t> pixels(row_bytes * static_cast<std::size_t>(image.height));
    for (int y = 0; y < image.height; ++y)
        std::memcpy(pixels.data() + static_cast<std::size_t>(y) * row_bytes, image.row(y), row_bytes);
    return pixels;
}

/// Between this and its caller stands C code that was compiled as C++ here, so an exception may pass.
void append_bytes(void* text, void* bytes, int count) {
    static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

}  // namespace

Result<std::string> encode_jpeg(const ImageView& image, int quality) {
    YOLOZU_TRY(check_writable(image, largest_side));
    if (quality < 1 || quality > 100)
        return Error(ErrorCode::invalid_argument, fmt::format("JPEG quality {}, expected 1 to 100", quality));
    const bool gaps = image.stride_bytes != std::ptrdiff_t{3} * image.width;
    const std::vector<std::uint8_t> copy = gaps ? without_gaps(image) : std::vector<std::uint8_t>();
    std::string bytes;
    if (stbi_write_jpg_to_func(append_bytes, &bytes, image.width, image.height, 3, gaps ? copy.data() : image.data,
                               quality) == 0)
        return Error(ErrorCode::internal, "the picture cannot be written as JPEG");
    return bytes;
}

}  // namespace yolozu
