// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "image/formats.hpp"
#include "image/kind.hpp"
#include "image/orient.hpp"
#include "image/read_size.hpp"

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

/// Whether a PNG may turn its pixels: the chunk can stand anywhere, and its name among the pixels does no harm.
bool may_have_exif(FileBytes file) {
    const std::string_view bytes(reinterpret_cast<const char*>(file.data()), file.size());
    return bytes.find("eXIf") != std::string_view::npos;
}

ImageSize for_viewing(const StoredSize& stored, const ImageReadOptions& options) {
    const bool on_its_side = stored.orientation >= 5 && options.exif == ExifOrientation::apply;
    return on_its_side ? ImageSize{stored.height, stored.width} : ImageSize{stored.width, stored.height};
}

Result<ImageSize> size_for_viewing(FileBytes file, const ImageReadOptions& options) {
    YOLOZU_ASSIGN(const ImageKind kind, image_kind(file));
    if (kind == ImageKind::jpeg) {
        YOLOZU_ASSIGN(const StoredSize stored, jpeg_size(file, options));
        return for_viewing(stored, options);
    }
    if (kind == ImageKind::png && !may_have_exif(file)) {
        YOLOZU_ASSIGN(const StoredSize stored, png_size(file, options));
        return for_viewing(stored, options);
    }
    YOLOZU_ASSIGN(const Image image, decode_for_viewing(file, options));
    return ImageSize{image.width(), image.height()};
}

/// Runs a reader of one picture and says in its error which picture that was. Memory that cannot be had for one huge
/// picture must not end a program that has others to read.
template <class Read>
auto reading(std::string_view name, const Read& read) {
    decltype(read()) found = within_memory("for its pixels", read);
    if (!found) found = std::move(found).error().with_context(fmt::format("image '{}'", printable(name)));
    return found;
}

}  // namespace

Result<Image> read_image(const std::filesystem::path& path, const ImageReadOptions& options) {
    return reading(path.native(), [&]() -> Result<Image> {
        YOLOZU_ASSIGN(const auto file, read_file(path, options.max_file_bytes));
        return decode_for_viewing(file, options);
    });
}

Result<ImageSize> read_image_size(const std::filesystem::path& path, const ImageReadOptions& options) {
    return reading(path.native(), [&]() -> Result<ImageSize> {
        YOLOZU_ASSIGN(const auto file, read_file(path, options.max_file_bytes));
        return size_for_viewing(file, options);
    });
}

Result<Image> decode_image(std::span<const std::byte> bytes, std::string_view name, const ImageReadOptions& options) {
    return reading(name, [&] { return decode_for_viewing(bytes, options); });
}

}  // namespace yolozu
