// SPDX-License-Identifier: Apache-2.0
//
// PNG through libpng, brought to 8-bit RGB in the way of OpenCV: 16 bits cut to the upper 8, alpha dropped, palette and
// grey expanded, gamma and colour profile left alone.
#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "base/try.hpp"
#include "image/dimensions.hpp"
#include "image/exif.hpp"
#include "image/formats.hpp"

namespace yolozu {
namespace {

class PngReader {
public:
    explicit PngReader(FileBytes file) : rest_(file) {}
    ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;

    Status read_header();
    Status read_pixels(Image& image);

    std::int64_t width() const { return width_; }
    std::int64_t height() const { return height_; }
    int orientation();

private:
    static void on_read(png_structp png, png_bytep target, std::size_t count);
    [[noreturn]] static void on_error(png_structp png, png_const_charp message);
    static void on_warning(png_structp, png_const_charp) {}

    bool try_read_header();
    bool try_read_pixels(std::uint8_t* pixels, std::size_t stride);
    Error error() const;

    // libpng's errors leave by longjmp, to escape_. Every frame between has trivial destructors only.
    std::jmp_buf escape_{};
    char message_[200] = {};
    FileBytes rest_;
    bool ended_ = false;
    bool header_complete_ = false;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    png_uint_32 width_ = 0, height_ = 0, row_ = 0;
    int pass_ = 0, passes_ = 1;
};

void PngReader::on_read(png_structp png, png_bytep target, std::size_t count) {
    auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > reader.rest_.size()) {
        reader.ended_ = true;
        png_error(png, "the file ends");
    }
    std::memcpy(target, reader.rest_.data(), count);
    reader.rest_ = reader.rest_.subspan(count);
}

void PngReader::on_error(png_structp png, png_const_charp message) {
    auto& reader = *static_cast<PngReader*>(png_get_error_ptr(png));
    std::snprintf(reader.message_, sizeof reader.message_, "%s", message);
    std::longjmp(reader.escape_, 1);
}

bool PngReader::try_read_header() {
    if (setjmp(escape_) != 0) return false;
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_ == nullptr) return false;
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) return false;
    png_set_read_fn(png_, this, on_read);
    // Of the chunks that are not pixels only the orientation is used; the others (profiles, texts) are not even
    // unpacked.
    static constexpr png_byte exif_chunk[] = "eXIf";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_AS_DEFAULT, exif_chunk, 1);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // check_dimensions has the say
    png_read_info(png_, info_);
    return true;
}

Status PngReader::read_header() {
    if (!try_read_header()) return error();
    header_complete_ = true;
    width_ = png_get_image_width(png_, info_);
    height_ = png_get_image_height(png_, info_);
    return {};
}

bool PngReader::try_read_pixels(std::uint8_t* pixels, std::size_t stride) {
    if (setjmp(escape_) != 0) return false;
    const int colour = png_get_color_type(png_, info_);
    png_set_strip_16(png_);
    png_set_strip_alpha(png_);
    if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png_);
    if ((colour & PNG_COLOR_MASK_COLOR) == 0) {
        png_set_expand_gray_1_2_4_to_8(png_);
        png_set_gray_to_rgb(png_);
    }
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != stride) png_error(png_, "its rows are not RGB");
    for (pass_ = 0; pass_ < passes_; ++pass_)
        for (row_ = 0; row_ < height_; ++row_) png_read_row(png_, pixels + row_ * stride, nullptr);
    png_read_end(png_, info_);
    return true;
}

Status PngReader::read_pixels(Image& image) {
    if (!try_read_pixels(image.data(), static_cast<std::size_t>(image.stride_bytes()))) return error();
    return {};
}

int PngReader::orientation() {
    png_bytep exif = nullptr;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(png_, info_, &size, &exif) == 0 || exif == nullptr) return 1;
    return exif_orientation(std::as_bytes(std::span(exif, size)));
}

Error PngReader::error() const {
    if (png_ == nullptr || info_ == nullptr) return {ErrorCode::limit_exceeded, "not enough memory to decode this PNG"};
    if (!ended_) return {ErrorCode::malformed, fmt::format("corrupt PNG: {}", message_)};
    if (!header_complete_) return {ErrorCode::malformed, "truncated PNG: ended within the header"};
    if (pass_ == passes_) return {ErrorCode::malformed, "truncated PNG: ended before its IEND chunk"};
    if (passes_ > 1)
        return {ErrorCode::malformed,
                fmt::format("truncated PNG: ended in interlace pass {} of {}", pass_ + 1, passes_)};
    return {ErrorCode::malformed, fmt::format("truncated PNG: ended after {} of {} rows", row_, height_)};
}

}  // namespace

Result<StoredImage> decode_png(FileBytes file, const ImageReadOptions& options) {
    PngReader reader(file);
    YOLOZU_TRY(reader.read_header());
    YOLOZU_TRY(check_dimensions(reader.width(), reader.height(), options));
    StoredImage stored{Image(static_cast<int>(reader.width()), static_cast<int>(reader.height()))};
    YOLOZU_TRY(reader.read_pixels(stored.pixels));
    // The eXIf chunk may stand behind the pixels.
    stored.orientation = reader.orientation();
    return stored;
}

Result<StoredSize> png_size(FileBytes file, const ImageReadOptions& options) {
    PngReader reader(file);
    YOLOZU_TRY(reader.read_header());
    YOLOZU_TRY(check_dimensions(reader.width(), reader.height(), options));
    return StoredSize{static_cast<int>(reader.width()), static_cast<int>(reader.height())};
}

}  // namespace yolozu
