// SPDX-License-Identifier: Apache-2.0
#include "image/encode.hpp"

#include <limits>

#include <fmt/format.h>
#include <png.h>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/lower_case.hpp"
#include "base/try.hpp"
#include "image/check_writable.hpp"

namespace yolozu {
namespace {

constexpr int file_quality = 92;

Result<std::string> encode_for(const std::filesystem::path& path, const ImageView& image) {
    const std::string extension = lower_case(path.extension().native());
    if (extension == ".png") return encode_png(image);
    if (extension == ".jpg" || extension == ".jpeg") return encode_jpeg(image, file_quality);
    return Error(ErrorCode::unsupported,
                 fmt::format("cannot write pictures named '{}', expected .jpg, .jpeg or .png", printable(extension)));
}

}  // namespace

Result<std::string> encode_png(const ImageView& image) {
    constexpr int largest_row = std::numeric_limits<std::int32_t>::max();
    YOLOZU_TRY(check_writable(image, PNG_USER_WIDTH_MAX));
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
