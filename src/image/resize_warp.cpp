// SPDX-License-Identifier: Apache-2.0
#include "image/resize_warp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace yolozu::image {
namespace {

constexpr int fraction_unit = 32;

/// From the input's pixel coordinates to the picture's: (x * factor + offset) / weight, an axis of the inverse matrix.
struct InverseMap {
    double factor = 1, offset = 0, weight = 1;

    /// The place of an input pixel. OpenCV counts from the first pixel of a block.
    WarpTap tap(int index, int block) const {
        const int start = index / block * block;
        const double origin = factor * start + offset;
        const double place = (origin + factor * (index - start)) * (fraction_unit / weight);
        constexpr double limit = std::numeric_limits<int>::max();
        const auto rounded = static_cast<int>(std::nearbyint(std::clamp(place, -limit, limit)));
        return {rounded >> 5, rounded & (fraction_unit - 1)};
    }
};

/// The inverse of a matrix that scales and moves, in the order of cv::invert's operations on 3x3.
struct Inverse {
    InverseMap x, y;

    explicit Inverse(const Placement& placement) {
        const double scale_x = placement.scale_x, scale_y = placement.scale_y;
        const double offset_x = placement.left + placement.shift_x, offset_y = placement.top + placement.shift_y;
        const double reciprocal = 1.0 / (scale_x * scale_y);
        const double weight = scale_x * scale_y * reciprocal;
        x = {scale_y * reciprocal, -(offset_x * scale_y) * reciprocal, weight};
        y = {scale_x * reciprocal, -(scale_x * offset_y) * reciprocal, weight};
    }
};

bool is_inside(int position, int length) {
    return position >= 0 && position < length;
}

}  // namespace

void WarpResizer::run(const ResizeTask& task, const Placement& placement, std::uint8_t border) {
    const Inverse inverse(placement);
    const int width = task.columns.count, height = task.rows.count;
    // OpenCV's blocks of 1024 pixels: 16 rows where there are as many.
    const int block_width = std::min(1024 / std::min(16, height), width);
    columns_.clear();
    for (int x = 0; x < width; ++x) columns_.push_back(inverse.x.tap(x, block_width));
    const std::size_t elements = 3 * static_cast<std::size_t>(width);
    for (Slot& slot : slots_) {
        slot.sums.resize(elements);
        slot.filled = false;
    }
    levels_.resize(elements);
    for (int y = 0; y < height; ++y) {
        const WarpTap tap = inverse.y.tap(y, 1);
        WarpedRows rows;
        rows.upper = filtered_row(task, tap.position, border);
        rows.lower = filtered_row(task, tap.position + 1, border);
        rows.fraction = tap.fraction;
        rows.count = static_cast<int>(elements);
        task.kernels.blend_warped(rows, levels_.data());
        task.write_levels(y, levels_.data());
    }
}

/// Row `y` of the picture, which may lie outside, filtered along x in units of 1/32.
const std::int32_t* WarpResizer::filtered_row(const ResizeTask& task, int y, std::uint8_t border) {
    Slot& slot = slots_[y & 1];
    if (!slot.filled || slot.source_row != y) {
        filter_row(task.source, y, border, slot.sums);
        slot.source_row = y;
        slot.filled = true;
    }
    return slot.sums.data();
}

void WarpResizer::filter_row(const ImageView& source, int y, std::uint8_t border,
                             std::vector<std::int32_t>& sums) const {
    if (!is_inside(y, source.height)) {
        std::ranges::fill(sums, border * fraction_unit);
        return;
    }
    const std::uint8_t* const row = source.row(y);
    const std::uint8_t outside[3] = {border, border, border};
    const auto pixel = [&](int x) { return is_inside(x, source.width) ? row + std::ptrdiff_t{3} * x : outside; };
    std::int32_t* sum = sums.data();
    for (const WarpTap& tap : columns_) {
        const std::uint8_t* const first = pixel(tap.position);
        const std::uint8_t* const second = pixel(tap.position + 1);
        for (int channel = 0; channel < 3; ++channel)
            *sum++ = first[channel] * (fraction_unit - tap.fraction) + second[channel] * tap.fraction;
    }
}

}  // namespace yolozu::image
