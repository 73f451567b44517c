// SPDX-License-Identifier: Apache-2.0
#include "image/png_files.hpp"

#include <random>

namespace yolozu::test {
namespace {

void append_to_file(png_structp png, png_bytep data, std::size_t size) {
    append(*static_cast<Bytes*>(png_get_io_ptr(png)), std::span(data, size));
}

void write_header(png_structp png, png_infop info, const PngForm& form) {
    png_set_IHDR(png, info, static_cast<png_uint_32>(form.width), static_cast<png_uint_32>(form.height), form.bits,
                 form.colour, form.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    png_color palette[256];
    png_byte alpha[256];
    for (unsigned i = 0; i < 256; ++i) {
        palette[i] = {static_cast<png_byte>(i * 7), static_cast<png_byte>(255 - i), static_cast<png_byte>(i * 31)};
        alpha[i] = static_cast<png_byte>(i * 3);
    }
    const png_color_16 transparent{0, 1, 1, 1, 1};
    const bool has_palette = form.colour == PNG_COLOR_TYPE_PALETTE;
    if (has_palette) png_set_PLTE(png, info, palette, 1 << form.bits);
    if (form.transparency)
        png_set_tRNS(png, info, has_palette ? alpha : nullptr, has_palette ? 1 << form.bits : 0, &transparent);
    if (form.gamma) png_set_gAMA(png, info, 1.0);
    Bytes exif = form.exif;
    if (!exif.empty()) png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()), exif.data());
    png_write_info(png, info);
}

}  // namespace

Bytes png_file(const PngForm& form) {
    Bytes file;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &file, append_to_file, nullptr);
    write_header(png, info, form);
    std::mt19937 random(11);
    Bytes samples(png_get_rowbytes(png, info) * static_cast<std::size_t>(form.height));
    for (std::uint8_t& sample : samples) sample = static_cast<std::uint8_t>(random());
    std::vector<png_bytep> rows;
    for (std::size_t at = 0; at < samples.size(); at += png_get_rowbytes(png, info)) rows.push_back(&samples[at]);
    png_write_image(png, rows.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return file;
}

Bytes png_chunk(std::string_view type, std::string_view data) {
    Bytes chunk;
    const auto append_big_endian = [&](std::uint32_t value) {
        for (int shift = 24; shift >= 0; shift -= 8) chunk.push_back(static_cast<std::uint8_t>(value >> shift));
    };
    append_big_endian(static_cast<std::uint32_t>(data.size()));
    append(chunk, type);
    append(chunk, data);
    // The CRC of PNG, annex D of the specification, bit by bit.
    std::uint32_t crc = 0xFFFFFFFF;
    for (std::size_t i = 4; i < chunk.size(); ++i) {
        crc ^= chunk[i];
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
    }
    append_big_endian(~crc);
    return chunk;
}

std::size_t find_png_chunk(const Bytes& file, std::string_view type) {
    return std::string_view(reinterpret_cast<const char*>(file.data()), file.size()).find(type) - 4;
}

}  // namespace yolozu::test
