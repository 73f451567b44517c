// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_files.hpp"

#include <algorithm>

#include "support/files.hpp"

namespace yolozu::test {
namespace {

void set_tags(TIFF* tiff, const TiffForm& form) {
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, form.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, form.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, form.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, form.samples);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, form.sample_format);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, form.photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, form.planar);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, form.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, form.orientation);
    if (form.tile == 0) TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, form.rows_per_strip);
    if (form.tile != 0) TIFFSetField(tiff, TIFFTAG_TILEWIDTH, form.tile);
    if (form.tile != 0) TIFFSetField(tiff, TIFFTAG_TILELENGTH, form.tile);
    const auto extra = static_cast<std::uint16_t>(form.extra_sample);
    if (form.extra_sample >= 0) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &extra);
    if (form.photometric != PHOTOMETRIC_PALETTE) return;
    std::uint16_t map[3][256];
    for (unsigned i = 0; i < 256; ++i)
        for (unsigned channel = 0; channel < 3; ++channel)
            map[channel][i] = static_cast<std::uint16_t>((i * (17 + channel) % 256) * 257);
    TIFFSetField(tiff, TIFFTAG_COLORMAP, map[0], map[1], map[2]);
}

/// A rectangle of the picture as the file packs it: all samples of a pixel together, or one plane.
Bytes pack(const TiffForm& form, int left, int top, int width, int height, int plane) {
    const bool separate = form.planar == PLANARCONFIG_SEPARATE;
    Bytes bytes;
    for (int y = top; y < top + height; ++y) {
        unsigned bits = 0;
        int bit_count = 0;
        for (int x = left; x < left + width; ++x)
            for (int channel = separate ? plane : 0; channel < (separate ? plane + 1 : form.samples); ++channel) {
                const unsigned sample = tiff_sample(x, y, channel);
                if (form.bits >= 16) {
                    append_little_endian(bytes, sample, form.bits / 8);
                    continue;
                }
                bits = bits << form.bits | sample >> (16 - form.bits);
                bit_count += form.bits;
                if (bit_count == 8) bytes.push_back(static_cast<std::uint8_t>(std::exchange(bits, 0U)));
                bit_count %= 8;
            }
        if (bit_count > 0) bytes.push_back(static_cast<std::uint8_t>(bits << (8 - bit_count)));
    }
    return bytes;
}

void write_plane(TIFF* tiff, const TiffForm& form, int plane) {
    if (form.tile == 0) {
        for (int y = 0; y < form.height; ++y) {
            Bytes row = pack(form, 0, y, form.width, 1, plane);
            TIFFWriteScanline(tiff, row.data(), static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(plane));
        }
        return;
    }
    for (int top = 0; top < form.height; top += form.tile)
        for (int left = 0; left < form.width; left += form.tile) {
            Bytes tile = pack(form, left, top, form.tile, form.tile, plane);
            TIFFWriteTile(tiff, tile.data(), static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(top), 0,
                          static_cast<std::uint16_t>(plane));
        }
}

}  // namespace

unsigned tiff_sample(int x, int y, int channel) {
    return static_cast<unsigned>((x * 7919 + y * 104'729 + channel * 31'337 + x * y * 13) & 0xFFFF);
}

Bytes tiff_file(const TiffForm& form) {
    const TemporaryFolder folder;
    TIFF* const tiff = TIFFOpen((folder / "picture.tif").c_str(), form.mode);
    set_tags(tiff, form);
    for (int plane = 0; plane < (form.planar == PLANARCONFIG_SEPARATE ? form.samples : 1); ++plane)
        write_plane(tiff, form, plane);
    TIFFClose(tiff);
    return bytes_of(read_text(folder / "picture.tif"));
}

}  // namespace yolozu::test
