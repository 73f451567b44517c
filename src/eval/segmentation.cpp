// SPDX-License-Identifier: Apache-2.0
#include "eval/segmentation.hpp"

#include <fmt/format.h>

#include "base/in_file.hpp"
#include "base/try.hpp"
#include "predictions/png_header.hpp"
#include "yolozu/image.hpp"

namespace yolozu::eval {
namespace {

Error wrong_size(int width, int height, int expected_width, int expected_height) {
    return {ErrorCode::invalid_argument, fmt::format("the mask is of {}x{} pixels, expected the picture's {}x{}", width,
                                                     height, expected_width, expected_height)};
}

Result<RunLengths> read_mask(const std::filesystem::path& path, int width, int height) {
    YOLOZU_ASSIGN(const PngHeader header, read_png_header(path));
    if (header.colour_type != 0 || header.bit_depth > 8)
        return Error(ErrorCode::unsupported, "is not a grey PNG of 8 bits or fewer");
    if (header.width != static_cast<std::uint32_t>(width) || header.height != static_cast<std::uint32_t>(height))
        return Error(ErrorCode::invalid_argument, fmt::format("is of {}x{} pixels, expected the picture's {}x{}",
                                                              header.width, header.height, width, height));
    YOLOZU_ASSIGN(const Image image, read_image(path, {.exif = ExifOrientation::ignore}));
    std::vector<std::uint8_t> pixels;
    pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) pixels.push_back(image.row(y)[3 * x]);
    return run_lengths_from_pixels(width, height, pixels);
}

}  // namespace

Result<RunLengths> run_lengths_of(const ReadSegmentation& segmentation, int width, int height) {
    if (segmentation.has_run_lengths()) {
        if (segmentation.width != width || segmentation.height != height)
            return wrong_size(segmentation.width, segmentation.height, width, height);
        return segmentation.compressed.empty() ? run_lengths_from_counts(width, height, segmentation.counts)
                                               : run_lengths_from_text(width, height, segmentation.compressed);
    }
    std::vector<RunLengths> parts;
    for (const std::vector<double>& polygon : segmentation.polygons) {
        YOLOZU_ASSIGN(parts.emplace_back(), run_lengths_from_polygon(width, height, polygon));
    }
    return united(width, height, parts);
}

Result<RunLengths> read_mask_file(const std::filesystem::path& path, int width, int height) {
    return in_file("mask", path, read_mask(path, width, height));
}

}  // namespace yolozu::eval
