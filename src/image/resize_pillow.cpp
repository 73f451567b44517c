// SPDX-License-Identifier: Apache-2.0
#include "image/resize_pillow.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::image {
namespace {

constexpr int fraction_bits = 22;  // of a weight: 32 less 8 for the level and 2 for the sign and overshoot

double radius(PillowKernel kernel) {
    return kernel == PillowKernel::bilinear ? 1.0 : 2.0;
}

double height(PillowKernel kernel, double distance) {
    const double x = std::abs(distance);
    if (kernel == PillowKernel::bilinear) return std::max(0.0, 1.0 - x);
    constexpr double a = -0.5;
    if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
    return 0.0;
}

std::int32_t to_fixed_point(double weight) {
    return static_cast<std::int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << fraction_bits));
}

}  // namespace

void PillowResizer::prepare_filter(WideFilter<std::int32_t>& filter, const Axis& axis, PillowKernel kernel) {
    const double scale = static_cast<double>(axis.source_length) / axis.length;
    const double widening = std::max(scale, 1.0);
    const double support = radius(kernel) * widening;
    filter.reserve(axis.count, static_cast<int>(std::ceil(support)) * 2 + 1);
    exact_weights_.resize(static_cast<std::size_t>(filter.largest_count()));
    for (int x = 0; x < axis.count; ++x) {
        const double centre = (axis.first + x + 0.5) * scale;
        const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
        const int count = std::min(static_cast<int>(centre + support + 0.5), axis.source_length) - first;
        double sum = 0;
        for (int i = 0; i < count; ++i) {
            const double weight = height(kernel, (i + first - centre + 0.5) * (1.0 / widening));
            exact_weights_[static_cast<std::size_t>(i)] = weight;
            sum += weight;
        }
        std::int32_t* const weights = filter.set_span(x, first, count);
        for (int i = 0; i < count; ++i) weights[i] = to_fixed_point(exact_weights_[static_cast<std::size_t>(i)] / sum);
    }
}

void PillowResizer::run(const ResizeTask& task, PillowKernel kernel) {
    prepare(task, kernel);
    filtered_.forget();
    for (int y = 0; y < task.rows.count; ++y)
        task.write_levels(y, task.rows.keeps_length() ? filtered_row(task, task.rows.first + y) : blended_row(task, y));
}

void PillowResizer::prepare(const ResizeTask& task, PillowKernel kernel) {
    const std::array axes{task.columns, task.rows};
    if (axes == prepared_axes_ && kernel == prepared_kernel_) return;
    prepare_filter(columns_, task.columns, kernel);
    prepare_filter(rows_, task.rows, kernel);
    const std::size_t row_size = 3 * static_cast<std::size_t>(task.columns.count);
    widened_.resize(3 * static_cast<std::size_t>(task.source.width) + 1);
    filtered_.prepare(rows_.largest_count(), row_size);
    sums_.resize(row_size);
    blended_.resize(row_size);
    prepared_axes_ = axes;
    prepared_kernel_ = kernel;
}

/// Source row `y`, filtered along x.
const std::uint8_t* PillowResizer::filtered_row(const ResizeTask& task, int y) {
    if (task.columns.keeps_length()) return task.source.row(y) + std::ptrdiff_t{3} * task.columns.first;
    return filtered_.row(y, [&](std::uint8_t* levels) {
        task.kernels.widen_to_integers(task.source.row(y), task.source.width, widened_.data());
        task.kernels.filter_levels(widened_.data(), columns_.taps(), levels);
    });
}

/// Output row `y`: the source rows under its filter, summed.
const std::uint8_t* PillowResizer::blended_row(const ResizeTask& task, int y) {
    const int count = static_cast<int>(sums_.size());
    std::ranges::fill(sums_, 0);
    for (int i = 0; i < rows_.count(y); ++i)
        task.kernels.add_levels(filtered_row(task, rows_.first(y) + i), rows_.weights(y)[i], count, sums_.data());
    task.kernels.round_to_levels(sums_.data(), count, blended_.data());
    return blended_.data();
}

}  // namespace yolozu::image
