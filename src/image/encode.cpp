// SPDX-License-Identifier: Apache-2.0
#include "image/encode.hpp"

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs it
#include <cstdlib>
#include <limits>

#include <fmt/format.h>
#include <jpeglib.h>
#include <png.h>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

constexpr int file_quality = 92;

Status check_view(const ImageView& image, int side_limit) {
    if (image.data == nullptr || image.width <= 0 || image.height <= 0)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("the picture is empty ({}x{}), there is nothing to write", image.width, image.height));
    if (image.width > side_limit || image.height > side_limit)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("the picture is {}x{}, the format holds sides of at most {}", image.width,
                                 image.height, side_limit));
    if (image.stride_bytes < std::ptrdiff_t{3} * image.width)
        return Error(ErrorCode::invalid_argument, fmt::format("rows are {} bytes apart, expected at least {}",
                                                              image.stride_bytes, std::ptrdiff_t{3} * image.width));
    return {};
}

/// libjpeg's errors leave by longjmp, so no frame between it and run() holds anything with a destructor.
class JpegEncoder {
public:
    JpegEncoder() = default;
    ~JpegEncoder() {
        jpeg_destroy_compress(&info_);
        std::free(bytes_);
    }
    JpegEncoder(const JpegEncoder&) = delete;
    JpegEncoder& operator=(const JpegEncoder&) = delete;

    /// False when libjpeg fails; message() says why.
    bool run(const ImageView& image, int quality);
    std::string bytes() const { return {reinterpret_cast<const char*>(bytes_), size_}; }
    const char* message() const { return message_; }

private:
    [[noreturn]] static void fail(j_common_ptr info) {
        auto* const encoder = static_cast<JpegEncoder*>(info->client_data);
        info->err->format_message(info, encoder->message_);
        std::longjmp(encoder->escape_, 1);
    }
    static void ignore_message(j_common_ptr) {}

    void configure(const ImageView& image, int quality);

    jpeg_compress_struct info_{};
    jpeg_error_mgr errors_{};
    std::jmp_buf escape_{};
    char message_[JMSG_LENGTH_MAX] = "";
    unsigned char* bytes_ = nullptr;
    unsigned long size_ = 0;
};

void JpegEncoder::configure(const ImageView& image, int quality) {
    info_.image_width = static_cast<JDIMENSION>(image.width);
    info_.image_height = static_cast<JDIMENSION>(image.height);
    info_.input_components = 3;
    info_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality, TRUE);
    info_.comp_info[0].h_samp_factor = info_.comp_info[0].v_samp_factor = 1;
}

bool JpegEncoder::run(const ImageView& image, int quality) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = fail;
    errors_.output_message = ignore_message;
    if (setjmp(escape_) != 0) return false;
    info_.client_data = this;
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &bytes_, &size_);
    configure(image, quality);
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
        // libjpeg's interface has no const; it only reads.
        JSAMPROW row = const_cast<JSAMPROW>(image.row(static_cast<int>(info_.next_scanline)));
        jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
    return true;
}

Result<std::string> encode_for(const std::filesystem::path& path, const ImageView& image) {
    const std::string extension = lower_case(path.extension().native());
    if (extension == ".png") return encode_png(image);
    if (extension == ".jpg" || extension == ".jpeg") return encode_jpeg(image, file_quality);
    return Error(ErrorCode::unsupported,
                 fmt::format("cannot write pictures named '{}', expected .jpg, .jpeg or .png", printable(extension)));
}

}  // namespace

Result<std::string> encode_jpeg(const ImageView& image, int quality) {
    YOLOZU_TRY(check_view(image, JPEG_MAX_DIMENSION));
    if (quality < 1 || quality > 100)
        return Error(ErrorCode::invalid_argument, fmt::format("JPEG quality {}, expected 1 to 100", quality));
    JpegEncoder encoder;
    if (!encoder.run(image, quality))
        return Error(ErrorCode::internal, fmt::format("libjpeg cannot write the picture: {}", encoder.message()));
    return encoder.bytes();
}

Result<std::string> encode_png(const ImageView& image) {
    constexpr int largest_row = std::numeric_limits<std::int32_t>::max();
    YOLOZU_TRY(check_view(image, PNG_USER_WIDTH_MAX));
    if (image.stride_bytes > largest_row)
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("rows are {} bytes apart, libpng takes at most {}", image.stride_bytes, largest_row));
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    header.width = static_cast<png_uint_32>(image.width);
    header.height = static_cast<png_uint_32>(image.height);
    header.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(header);
    std::string bytes(size, '\0');
    if (png_image_write_to_memory(&header, bytes.data(), &size, 0, image.data,
                                  static_cast<png_int_32>(image.stride_bytes), nullptr) == 0)
        return Error(ErrorCode::internal, fmt::format("libpng cannot write the picture: {}", header.message));
    bytes.resize(size);
    return bytes;
}

bool is_writable_image_name(const std::filesystem::path& path) {
    const std::string extension = lower_case(path.extension().native());
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

Status write_image(const std::filesystem::path& path, const ImageView& image) {
    YOLOZU_ASSIGN(const std::string bytes, in_file("picture", path, encode_for(path, image)));
    return in_file("picture", path, write_file(path, bytes));
}

}  // namespace yolozu
