// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "image/formats.hpp"
#include "image/kind.hpp"
#include "image/orient.hpp"

namespace yolozu {
namespace {

Result<StoredImage> decode_stored(FileBytes file, const ImageReadOptions& options) {
    YOLOZU_ASSIGN(const ImageKind kind, image_kind(file));
    switch (kind) {
        case ImageKind::jpeg:
            return decode_jpeg(file, options);
        case ImageKind::png:
            return decode_png(file, options);
        case ImageKind::webp:
            return decode_webp(file, options);
        case ImageKind::tiff:
            return decode_tiff(file, options);
        case ImageKind::bmp:
            return decode_bmp(file, options);
        case ImageKind::gif:
            return decode_gif(file, options);
        case ImageKind::pnm:
            return decode_pnm(file, options);
    }
    return Error(ErrorCode::internal, "a kind of picture without a reader");
}

Result<Image> decode_for_viewing(FileBytes file, const ImageReadOptions& options) {
    YOLOZU_ASSIGN(StoredImage stored, decode_stored(file, options));
    if (options.exif == ExifOrientation::ignore) return std::move(stored.pixels);
    return apply_orientation(std::move(stored.pixels), stored.orientation);
}

/// Runs a reader of one picture and says in its error which picture that was. Memory that cannot be had for one huge
/// picture must not end a program that has others to read.
template <class Read>
Result<Image> reading(std::string_view name, const Read& read) {
    Result<Image> image = within_memory("for its pixels", read);
    if (image) return image;
    return std::move(image).error().with_context(fmt::format("image '{}'", printable(name)));
}

}  // namespace

Result<Image> read_image(const std::filesystem::path& path, const ImageReadOptions& options) {
    return reading(path.native(), [&]() -> Result<Image> {
        YOLOZU_ASSIGN(const auto file, read_file(path, options.max_file_bytes));
        return decode_for_viewing(file, options);
    });
}

Result<Image> decode_image(std::span<const std::byte> bytes, std::string_view name, const ImageReadOptions& options) {
    return reading(name, [&] { return decode_for_viewing(bytes, options); });
}

}  // namespace yolozu
