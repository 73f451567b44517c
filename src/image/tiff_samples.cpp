// SPDX-License-Identifier: Apache-2.0
#include "image/tiff_samples.hpp"

#include <algorithm>
#include <vector>

namespace yolozu {
namespace {

// Colours and some extra samples; more is not a photograph, and each costs memory.
constexpr std::uint16_t max_samples_per_pixel = 16;

std::uint16_t colour_count(std::uint16_t photometric) {
    switch (photometric) {
        case PHOTOMETRIC_MINISWHITE:
        case PHOTOMETRIC_MINISBLACK:
            return 1;
        case PHOTOMETRIC_RGB:
            return 3;
        case PHOTOMETRIC_SEPARATED:
            return 4;
        default:
            return 0;
    }
}

std::uint8_t upper_byte(std::uint8_t sample) {
    return sample;
}
std::uint8_t upper_byte(std::uint16_t sample) {
    return static_cast<std::uint8_t>(sample >> 8);
}

/// A run of pixels of one plane within a row, from samples to RGB.
template <class Sample>
class SampleConverter {
public:
    explicit SampleConverter(const TiffLayout& layout)
        : photometric_(layout.photometric),
          separate_(layout.planar == PLANARCONFIG_SEPARATE),
          step_(separate_ ? 1 : layout.samples_per_pixel) {}

    std::size_t step() const { return step_; }

    void convert(const Sample* samples, std::uint16_t plane, std::uint8_t* rgb, std::size_t count) const {
        const std::uint8_t invert = photometric_ == PHOTOMETRIC_MINISWHITE ? 255 : 0;
        for (std::size_t i = 0; i < count; ++i, samples += step_, rgb += 3) {
            if (photometric_ == PHOTOMETRIC_SEPARATED) {
                cmyk(samples, rgb);
            } else if (photometric_ != PHOTOMETRIC_RGB) {
                std::fill_n(rgb, 3, static_cast<std::uint8_t>(upper_byte(samples[0]) ^ invert));
            } else if (separate_) {
                rgb[plane] = upper_byte(samples[0]);
            } else {
                for (int channel = 0; channel < 3; ++channel) rgb[channel] = upper_byte(samples[channel]);
            }
        }
    }

private:
    /// TIFF 6.0, section 16: 0 is no ink.
    static void cmyk(const Sample* samples, std::uint8_t* rgb) {
        const int light = 255 - upper_byte(samples[3]);
        for (int channel = 0; channel < 3; ++channel)
            rgb[channel] = static_cast<std::uint8_t>(light * (255 - upper_byte(samples[channel])) / 255);
    }

    std::uint16_t photometric_;
    bool separate_;
    std::size_t step_;
};

template <class Sample>
bool read_rows(TIFF* tiff, const TiffLayout& layout, std::uint16_t planes, Image& image) {
    const SampleConverter<Sample> converter(layout);
    const std::size_t samples = std::size_t{layout.width} * converter.step();
    if (TIFFScanlineSize64(tiff) != samples * sizeof(Sample)) return false;
    std::vector<Sample> row(samples);
    for (std::uint16_t plane = 0; plane < planes; ++plane) {
        for (std::uint32_t y = 0; y < layout.height; ++y) {
            if (TIFFReadScanline(tiff, row.data(), y, plane) < 0) return false;
            converter.convert(row.data(), plane, image.row(static_cast<int>(y)), layout.width);
        }
    }
    return true;
}

template <class Sample>
bool read_tiles(TIFF* tiff, const TiffLayout& layout, std::uint16_t planes, Image& image) {
    const SampleConverter<Sample> converter(layout);
    const std::size_t row_samples = std::size_t{layout.tile_width} * converter.step();
    if (TIFFTileSize64(tiff) != row_samples * layout.tile_height * sizeof(Sample)) return false;
    std::vector<Sample> tile(row_samples * layout.tile_height);
    for (std::uint16_t plane = 0; plane < planes; ++plane) {
        for (std::uint32_t top = 0; top < layout.height; top += layout.tile_height) {
            const std::uint32_t rows = std::min(layout.tile_height, layout.height - top);
            for (std::uint32_t left = 0; left < layout.width; left += layout.tile_width) {
                if (TIFFReadTile(tiff, tile.data(), left, top, 0, plane) < 0) return false;
                const std::uint32_t columns = std::min(layout.tile_width, layout.width - left);
                for (std::uint32_t y = 0; y < rows; ++y)
                    converter.convert(&tile[y * row_samples], plane,
                                      image.row(static_cast<int>(top + y)) + std::size_t{3} * left, columns);
            }
        }
    }
    return true;
}

template <class Sample>
bool read_samples(TIFF* tiff, const TiffLayout& layout, Image& image) {
    const bool separate = layout.planar == PLANARCONFIG_SEPARATE;
    const std::uint16_t planes = separate ? colour_count(layout.photometric) : std::uint16_t{1};
    return layout.tiled ? read_tiles<Sample>(tiff, layout, planes, image)
                        : read_rows<Sample>(tiff, layout, planes, image);
}

}  // namespace

bool has_plain_samples(const TiffLayout& layout) {
    const std::uint16_t colours = colour_count(layout.photometric);
    const bool separate_inks = colours == 4 && layout.planar == PLANARCONFIG_SEPARATE;
    return (layout.bits == 8 || layout.bits == 16) && layout.sample_format == SAMPLEFORMAT_UINT && colours != 0 &&
           !separate_inks && layout.samples_per_pixel >= colours && layout.samples_per_pixel <= max_samples_per_pixel;
}

bool read_tiff_samples(TIFF* tiff, const TiffLayout& layout, Image& image) {
    return layout.bits == 16 ? read_samples<std::uint16_t>(tiff, layout, image)
                             : read_samples<std::uint8_t>(tiff, layout, image);
}

}  // namespace yolozu
