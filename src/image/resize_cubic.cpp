// SPDX-License-Identifier: Apache-2.0
#include "image/resize_cubic.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::image {
namespace {

constexpr int pixel_bytes = 3;
constexpr int repeated_pixels = 2;   // on each side of a row
constexpr int wide_read_bytes = 16;  // what a vector kernel reads at a pixel, of which it uses twelve

/// Keys' kernel at the four neighbours' distances, in float32 and in OpenCV's order of operations.
std::array<float, 4> cubic_weights(float fraction) {
    constexpr float a = -0.75F;
    const float x = fraction;
    std::array<float, 4> weights{};
    weights[0] = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
    weights[1] = ((a + 2) * x - (a + 3)) * x * x + 1;
    weights[2] = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
    weights[3] = 1.0F - weights[0] - weights[1] - weights[2];
    return weights;
}

}  // namespace

CubicTap cubic_tap(int index, int source_length, int length) {
    const double scale = 1.0 / (static_cast<double>(length) / source_length);
    const auto centre = static_cast<float>((index + 0.5) * scale - 0.5);
    const auto below = static_cast<int>(std::floor(centre));
    CubicTap tap;
    tap.position = below - 1;
    const std::array<float, 4> weights = cubic_weights(centre - static_cast<float>(below));
    for (std::size_t i = 0; i < 4; ++i)
        tap.weights[i] = static_cast<std::int16_t>(std::nearbyint(weights[i] * 2048.0F));
    return tap;
}

void CubicResizer::run(const ResizeTask& task) {
    prepare(task);
    for (Slot& slot : slots_) slot.source_row = -1;
    for (int y = 0; y < task.rows.count; ++y) {
        const CubicTap& tap = rows_[static_cast<std::size_t>(y)];
        CubicRows rows;
        for (int i = 0; i < 4; ++i) {
            rows.rows[i] = filtered_row(task, std::clamp(tap.position + i, 0, task.source.height - 1));
            rows.weights[i] = tap.weights[static_cast<std::size_t>(i)];
        }
        rows.count = pixel_bytes * task.columns.count;
        task.kernels.blend_cubic(rows, levels_.data());
        task.write_levels(y, levels_.data());
    }
}

void CubicResizer::prepare(const ResizeTask& task) {
    const std::array axes{task.columns, task.rows};
    if (axes == prepared_axes_) return;
    column_offsets_.clear();
    column_weights_.clear();
    const auto tap_of = [](const Axis& axis, int index) {
        return cubic_tap(axis.first + index, axis.source_length, axis.length);
    };
    for (int x = 0; x < task.columns.count; ++x) {
        const CubicTap tap = tap_of(task.columns, x);
        column_offsets_.push_back(pixel_bytes * (tap.position + repeated_pixels));
        column_weights_.insert(column_weights_.end(), tap.weights.begin(), tap.weights.end());
    }
    rows_.clear();
    for (int y = 0; y < task.rows.count; ++y) rows_.push_back(tap_of(task.rows, y));
    const std::size_t elements = pixel_bytes * static_cast<std::size_t>(task.columns.count);
    for (Slot& slot : slots_) slot.sums.resize(elements + 1);
    levels_.resize(elements);
    padded_.resize(pixel_bytes * (static_cast<std::size_t>(task.source.width) + 2 * repeated_pixels) + wide_read_bytes);
    prepared_axes_ = axes;
}

/// Source row `y`, filtered along x.
const std::int32_t* CubicResizer::filtered_row(const ResizeTask& task, int y) {
    Slot& slot = slots_[static_cast<std::size_t>(y % 4)];
    if (slot.source_row == y) return slot.sums.data();
    const std::uint8_t* const source = task.source.row(y);
    std::uint8_t* target = padded_.data();
    for (int i = 0; i < repeated_pixels; ++i) target = std::copy_n(source, pixel_bytes, target);
    const std::ptrdiff_t row_bytes = std::ptrdiff_t{pixel_bytes} * task.source.width;
    target = std::copy_n(source, row_bytes, target);
    for (int i = 0; i < repeated_pixels; ++i)
        target = std::copy_n(source + row_bytes - pixel_bytes, pixel_bytes, target);
    const CubicTaps taps{column_offsets_.data(), column_weights_.data(), task.columns.count};
    task.kernels.filter_cubic(padded_.data(), taps, slot.sums.data());
    slot.source_row = y;
    return slot.sums.data();
}

}  // namespace yolozu::image
