// SPDX-License-Identifier: Apache-2.0
//
// TIFF and BigTIFF through libtiff, the first picture of the file. Plain 8 and 16-bit samples are read as they are; the
// rest (palette, 1 to 4 bits, YCbCr, CIE L*a*b*) goes through libtiff's own conversion to RGBA.
#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/formats.hpp"
#include "image/tiff_samples.hpp"

namespace yolozu {
namespace {

// A tile is held whole. Programs write tiles of up to a few megabytes.
constexpr std::uint64_t max_tile_bytes = std::uint64_t{1} << 28;

/// The file in memory, as libtiff's client, and the first error that libtiff reported.
struct TiffFile {
    FileBytes bytes;
    std::size_t position = 0;
    char message[256] = {};
};

tmsize_t on_read(thandle_t handle, void* target, tmsize_t count) {
    auto& file = *static_cast<TiffFile*>(handle);
    const std::size_t left = file.bytes.size() - std::min(file.position, file.bytes.size());
    const std::size_t size = std::min(left, static_cast<std::size_t>(std::max<tmsize_t>(count, 0)));
    if (size > 0) std::memcpy(target, file.bytes.data() + file.position, size);
    file.position += size;
    return static_cast<tmsize_t>(size);
}

toff_t on_seek(thandle_t handle, toff_t offset, int whence) {
    auto& file = *static_cast<TiffFile*>(handle);
    const std::size_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.bytes.size();
    file.position = base + offset;
    return file.position;
}

tmsize_t on_write(thandle_t, void*, tmsize_t) {
    return 0;
}
int on_close(thandle_t) {
    return 0;
}
toff_t on_size(thandle_t handle) {
    return static_cast<TiffFile*>(handle)->bytes.size();
}

int on_map(thandle_t handle, void** base, toff_t* size) {
    const auto& file = *static_cast<TiffFile*>(handle);
    *base = const_cast<std::byte*>(file.bytes.data());
    *size = file.bytes.size();
    return 1;
}

void on_unmap(thandle_t, void*, toff_t) {}

int on_error(TIFF*, void* handle, const char* module, const char* format, va_list arguments) {
    auto& file = *static_cast<TiffFile*>(handle);
    if (file.message[0] != '\0') return 1;
    constexpr std::size_t half = sizeof file.message / 2;
    const bool named = module != nullptr && *module != '\0';
    const int used = named ? std::snprintf(file.message, half, "%s: ", module) : 0;
    const std::size_t start = std::min(static_cast<std::size_t>(std::max(used, 0)), half - 1);
    std::vsnprintf(file.message + start, sizeof file.message - start, format, arguments);
    return 1;
}

/// libtiff goes on without a tag whose value lies behind the end of the file, even without the palette. Such a file is
/// truncated; other warnings are about notes.
int on_warning(TIFF* tiff, void* handle, const char* module, const char* format, va_list arguments) {
    return std::string_view(format).starts_with("IO error") ? on_error(tiff, handle, module, format, arguments) : 1;
}

struct TiffCloser {
    void operator()(TIFF* tiff) const { TIFFClose(tiff); }
};
struct OptionsDeleter {
    void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};

std::unique_ptr<TIFF, TiffCloser> open_tiff(TiffFile& file, std::int64_t max_allocation) {
    const std::unique_ptr<TIFFOpenOptions, OptionsDeleter> options(TIFFOpenOptionsAlloc());
    if (!options) return nullptr;
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), max_allocation);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_error, &file);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_warning, &file);
    return std::unique_ptr<TIFF, TiffCloser>(TIFFClientOpenExt("", "r", &file, on_read, on_write, on_seek, on_close,
                                                               on_size, on_map, on_unmap, options.get()));
}

Error corrupt(const TiffFile& file) {
    const std::string_view message = file.message;
    return {ErrorCode::malformed, fmt::format("corrupt or truncated TIFF: {}",
                                              message.empty() ? "its samples do not fill its rows" : message)};
}

TiffLayout read_layout(TIFF* tiff) {
    TiffLayout layout;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples_per_pixel);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.sample_format);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planar);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout.compression);
    // Without the tag: what libtiff's own conversion to RGBA assumes.
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric) == 0)
        layout.photometric = layout.samples_per_pixel >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK;
    layout.tiled = TIFFIsTiled(tiff) != 0;
    if (layout.tiled) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &layout.tile_width);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &layout.tile_height);
    }
    return layout;
}

Status check_tiles(TIFF* tiff, const TiffLayout& layout) {
    if (!layout.tiled) return {};
    if (layout.tile_width == 0 || layout.tile_height == 0)
        return Error(ErrorCode::malformed, "corrupt TIFF: its tiles have no pixels");
    const std::uint64_t size = TIFFTileSize64(tiff);
    if (size == 0 || size > max_tile_bytes)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("TIFF with tiles of {} x {} pixels, over the limit of {} bytes", layout.tile_width,
                                 layout.tile_height, max_tile_bytes));
    return {};
}

/// Rows that libtiff unpacks together; asked for fewer at a time, it would unpack them more than once.
std::uint32_t band_rows(TIFF* tiff, const TiffLayout& layout) {
    std::uint32_t rows = layout.tile_height;
    if (!layout.tiled) TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
    return std::clamp<std::uint32_t>(rows, 1, layout.height);
}

Status read_as_rgba(TIFF* tiff, const TiffLayout& layout, TiffFile& file, Image& image) {
    char reason[1024] = {};
    TIFFRGBAImage conversion;
    if (TIFFRGBAImageOK(tiff, reason) == 0 || TIFFRGBAImageBegin(&conversion, tiff, 1, reason) == 0)
        return Error(ErrorCode::unsupported, fmt::format("TIFF: {}", reason));
    const std::unique_ptr<TIFFRGBAImage, void (*)(TIFFRGBAImage*)> closer(&conversion, TIFFRGBAImageEnd);
    conversion.req_orientation = conversion.orientation;  // rows as stored
    const std::uint32_t band = band_rows(tiff, layout);
    std::vector<std::uint32_t> raster(std::size_t{layout.width} * band);
    for (std::uint32_t top = 0; top < layout.height; top += band) {
        const std::uint32_t rows = std::min(band, layout.height - top);
        conversion.row_offset = static_cast<int>(top);
        if (TIFFRGBAImageGet(&conversion, raster.data(), layout.width, rows) == 0) return corrupt(file);
        std::uint8_t* rgb = image.row(static_cast<int>(top));
        for (std::size_t i = 0; i < std::size_t{layout.width} * rows; ++i, rgb += 3) {
            rgb[0] = static_cast<std::uint8_t>(TIFFGetR(raster[i]));
            rgb[1] = static_cast<std::uint8_t>(TIFFGetG(raster[i]));
            rgb[2] = static_cast<std::uint8_t>(TIFFGetB(raster[i]));
        }
    }
    return {};
}

int tiff_orientation(TIFF* tiff) {
    std::uint16_t orientation = ORIENTATION_TOPLEFT;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &orientation);
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

}  // namespace

Result<StoredImage> decode_tiff(FileBytes bytes, const ImageReadOptions& options) {
    TiffFile file{bytes};
    // Nothing that libtiff allocates for a picture within the limits is larger than its pixels of 16 samples of 16
    // bits.
    const std::int64_t max_allocation = std::min(options.max_pixels, std::int64_t{1} << 32) * 32 + (1 << 20);
    const auto tiff = open_tiff(file, max_allocation);
    if (!tiff) return corrupt(file);
    const TiffLayout layout = read_layout(tiff.get());
    YOLOZU_TRY(check_dimensions(layout.width, layout.height, options));
    YOLOZU_TRY(check_tiles(tiff.get(), layout));
    StoredImage stored{Image(static_cast<int>(layout.width), static_cast<int>(layout.height)),
                       tiff_orientation(tiff.get())};
    if (!has_plain_samples(layout)) {
        YOLOZU_TRY(read_as_rgba(tiff.get(), layout, file, stored.pixels));
    } else if (!read_tiff_samples(tiff.get(), layout, stored.pixels)) {
        return corrupt(file);
    }
    if (file.message[0] != '\0') return corrupt(file);
    return stored;
}

}  // namespace yolozu
