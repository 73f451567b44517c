// SPDX-License-Identifier: Apache-2.0
//
// Masks and maps as files.
#include <bit>
#include <csetjmp>
#include <cstring>

#include <fmt/format.h>
#include <png.h>
#include <zlib.h>

#include "base/try.hpp"
#include "image/encode.hpp"

namespace yolozu {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written as they lie in memory");

Status check_map(int width, int height, std::size_t count) {
    if (width <= 0 || height <= 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the map is empty ({}x{}), there is nothing to write", width, height));
    const auto expected = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    if (count != expected)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the map has {} values, {}x{} are {}", count, width, height, expected));
    return {};
}

/// libpng's errors leave by longjmp, so no frame between it and run() holds anything with a destructor.
class GreyPngEncoder {
public:
    GreyPngEncoder() : png_(png_create_write_struct(PNG_LIBPNG_VER_STRING, this, fail, ignore_message)) {
        if (png_ != nullptr) info_ = png_create_info_struct(png_);
    }
    ~GreyPngEncoder() { png_destroy_write_struct(&png_, &info_); }
    GreyPngEncoder(const GreyPngEncoder&) = delete;
    GreyPngEncoder& operator=(const GreyPngEncoder&) = delete;

    /// False when libpng fails; message() says why.
    bool run(int width, int height, int bits, const std::uint8_t* pixels);
    std::string& bytes() { return bytes_; }
    const char* message() const { return message_; }

private:
    [[noreturn]] static void fail(png_structp png, png_const_charp message) {
        auto* const encoder = static_cast<GreyPngEncoder*>(png_get_error_ptr(png));
        std::strncpy(encoder->message_, message, sizeof(encoder->message_) - 1);
        std::longjmp(encoder->escape_, 1);
    }
    static void ignore_message(png_structp, png_const_charp) {}
    static void append(png_structp png, png_bytep bytes, std::size_t size) {
        static_cast<GreyPngEncoder*>(png_get_io_ptr(png))->bytes_.append(reinterpret_cast<const char*>(bytes), size);
    }
    static void flush(png_structp) {}

    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    std::jmp_buf escape_{};
    char message_[128] = "out of memory";
    std::string bytes_;
};

bool GreyPngEncoder::run(int width, int height, int bits, const std::uint8_t* pixels) {
    if (png_ == nullptr || info_ == nullptr) return false;
    if (setjmp(escape_) != 0) return false;
    png_set_write_fn(png_, this, append, flush);
    // Masks are runs of few levels: no filter makes them simpler, and run lengths are all there is to find.
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_compression_level(png_, Z_BEST_SPEED);
    png_set_compression_strategy(png_, Z_RLE);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), bits,
                 PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png_, info_);
    if (bits == 16) png_set_swap(png_);  // PNG is big-endian
    const std::size_t row_bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(bits / 8);
    for (int y = 0; y < height; ++y) png_write_row(png_, pixels + static_cast<std::size_t>(y) * row_bytes);
    png_write_end(png_, info_);
    return true;
}

Result<std::string> encode_grey(int width, int height, int bits, const void* pixels, std::size_t count) {
    YOLOZU_TRY(check_map(width, height, count));
    GreyPngEncoder encoder;
    if (!encoder.run(width, height, bits, static_cast<const std::uint8_t*>(pixels)))
        return Error(ErrorCode::internal, fmt::format("libpng cannot write the map: {}", encoder.message()));
    return std::move(encoder.bytes());
}

}  // namespace

Result<std::string> encode_grey_png(int width, int height, std::span<const std::uint8_t> pixels) {
    return encode_grey(width, height, 8, pixels.data(), pixels.size());
}

Result<std::string> encode_grey_png(int width, int height, std::span<const std::uint16_t> pixels) {
    return encode_grey(width, height, 16, pixels.data(), pixels.size());
}

Result<std::string> encode_npy(int width, int height, std::span<const float> values) {
    YOLOZU_TRY(check_map(width, height, values.size()));
    constexpr std::size_t alignment = 64, before_the_header = 10;
    std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", height, width);
    // The header ends in a line feed, and the values begin at a multiple of the alignment.
    const std::size_t used = before_the_header + header.size() + 1;
    header.append((alignment - used % alignment) % alignment, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(header.size() & 0xFF);
    bytes += static_cast<char>(header.size() >> 8);
    bytes += header;
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return bytes;
}

}  // namespace yolozu
