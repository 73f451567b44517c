// SPDX-License-Identifier: Apache-2.0
#include "image/resize_pillow.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::image {
namespace {

constexpr int fraction_bits = 22;  // of a weight: 32 less 8 for the level and 2 for the sign and overshoot
constexpr std::int32_t half = std::int32_t{1} << (fraction_bits - 1);

double triangle(double x) {
    return std::max(0.0, 1.0 - std::abs(x));
}

std::int32_t to_fixed_point(double weight) {
    return static_cast<std::int32_t>(0.5 + weight * (1 << fraction_bits));
}

std::uint8_t to_level(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> fraction_bits, 0, 255));
}

/// One row of interleaved RGB along x.
void filter_row(const std::uint8_t* source, const TriangleFilter& filter, int width, std::uint8_t* filtered) {
    for (int x = 0; x < width; ++x) {
        const std::uint8_t* const pixels = source + std::ptrdiff_t{3} * filter.first(x);
        const std::int32_t* const weights = filter.weights(x);
        const int count = filter.count(x);
        std::int32_t red = half, green = half, blue = half;
        for (int i = 0; i < count; ++i) {
            red += pixels[3 * i] * weights[i];
            green += pixels[3 * i + 1] * weights[i];
            blue += pixels[3 * i + 2] * weights[i];
        }
        filtered[3 * x] = to_level(red);
        filtered[3 * x + 1] = to_level(green);
        filtered[3 * x + 2] = to_level(blue);
    }
}

}  // namespace

void TriangleFilter::prepare(int source_length, int length) {
    const double scale = static_cast<double>(source_length) / length;
    largest_count_ = static_cast<int>(std::ceil(std::max(scale, 1.0))) * 2 + 1;
    spans_.resize(static_cast<std::size_t>(length));
    weights_.resize(static_cast<std::size_t>(length) * static_cast<std::size_t>(largest_count_));
    exact_weights_.resize(static_cast<std::size_t>(largest_count_));
    for (int index = 0; index < length; ++index) prepare_one(index, source_length, scale);
}

void TriangleFilter::prepare_one(int index, int source_length, double scale) {
    const double support = std::max(scale, 1.0);
    const double narrowing = 1.0 / support;
    const double centre = (index + 0.5) * scale;
    const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
    const int count = std::min(static_cast<int>(centre + support + 0.5), source_length) - first;
    double sum = 0;
    for (int i = 0; i < count; ++i) {
        const double weight = triangle((i + first - centre + 0.5) * narrowing);
        exact_weights_[static_cast<std::size_t>(i)] = weight;
        sum += weight;
    }
    std::int32_t* const weights = weights_.data() + static_cast<std::ptrdiff_t>(index) * largest_count_;
    for (int i = 0; i < count; ++i) weights[i] = to_fixed_point(exact_weights_[static_cast<std::size_t>(i)] / sum);
    spans_[static_cast<std::size_t>(index)] = {first, count};
}

void PillowResizer::run(const ResizeTask& task) {
    if (task.keeps_size()) return write_unresized(task);
    prepare(task);
    std::ranges::fill(slot_rows_, -1);
    for (int y = 0; y < task.height; ++y) {
        const std::uint8_t* const row =
            task.height == task.source.height ? filtered_row(task, y) : blended_row(task, y);
        task.kernels.write_copied(row, task.width, task.normalisation, task.target.row(y));
    }
}

void PillowResizer::prepare(const ResizeTask& task) {
    const std::array sizes{task.source.width, task.source.height, task.width, task.height};
    if (sizes == prepared_sizes_) return;
    columns_.prepare(task.source.width, task.width);
    rows_.prepare(task.source.height, task.height);
    const std::size_t row_bytes = 3 * static_cast<std::size_t>(task.width);
    const auto slots = static_cast<std::size_t>(rows_.largest_count());
    slots_.resize(slots * row_bytes);
    slot_rows_.resize(slots);
    sums_.resize(row_bytes);
    blended_.resize(row_bytes);
    prepared_sizes_ = sizes;
}

/// Source row `y`, filtered along x.
const std::uint8_t* PillowResizer::filtered_row(const ResizeTask& task, int y) {
    if (task.width == task.source.width) return task.source.row(y);
    const auto slot = static_cast<std::size_t>(y) % slot_rows_.size();
    std::uint8_t* const row = slots_.data() + slot * 3 * static_cast<std::size_t>(task.width);
    if (slot_rows_[slot] != y) {
        filter_row(task.source.row(y), columns_, task.width, row);
        slot_rows_[slot] = y;
    }
    return row;
}

/// Output row `y`: the source rows under its filter, summed.
const std::uint8_t* PillowResizer::blended_row(const ResizeTask& task, int y) {
    std::ranges::fill(sums_, half);
    for (int i = 0; i < rows_.count(y); ++i) {
        const std::uint8_t* const row = filtered_row(task, rows_.first(y) + i);
        const std::int32_t weight = rows_.weights(y)[i];
        for (std::size_t x = 0; x < sums_.size(); ++x) sums_[x] += row[x] * weight;
    }
    std::ranges::transform(sums_, blended_.begin(), to_level);
    return blended_.data();
}

}  // namespace yolozu::image
