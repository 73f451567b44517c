// SPDX-License-Identifier: Apache-2.0
//
// Pictures in memory: 8-bit RGB, interleaved, rows top to bottom.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "yolozu/result.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// A borrowed picture: three bytes R, G, B a pixel, `stride_bytes` from one row to the next
/// (at least 3 * width; may be larger for a crop of a larger picture).
struct ImageView {
    const std::uint8_t* data = nullptr;  ///< the first pixel of the first row
    int width = 0;                       ///< pixels
    int height = 0;                      ///< pixels
    std::ptrdiff_t stride_bytes = 0;     ///< from one row to the next

    const std::uint8_t* row(int y) const { return data + y * stride_bytes; }  ///< the first pixel of row y

    /// A part of the picture, which borrows the same pixels; it must lie within.
    ImageView part(int x, int y, int part_width, int part_height) const {
        return {row(y) + std::ptrdiff_t{3} * x, part_width, part_height, stride_bytes};
    }
};

/// A picture that owns its pixels, without gaps between the rows.
class Image {
public:
    Image() = default;
    /// A black picture.
    Image(int width, int height)
        : width_(width),
          height_(height),
          pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {}

    int width() const { return width_; }                                        ///< pixels
    int height() const { return height_; }                                      ///< pixels
    std::ptrdiff_t stride_bytes() const { return std::ptrdiff_t{3} * width_; }  ///< from one row to the next
    std::uint8_t* data() { return pixels_.data(); }                             ///< all rows, one after the other
    const std::uint8_t* data() const { return pixels_.data(); }
    std::uint8_t* row(int y) { return pixels_.data() + y * stride_bytes(); }  ///< the first pixel of row y
    const std::uint8_t* row(int y) const { return pixels_.data() + y * stride_bytes(); }
    ImageView view() const { return {pixels_.data(), width_, height_, stride_bytes()}; }  ///< valid as long as this

private:
    int width_ = 0;
    int height_ = 0;
    std::vector<std::uint8_t> pixels_;
};

/// A copy with left and right exchanged; empty for an empty picture.
Image mirrored(const ImageView& image);

/// What to do with the EXIF Orientation tag of a JPEG, PNG, WebP or TIFF file.
enum class ExifOrientation { apply, ignore };

/// How to read picture files. The limits are checked against the file's header, before any pixel is allocated.
struct ImageReadOptions {
    ExifOrientation exif = ExifOrientation::apply;        ///< as OpenCV does by default
    int max_width = 65'500;                               ///< pixels
    int max_height = 65'500;                              ///< pixels
    std::int64_t max_pixels = std::int64_t{1} << 28;      ///< 268 megapixels, 805 MB as RGB
    std::int64_t max_file_bytes = std::int64_t{1} << 30;  ///< 1 GiB
};

/// Reads JPEG, PNG, WebP, BMP, TIFF, GIF (first frame) or PNM, told apart by their first bytes, never by the name.
/// 8-bit JPEG and PNG give exactly the pixels of OpenCV's imread(IMREAD_COLOR), as RGB: alpha is dropped, grey is
/// expanded, 16 bits are cut to the upper 8.
/// Errors name the file and what is wrong: missing, a directory, empty, truncated, corrupt, of no known kind,
/// of an unsupported variety, or over a limit. A truncated picture is an error, not a grey half.
Result<Image> read_image(const std::filesystem::path& path, const ImageReadOptions& options = {});

/// The same for a file that is already in memory; `name` is used in error messages only.
Result<Image> decode_image(std::span<const std::byte> bytes, std::string_view name,
                           const ImageReadOptions& options = {});

}  // namespace yolozu
#pragma GCC visibility pop
