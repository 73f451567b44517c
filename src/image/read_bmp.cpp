// SPDX-License-Identifier: Apache-2.0
//
// BMP: OS/2 1.x and Windows headers; 1, 4 and 8 bits with a palette, 16, 24 and 32 bits, with bit masks too.
// Source: Microsoft, "Bitmap Storage" (BITMAPFILEHEADER, BITMAPCOREHEADER, BITMAPINFOHEADER, V4 and V5).
#include <fmt/format.h>

#include <array>
#include <bit>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/formats.hpp"
#include "image/little_endian.hpp"

namespace yolozu {
namespace {

constexpr std::size_t file_header_bytes = 14;
constexpr std::uint32_t core_header_bytes = 12;
constexpr std::uint32_t info_header_bytes = 40;
enum Compression : std::uint32_t { uncompressed = 0, rle8 = 1, rle4 = 2, bit_fields = 3, alpha_bit_fields = 6 };

using Colour = std::array<std::uint8_t, 3>;

/// One colour channel of a 16 or 32-bit pixel: the bits of a mask, stretched to 0..255.
struct Channel {
    std::uint32_t mask = 0;

    std::uint8_t value(std::uint32_t pixel) const {
        if (mask == 0) return 0;
        const int shift = std::countr_zero(mask);
        const std::uint64_t highest = mask >> shift;
        return static_cast<std::uint8_t>((((pixel & mask) >> shift) * std::uint64_t{255} + highest / 2) / highest);
    }
};

struct BmpHeader {
    std::uint32_t header_bytes = 0, pixel_offset = 0, compression = uncompressed, colours_used = 0;
    std::int64_t width = 0, height = 0;
    bool top_down = false;
    std::uint16_t bits = 0;
    std::array<Channel, 3> channels{};
    std::array<Colour, 256> palette{};  // colours that the file does not list are black

    std::size_t row_bytes() const { return (static_cast<std::size_t>(width) * bits + 31) / 32 * 4; }
};

Error header_truncated() {
    return {ErrorCode::malformed, "truncated BMP: ended within the header"};
}

Result<BmpHeader> read_fixed_header(FileBytes file) {
    BmpHeader header;
    if (file.size() < file_header_bytes + core_header_bytes) return header_truncated();
    header.pixel_offset = little_endian_32(file, 10);
    header.header_bytes = little_endian_32(file, 14);
    if (header.header_bytes == core_header_bytes) {
        header.width = little_endian_16(file, 18);
        header.height = little_endian_16(file, 20);
        header.bits = little_endian_16(file, 24);
        return header;
    }
    if (header.header_bytes < info_header_bytes)
        return Error(ErrorCode::malformed,
                     fmt::format("corrupt BMP: a header of {} bytes, expected 12 or at least 40", header.header_bytes));
    if (file.size() - file_header_bytes < header.header_bytes) return header_truncated();
    header.width = static_cast<std::int32_t>(little_endian_32(file, 18));
    header.height = static_cast<std::int32_t>(little_endian_32(file, 22));
    header.top_down = header.height < 0;
    if (header.top_down) header.height = -header.height;
    header.bits = little_endian_16(file, 28);
    header.compression = little_endian_32(file, 30);
    header.colours_used = little_endian_32(file, 46);
    return header;
}

Status check_variety(const BmpHeader& header) {
    const bool has_masks = header.compression == bit_fields || header.compression == alpha_bit_fields;
    const bool deep = header.bits == 16 || header.bits == 32;
    if (header.compression != uncompressed && !has_masks)
        return Error(ErrorCode::unsupported,
                     fmt::format("compressed BMP (method {}) is not supported", header.compression));
    if (header.bits != 1 && header.bits != 4 && header.bits != 8 && header.bits != 24 && !deep)
        return Error(ErrorCode::malformed,
                     fmt::format("corrupt BMP: {} bits a pixel, expected 1, 4, 8, 16, 24 or 32", header.bits));
    if (has_masks && !deep)
        return Error(ErrorCode::malformed, fmt::format("corrupt BMP: colour masks with {} bits a pixel", header.bits));
    return {};
}

/// The masks stand behind the 40 bytes of the Windows header: inside a newer header, or between it and the palette.
Status read_masks(FileBytes file, BmpHeader& header) {
    if (header.bits != 16 && header.bits != 32) return {};
    header.channels = header.bits == 16 ? std::array{Channel{0x7C00}, Channel{0x03E0}, Channel{0x001F}}
                                        : std::array{Channel{0xFF0000}, Channel{0x00FF00}, Channel{0x0000FF}};
    if (header.compression == uncompressed) return {};
    const std::size_t masks = file_header_bytes + info_header_bytes;
    if (file.size() < masks + 12) return header_truncated();
    for (std::size_t i = 0; i < 3; ++i) header.channels[i].mask = little_endian_32(file, masks + 4 * i);
    return {};
}

void read_palette(FileBytes file, BmpHeader& header) {
    if (header.bits > 8) return;
    const std::size_t entry_bytes = header.header_bytes == core_header_bytes ? 3 : 4;
    const std::size_t start = file_header_bytes + header.header_bytes;
    std::size_t count = std::size_t{1} << header.bits;
    if (header.colours_used != 0) count = std::min<std::size_t>(count, header.colours_used);
    for (std::size_t i = 0; i < count && start + (i + 1) * entry_bytes <= file.size(); ++i)
        for (std::size_t channel = 0; channel < 3; ++channel)
            header.palette[i][channel] = std::to_integer<std::uint8_t>(file[start + i * entry_bytes + 2 - channel]);
}

Result<BmpHeader> read_header(FileBytes file) {
    YOLOZU_ASSIGN(BmpHeader header, read_fixed_header(file));
    YOLOZU_TRY(check_variety(header));
    YOLOZU_TRY(read_masks(file, header));
    read_palette(file, header);
    return header;
}

/// All rows must be in the file; the last may lack the bytes that round it up to four.
Status check_length(FileBytes file, const BmpHeader& header) {
    const std::size_t last_row = (static_cast<std::size_t>(header.width) * header.bits + 7) / 8;
    const std::size_t available = file.size() - std::min<std::size_t>(header.pixel_offset, file.size());
    const auto height = static_cast<std::size_t>(header.height);
    if (available >= (height - 1) * header.row_bytes() + last_row) return {};
    return Error(ErrorCode::malformed, fmt::format("truncated BMP: ended after {} of {} rows",
                                                   available / header.row_bytes(), header.height));
}

void convert_palette_row(const BmpHeader& header, const std::byte* row, std::uint8_t* rgb) {
    const unsigned mask = (1U << header.bits) - 1;
    for (std::size_t x = 0; x < static_cast<std::size_t>(header.width); ++x, rgb += 3) {
        const std::size_t bit = x * header.bits;
        const auto byte = std::to_integer<unsigned>(row[bit / 8]);
        const Colour& colour = header.palette[byte >> (8 - header.bits - bit % 8) & mask];
        std::copy(colour.begin(), colour.end(), rgb);
    }
}

void convert_bgr_row(const BmpHeader& header, const std::byte* row, std::uint8_t* rgb) {
    const std::size_t step = header.bits / 8;
    for (std::int64_t x = 0; x < header.width; ++x, row += step, rgb += 3)
        for (int channel = 0; channel < 3; ++channel) rgb[channel] = std::to_integer<std::uint8_t>(row[2 - channel]);
}

void convert_masked_row(const BmpHeader& header, const std::byte* row, std::uint8_t* rgb) {
    const std::size_t step = header.bits / 8;
    const std::span<const std::byte> bytes(row, static_cast<std::size_t>(header.width) * step);
    for (std::size_t x = 0; x < bytes.size(); x += step, rgb += 3) {
        const std::uint32_t pixel = step == 2 ? little_endian_16(bytes, x) : little_endian_32(bytes, x);
        for (std::size_t channel = 0; channel < 3; ++channel) rgb[channel] = header.channels[channel].value(pixel);
    }
}

}  // namespace

Result<StoredImage> decode_bmp(FileBytes file, const ImageReadOptions& options) {
    YOLOZU_ASSIGN(const BmpHeader header, read_header(file));
    YOLOZU_TRY(check_dimensions(header.width, header.height, options));
    YOLOZU_TRY(check_length(file, header));
    const bool plain = header.bits == 24 || (header.bits == 32 && header.compression == uncompressed);
    const auto convert = header.bits <= 8 ? convert_palette_row : plain ? convert_bgr_row : convert_masked_row;
    StoredImage stored{Image(static_cast<int>(header.width), static_cast<int>(header.height))};
    const std::byte* row = file.data() + header.pixel_offset;
    for (int y = 0; y < stored.pixels.height(); ++y, row += header.row_bytes())
        convert(header, row, stored.pixels.row(header.top_down ? y : stored.pixels.height() - 1 - y));
    return stored;
}

}  // namespace yolozu
