// SPDX-License-Identifier: Apache-2.0
//
// JPEG through libjpeg-turbo with its defaults (accurate integer DCT, smooth chroma upsampling), which are OpenCV's
// too.
#include <fmt/format.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it
#include <cstring>
#include <vector>

#include <jpeglib.h>

#include <jerror.h>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/exif.hpp"
#include "image/formats.hpp"

namespace yolozu {
namespace {

// A progressive file of a few kilobytes can ask for thousands of passes over millions of pixels; encoders write
// about 10.
constexpr int max_scans = 500;

/// libjpeg's errors leave by longjmp, here to `escape`. Every frame between has trivial destructors only.
struct JpegErrors {
    jpeg_error_mgr base;  // first: libjpeg hands back a pointer to it
    std::jmp_buf escape;
    char message[JMSG_LENGTH_MAX];
};

/// The file's bytes. Past their end libjpeg is given end-of-image markers, and `ended` remembers that.
struct JpegSource {
    jpeg_source_mgr base;  // first: libjpeg hands back a pointer to it
    bool ended;
};

JpegErrors& errors_of(j_common_ptr info) {
    return *reinterpret_cast<JpegErrors*>(info->err);
}
JpegSource& source_of(j_decompress_ptr info) {
    return *reinterpret_cast<JpegSource*>(info->src);
}

[[noreturn]] void fail(j_common_ptr info) {
    info->err->format_message(info, errors_of(info).message);
    std::longjmp(errors_of(info).escape, 1);
}

/// Warnings of a file that still has all its pixels: an unknown colour transform, a damaged colour profile, a newer
/// JFIF, odd scan parameters, and stray bytes between segments, which many cameras write. All others (missing or
/// impossible codes, a lost restart marker, a wrong order of scans) mean that some pixels are made up.
bool is_harmless(int warning) {
    switch (warning) {
        case JWRN_ADOBE_XFORM:
        case JWRN_BOGUS_ICC:
        case JWRN_EXTRANEOUS_DATA:
        case JWRN_JFIF_MAJOR:
        case JWRN_NOT_SEQUENTIAL:
            return true;
        default:
            return false;
    }
}

void on_message(j_common_ptr info, int level) {
    if (level < 0 && !is_harmless(info->err->msg_code)) fail(info);
}

void on_progress(j_common_ptr info) {
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= max_scans) return;
    std::snprintf(errors_of(info).message, JMSG_LENGTH_MAX, "it has more than %d scans", max_scans);
    info->err->msg_code = 0;
    std::longjmp(errors_of(info).escape, 1);
}

boolean give_end_of_image(j_decompress_ptr info) {
    static constexpr JOCTET end_of_image[] = {0xFF, JPEG_EOI};
    source_of(info).ended = true;
    info->src->next_input_byte = end_of_image;
    info->src->bytes_in_buffer = sizeof end_of_image;
    return TRUE;
}

void skip_bytes(j_decompress_ptr info, long count) {
    if (count <= 0) return;
    const auto skipped = static_cast<std::size_t>(count);
    if (skipped > info->src->bytes_in_buffer) {
        give_end_of_image(info);
        return;
    }
    info->src->next_input_byte += skipped;
    info->src->bytes_in_buffer -= skipped;
}

void do_nothing(j_decompress_ptr) {}

/// OpenCV's conversion, for the inverted inks that Adobe's programs write: 255 is no ink.
void cmyk_to_rgb(const JSAMPLE* cmyk, std::uint8_t* rgb, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, cmyk += 4, rgb += 3) {
        const int black = cmyk[3];
        for (int channel = 0; channel < 3; ++channel)
            rgb[channel] = static_cast<std::uint8_t>(black - ((255 - cmyk[channel]) * black >> 8));
    }
}

class JpegReader {
public:
    explicit JpegReader(FileBytes file) {
        info_.err = jpeg_std_error(&errors_.base);
        errors_.base.error_exit = fail;
        errors_.base.emit_message = on_message;
        progress_.progress_monitor = on_progress;
        source_.base.next_input_byte = reinterpret_cast<const JOCTET*>(file.data());
        source_.base.bytes_in_buffer = file.size();
        source_.base.init_source = do_nothing;
        source_.base.fill_input_buffer = give_end_of_image;
        source_.base.skip_input_data = skip_bytes;
        source_.base.resync_to_restart = jpeg_resync_to_restart;
        source_.base.term_source = do_nothing;
    }
    ~JpegReader() { jpeg_destroy_decompress(&info_); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;

    Status read_header();
    Status read_pixels(Image& image);

    int width() const { return static_cast<int>(info_.image_width); }
    int height() const { return static_cast<int>(info_.image_height); }
    int orientation() const;

private:
    bool try_read_header();
    bool try_read_pixels(std::uint8_t* pixels, JSAMPLE* cmyk_row);
    void read_rgb_rows(std::uint8_t* pixels);
    Error error() const;
    Error truncated() const;

    jpeg_decompress_struct info_{};
    JpegErrors errors_{};
    JpegSource source_{};
    jpeg_progress_mgr progress_{};
    bool header_complete_ = false;
};

bool JpegReader::try_read_header() {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_create_decompress(&info_);
    info_.src = &source_.base;
    info_.progress = &progress_;
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&info_, TRUE);
    return true;
}

Status JpegReader::read_header() {
    if (!try_read_header()) return error();
    header_complete_ = true;
    const int components = info_.num_components;
    if (components != 1 && components != 3 && components != 4)
        return Error(ErrorCode::unsupported,
                     fmt::format("JPEG of {} colour components, expected 1, 3 or 4", components));
    info_.out_color_space = components == 4 ? JCS_CMYK : JCS_RGB;
    return {};
}

int JpegReader::orientation() const {
    for (const jpeg_marker_struct* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
        if (marker->data_length >= 6 && std::memcmp(marker->data, "Exif\0\0", 6) == 0)
            return exif_orientation(std::as_bytes(std::span(marker->data, marker->data_length)));
    }
    return 1;
}

void JpegReader::read_rgb_rows(std::uint8_t* pixels) {
    constexpr JDIMENSION batch = 16;  // more than libjpeg makes at a time
    const std::size_t stride = std::size_t{3} * info_.output_width;
    JSAMPROW rows[batch];
    const JDIMENSION first = info_.output_scanline;
    const JDIMENSION count = std::min(batch, info_.output_height - first);
    for (JDIMENSION i = 0; i < count; ++i) rows[i] = pixels + (first + i) * stride;
    jpeg_read_scanlines(&info_, rows, count);
}

bool JpegReader::try_read_pixels(std::uint8_t* pixels, JSAMPLE* cmyk_row) {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
        if (cmyk_row == nullptr) {
            read_rgb_rows(pixels);
            continue;
        }
        const std::size_t y = info_.output_scanline;
        jpeg_read_scanlines(&info_, &cmyk_row, 1);
        cmyk_to_rgb(cmyk_row, pixels + y * 3 * info_.output_width, info_.output_width);
    }
    return true;
}

Status JpegReader::read_pixels(Image& image) {
    std::vector<JSAMPLE> cmyk_row(info_.num_components == 4 ? std::size_t{4} * info_.image_width : 0);
    if (!try_read_pixels(image.data(), cmyk_row.empty() ? nullptr : cmyk_row.data())) return error();
    // A file of one Huffman-coded scan that lacks only the end-of-image marker is whole: each code was there. With more
    // scans a later one may be missing, and the arithmetic decoder does not tell.
    if (source_.ended && (jpeg_has_multiple_scans(&info_) != FALSE || info_.arith_code != FALSE)) return truncated();
    return {};
}

Error JpegReader::truncated() const {
    if (!header_complete_) return {ErrorCode::malformed, "truncated JPEG: ended within the header"};
    if (info_.output_scanline > 0 && info_.output_scanline < info_.output_height)
        return {ErrorCode::malformed,
                fmt::format("truncated JPEG: ended after {} of {} rows", info_.output_scanline, info_.output_height)};
    if (info_.progressive_mode != FALSE)
        return {ErrorCode::malformed,
                fmt::format("truncated JPEG: ended in scan {}, before the last one", info_.input_scan_number)};
    return {ErrorCode::malformed, fmt::format("truncated JPEG: ended before its {} rows", info_.image_height)};
}

Error JpegReader::error() const {
    switch (info_.err->msg_code) {
        case JERR_OUT_OF_MEMORY:
            return {ErrorCode::limit_exceeded, "not enough memory to decode this JPEG"};
        case JERR_SOF_UNSUPPORTED:
        case JERR_BAD_PRECISION:
        case JERR_ARITH_NOTIMPL:
        case JERR_CCIR601_NOTIMPL:
        case JERR_CONVERSION_NOTIMPL:
        case JERR_FRACT_SAMPLE_NOTIMPL:
        case JERR_NOT_COMPILED:
            return {ErrorCode::unsupported, fmt::format("JPEG: {}", errors_.message)};
        default:
            break;
    }
    if (source_.ended) return truncated();
    return {ErrorCode::malformed, fmt::format("corrupt JPEG: {}", errors_.message)};
}

}  // namespace

Result<StoredImage> decode_jpeg(FileBytes file, const ImageReadOptions& options) {
    JpegReader reader(file);
    YOLOZU_TRY(reader.read_header());
    YOLOZU_TRY(check_dimensions(reader.width(), reader.height(), options));
    StoredImage stored{Image(reader.width(), reader.height()), reader.orientation()};
    YOLOZU_TRY(reader.read_pixels(stored.pixels));
    return stored;
}

Result<StoredSize> jpeg_size(FileBytes file, const ImageReadOptions& options) {
    JpegReader reader(file);
    YOLOZU_TRY(reader.read_header());
    YOLOZU_TRY(check_dimensions(reader.width(), reader.height(), options));
    return StoredSize{reader.width(), reader.height(), reader.orientation()};
}

}  // namespace yolozu
