// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/axis.hpp"
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/math.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

constexpr float lowest = -__builtin_inff();

float largest_of(const float* x, std::size_t n) {
    return Lanes::largest(
        accumulate(n, lowest, larger_of, [&](std::size_t index, auto part) { return part.load(x + index); }));
}

void softmax_row(const float* x, float* y, std::size_t n) {
    const Floats highest = Lanes::splat(largest_of(x, n));
    const Floats total = Lanes::splat(Lanes::sum(accumulate(n, 0.0F, plus, [&](std::size_t index, auto part) {
        const Floats power = exponential(part.load(x + index) - highest);
        part.store(y + index, power);
        return power;
    })));
    for_each_vector(n, [&](std::size_t index, auto part) { part.store(y + index, part.load(y + index) / total); });
}

void log_softmax_row(const float* x, float* y, std::size_t n) {
    const Floats highest = Lanes::splat(largest_of(x, n));
    const Floats total = Lanes::splat(Lanes::sum(accumulate(
        n, 0.0F, plus, [&](std::size_t index, auto part) { return exponential(part.load(x + index) - highest); })));
    const Floats offset = logarithm(total);
    for_each_vector(
        n, [&](std::size_t index, auto part) { part.store(y + index, part.load(x + index) - highest - offset); });
}

float expected_value_of_row(const float* x, const float* weights, std::size_t n) {
    const Floats highest = Lanes::splat(largest_of(x, n));
    Floats total = Lanes::splat(0.0F), weighted = total;
    for_each_vector(n, [&](std::size_t index, auto part) {
        const Floats power = part.or_else(exponential(part.load(x + index) - highest), 0.0F);
        total = total + power;
        weighted = Lanes::fma(power, part.load(weights + index), weighted);
    });
    return Lanes::sum(weighted) / Lanes::sum(total);
}

/// The largest of n vectors, `stride` elements apart.
template <class Extent>
Floats largest_along(const float* x, std::size_t stride, std::size_t n, Extent part) {
    Floats highest = Lanes::splat(lowest);
    for (std::size_t step = 0; step < n; ++step) highest = larger_of(highest, part.load(x + step * stride));
    return highest;
}

template <class Extent>
void softmax_along(const SoftmaxTask& task, const float* x, float* y, Extent part) {
    const Floats highest = largest_along(x, task.x.axis_stride, task.n, part);
    Floats total = Lanes::splat(0.0F);
    for (std::size_t step = 0; step < task.n; ++step) {
        const Floats value = part.load(x + step * task.x.axis_stride) - highest;
        const Floats power = exponential(value);
        part.store(y + step * task.y.axis_stride, task.logarithm ? value : power);
        total = total + power;
    }
    const Floats offset = logarithm(total);
    for (std::size_t step = 0; step < task.n; ++step) {
        float* const place = y + step * task.y.axis_stride;
        const Floats value = part.load(place);
        part.store(place, task.logarithm ? value - offset : value / total);
    }
}

template <class Extent>
Floats expected_value_along(const ExpectedValueTask& task, const float* x, Extent part) {
    const Floats highest = largest_along(x, task.x.axis_stride, task.n, part);
    Floats total = Lanes::splat(0.0F), weighted = total;
    for (std::size_t step = 0; step < task.n; ++step) {
        const Floats power = exponential(part.load(x + step * task.x.axis_stride) - highest);
        total = total + power;
        weighted = Lanes::fma(power, Lanes::splat(task.weights[step]), weighted);
    }
    return weighted / total;
}

/// Short rows, as distributions over the distances of a box's sides are, are turned so that each lane has one.
constexpr std::size_t short_row = 64;

/// columns[step][row] = x[row][step] for up to Lanes::width rows, `stride` apart; zeros in lanes without a row.
void turn_rows(const float* x, std::size_t stride, std::size_t rows, std::size_t n, float* columns) {
    constexpr std::size_t width = Lanes::width, square = Lanes::tile;
    const std::size_t turned = rows == width ? n / square * square : 0;
    for (std::size_t step = 0; step < turned; step += square)
        for (std::size_t row = 0; row < width; row += square)
            Lanes::transpose_tile(reinterpret_cast<const std::byte*>(x + row * stride + step), stride,
                                  reinterpret_cast<std::byte*>(columns + step * width + row), width);
    for (std::size_t step = turned; step < n; ++step)
        for (std::size_t row = 0; row < width; ++row)
            columns[step * width + row] = row < rows ? x[row * stride + step] : 0.0F;
}

void expected_values_of_short_rows(const ExpectedValueTask& task, std::size_t begin, std::size_t end) {
    alignas(64) float columns[short_row * Lanes::width], values[Lanes::width];
    for (std::size_t row = begin; row < end; row += Lanes::width) {
        const std::size_t rows = smaller(Lanes::width, end - row);
        turn_rows(task.x.data + row * task.x.outer_stride, task.x.outer_stride, rows, task.n, columns);
        const ExpectedValueTask turned{1, task.n, Lanes::width, {columns, 0, Lanes::width}, task.weights, values, 0};
        Lanes::store(values, expected_value_along(turned, columns, Whole{}));
        for (std::size_t index = 0; index < rows; ++index) task.y[(row + index) * task.y_outer_stride] = values[index];
    }
}

}  // namespace

void softmax(const SoftmaxTask& task, std::size_t begin, std::size_t end, std::byte*) {
    if (task.inner > 1)
        return for_each_inner_vector(task.inner, begin, end, [&](std::size_t outer, std::size_t index, auto part) {
            softmax_along(task, task.x.data + outer * task.x.outer_stride + index,
                          task.y.data + outer * task.y.outer_stride + index, part);
        });
    for (std::size_t row = begin; row < end; ++row) {
        const float* const x = task.x.data + row * task.x.outer_stride;
        float* const y = task.y.data + row * task.y.outer_stride;
        if (task.logarithm)
            log_softmax_row(x, y, task.n);
        else
            softmax_row(x, y, task.n);
    }
}

void expected_value(const ExpectedValueTask& task, std::size_t begin, std::size_t end, std::byte*) {
    if (task.inner > 1)
        return for_each_inner_vector(task.inner, begin, end, [&](std::size_t outer, std::size_t index, auto part) {
            part.store(task.y + outer * task.y_outer_stride + index,
                       expected_value_along(task, task.x.data + outer * task.x.outer_stride + index, part));
        });
    if (task.n <= short_row) return expected_values_of_short_rows(task, begin, end);
    for (std::size_t row = begin; row < end; ++row)
        task.y[row * task.y_outer_stride] =
            expected_value_of_row(task.x.data + row * task.x.outer_stride, task.weights, task.n);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
