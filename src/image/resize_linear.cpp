// SPDX-License-Identifier: Apache-2.0
#include "image/resize_linear.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::image {
namespace {

constexpr float weight_unit = 2048.0F;
constexpr int pixel_bytes = 3;
constexpr int wide_read_bytes = 8;             // what a vector kernel reads at a pixel, of which it uses six
constexpr std::ptrdiff_t largest_vector = 32;  // 16-bit elements

std::int16_t to_weight(float fraction) {
    return static_cast<std::int16_t>(std::nearbyint(fraction * weight_unit));
}

/// cv::resize averages areas instead of interpolating where both sides are exactly halved.
bool is_exact_half(const ResizeTask& task) {
    return task.columns.source_length == 2 * std::int64_t{task.columns.length} &&
           task.rows.source_length == 2 * std::int64_t{task.rows.length};
}

}  // namespace

LinearTap linear_tap(int index, int source_length, int length) {
    // The reciprocal of the ratio, not the inverse ratio, and the rounding to float32 are OpenCV's.
    const double scale = 1.0 / (static_cast<double>(length) / source_length);
    const auto centre = static_cast<float>((index + 0.5) * scale - 0.5);
    LinearTap tap;
    tap.position = static_cast<int>(std::floor(centre));
    const float fraction = centre - static_cast<float>(tap.position);
    tap.first_weight = to_weight(1.0F - fraction);
    tap.second_weight = to_weight(fraction);
    return tap;
}

void LinearResizer::run(const ResizeTask& task) {
    if (is_exact_half(task)) return write_halved(task);
    prepare(task);
    write_blended(task);
}

void LinearResizer::prepare(const ResizeTask& task) {
    const std::array axes{task.columns, task.rows};
    if (axes == prepared_axes_) return;
    prepare_columns(task.columns);
    prepare_rows(task.rows);
    pitch_ = (task.columns.count + 2 * largest_vector - 1) / largest_vector * largest_vector;
    for (Slot& slot : slots_) slot.planes.resize(static_cast<std::size_t>(3 * pitch_));
    prepared_axes_ = axes;
}

void LinearResizer::prepare_columns(const Axis& axis) {
    column_offsets_.clear();
    column_weights_.clear();
    columns_.wide_width = 0;
    const int last_start = std::max(axis.source_length - 2, 0);  // the right neighbour must be in the row, too
    for (int x = 0; x < axis.count; ++x) {
        LinearTap tap = linear_tap(axis.first + x, axis.source_length, axis.length);
        // Outside the row a pixel counts alone; at the right end it is then the second of its pair.
        if (tap.position < 0) tap = {0, 2048, 0};
        if (tap.position >= axis.source_length - 1) tap = {last_start, 0, 2048};
        const int offset = pixel_bytes * tap.position;
        column_offsets_.push_back(offset);
        column_weights_.push_back(tap.first_weight);
        column_weights_.push_back(tap.second_weight);
        if (offset + wide_read_bytes <= pixel_bytes * axis.source_length) columns_.wide_width = x + 1;
    }
    columns_.offsets = column_offsets_.data();
    columns_.weights = column_weights_.data();
    columns_.width = axis.count;
    columns_.neighbour_bytes = axis.source_length == 1 ? 0 : pixel_bytes;
}

void LinearResizer::prepare_rows(const Axis& axis) {
    rows_.clear();
    for (int y = 0; y < axis.count; ++y) rows_.push_back(linear_tap(axis.first + y, axis.source_length, axis.length));
}

void LinearResizer::write_halved(const ResizeTask& task) const {
    for (int y = 0; y < task.rows.count; ++y) {
        const int upper = 2 * (task.rows.first + y);
        const std::ptrdiff_t start = std::ptrdiff_t{2} * pixel_bytes * task.columns.first;
        task.target.write(y, task.columns.count, [&](const TensorRow& target) {
            task.kernels.write_halved(task.source.row(upper) + start, task.source.row(upper + 1) + start,
                                      task.columns.count, task.normalisation, target);
        });
    }
}

void LinearResizer::write_blended(const ResizeTask& task) {
    for (Slot& slot : slots_) slot.source_row = -1;
    for (int y = 0; y < task.rows.count; ++y) {
        const LinearTap& tap = rows_[static_cast<std::size_t>(y)];
        const RowPair pair = source_rows(y, task.source.height);
        const RowPair next = source_rows(std::min(y + 1, task.rows.count - 1), task.source.height);
        const bool skips_rows = next.upper > pair.lower + 1;
        BlendedRows rows;
        rows.upper = interpolated_row(task, pair.upper, skips_rows ? task.source.row(next.upper) : nullptr);
        rows.lower = interpolated_row(task, pair.lower, skips_rows ? task.source.row(next.lower) : nullptr);
        rows.pitch = pitch_;
        rows.upper_weight = tap.first_weight;
        rows.lower_weight = tap.second_weight;
        task.target.write(y, task.columns.count, [&](const TensorRow& target) {
            task.kernels.write_blended(rows, task.columns.count, task.normalisation, target);
        });
    }
}

LinearResizer::RowPair LinearResizer::source_rows(int y, int source_height) const {
    const LinearTap& tap = rows_[static_cast<std::size_t>(y)];
    // Unlike columns, rows outside the picture keep their weights, as in cv::resize.
    RowPair pair{std::clamp(tap.position, 0, source_height - 1), std::clamp(tap.position + 1, 0, source_height - 1)};
    if (tap.second_weight == 0) pair.lower = pair.upper;
    if (tap.first_weight == 0) pair.upper = pair.lower;
    return pair;
}

const std::int16_t* LinearResizer::interpolated_row(const ResizeTask& task, int y, const std::uint8_t* upcoming) {
    Slot& slot = slots_[static_cast<std::size_t>(y % 2)];
    if (slot.source_row != y) {
        task.kernels.interpolate(task.source.row(y), upcoming, columns_, slot.planes.data(), pitch_);
        slot.source_row = y;
    }
    return slot.planes.data();
}

}  // namespace yolozu::image
