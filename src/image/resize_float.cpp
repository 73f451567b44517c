// SPDX-License-Identifier: Apache-2.0
#include "image/resize_float.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::image {
namespace {

constexpr std::ptrdiff_t largest_block = 32;  // numbers that a kernel writes at once

/// The weights in torch's mixture of float32 and double: at the far end of a row a float32 position is off by so much
/// that exact weights would give other values.
void prepare_filter(WideFilter<float>& filter, const Axis& axis) {
    const float scale = static_cast<float>(axis.source_length) / static_cast<float>(axis.length);
    const float support = std::max(scale, 1.0F);
    const float narrowing = scale >= 1.0F ? static_cast<float>(1.0 / static_cast<double>(scale)) : 1.0F;
    filter.reserve(axis.count, static_cast<int>(std::ceil(support)) * 2 + 1);
    for (int x = 0; x < axis.count; ++x) {
        const auto centre = static_cast<float>(static_cast<double>(scale) * (axis.first + x + 0.5));
        const int first = std::max(static_cast<int>(static_cast<double>(centre - support) + 0.5), 0);
        const int end = std::min(static_cast<int>(static_cast<double>(centre + support) + 0.5), axis.source_length);
        const int count = std::clamp(end - first, 0, filter.largest_count());
        float* const weights = filter.set_span(x, first, count);
        float sum = 0;
        for (int i = 0; i < count; ++i) {
            const double distance = static_cast<double>(static_cast<float>(first + i) - centre) + 0.5;
            const auto place = static_cast<float>(distance * static_cast<double>(narrowing));
            weights[i] = std::max(0.0F, 1.0F - std::abs(place));
            sum += weights[i];
        }
        for (int i = 0; i < count; ++i) weights[i] /= sum;
    }
}

}  // namespace

void FloatResizer::run(const ResizeTask& task) {
    prepare(task);
    filtered_.forget();
    const int count = static_cast<int>(sums_.size());
    for (int y = 0; y < task.rows.count; ++y) {
        std::ranges::fill(sums_, 0.0F);
        for (int i = 0; i < rows_.count(y); ++i)
            task.kernels.add_floats(filtered_row(task, rows_.first(y) + i), rows_.weights(y)[i], count, sums_.data());
        task.target.write(y, task.columns.count, [&](const TensorRow& row) {
            task.kernels.write_floats({sums_.data(), pitch_}, task.columns.count, task.normalisation, row);
        });
    }
}

void FloatResizer::prepare(const ResizeTask& task) {
    const std::array axes{task.columns, task.rows};
    if (axes == prepared_axes_) return;
    prepare_filter(columns_, task.columns);
    prepare_filter(rows_, task.rows);
    pitch_ = (task.columns.count + largest_block - 1) / largest_block * largest_block;
    const auto row_size = static_cast<std::size_t>(3 * pitch_);
    widened_.resize(3 * static_cast<std::size_t>(task.source.width) + 1);
    filtered_.prepare(rows_.largest_count(), row_size);
    sums_.resize(row_size);
    prepared_axes_ = axes;
}

/// Source row `y`, filtered along x.
const float* FloatResizer::filtered_row(const ResizeTask& task, int y) {
    return filtered_.row(y, [&](float* planes) {
        task.kernels.widen_to_floats(task.source.row(y), task.source.width, widened_.data());
        task.kernels.filter_floats(widened_.data(), columns_.taps(), planes, pitch_);
    });
}

}  // namespace yolozu::image
