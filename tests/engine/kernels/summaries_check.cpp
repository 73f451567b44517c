// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "engine/kernels/kernel_check.hpp"

namespace yolozu::test {
namespace {

using namespace engine;

/// Random elements of outer x n x inner with gaps, and plain access to them.
struct Operand {
    std::size_t outer, n, inner, axis_stride, outer_stride;
    std::vector<float> data;

    Operand(std::size_t outer_extent, std::size_t axis_extent, std::size_t inner_extent, float low, float high)
        : outer(outer_extent),
          n(axis_extent),
          inner(inner_extent),
          axis_stride(inner == 1 ? 1 : inner + 2),
          outer_stride(n * axis_stride + 3),
          data(random_floats(outer * outer_stride + 1, low, high)) {}
    std::size_t place(std::size_t o, std::size_t step, std::size_t i) const {
        return o * outer_stride + step * axis_stride + i;
    }
    std::vector<double> along(std::size_t o, std::size_t i) const {
        std::vector<double> values;
        for (std::size_t step = 0; step < n; ++step) values.push_back(static_cast<double>(data[place(o, step, i)]));
        return values;
    }
    AxisOperand<const float> operand() const { return {data.data(), outer_stride, axis_stride}; }
};

std::vector<double> plain_softmax(std::vector<double> values) {
    const double largest = *std::ranges::max_element(values);
    double sum = 0;
    for (double& value : values) sum += value = std::exp(value - largest);
    for (double& value : values) value /= sum;
    return values;
}

double plain_summary(ReduceFunction function, const std::vector<double>& values) {
    double sum = 0, largest = -HUGE_VAL, smallest = HUGE_VAL;
    for (const double value : values) {
        sum += value;
        largest = std::max(largest, value);
        smallest = std::min(smallest, value);
    }
    if (function == ReduceFunction::mean) return sum / static_cast<double>(values.size());
    return function == ReduceFunction::sum ? sum : function == ReduceFunction::maximum ? largest : smallest;
}

/// Calls check(outer, n, inner) for rows of all lengths and for blocks of all widths.
template <class Check>
void for_each_extent(std::size_t first_n, const Check& check) {
    for (std::size_t n = first_n; n <= 70; ++n) check(3, n, 1);
    check(2, 1000, 1);
    check(0, 4, 1);
    for (std::size_t inner = 2; inner <= 70; ++inner) check(2, first_n + inner % 7, inner);
    check(2, 300, 2 * inner_block + 1);
    check(1, 3, 0);
}

void check_softmax_extent(const Kernels& kernels, std::size_t outer, std::size_t n, std::size_t inner, bool logarithm) {
    const Operand x(outer, n, inner, -30, 30);
    std::vector<float> expected = untouched<float>(x.data.size());
    for (std::size_t o = 0; o < outer; ++o)
        for (std::size_t i = 0; i < inner; ++i) {
            const std::vector<double> probabilities = plain_softmax(x.along(o, i));
            for (std::size_t step = 0; step < n; ++step)
                expected[x.place(o, step, i)] =
                    static_cast<float>(logarithm ? std::log(probabilities[step]) : probabilities[step]);
        }
    // The difference to the largest is rounded: up to 60 here, so by up to 4e-6 of the result.
    expect_output<SoftmaxTask>(kernels.softmax, expected, {5e-6, logarithm ? 4e-6 : 0}, [&](float* y) {
        return SoftmaxTask{.logarithm = logarithm,
                           .outer = outer,
                           .n = n,
                           .inner = inner,
                           .x = x.operand(),
                           .y = {y, x.outer_stride, x.axis_stride}};
    });
}

/// 999 rows with gaps between them, in which there are larger and smaller numbers.
void check_range_of_rows(const engine::Kernels& kernels, std::size_t length) {
    MinimumMaximumTask task{.rows = length > row_block ? 3U : 999U, .length = length, .x_stride = length + 2};
    std::vector<float> x = random_floats(task.rows * task.x_stride, -5, 5);
    float low = HUGE_VALF, high = -HUGE_VALF;
    for (std::size_t index = 0; index < x.size(); ++index) {
        if (index % task.x_stride >= length) {
            x[index] = index % 2 == 0 ? 99.0F : -99.0F;
        } else {
            low = std::min(low, x[index]);
            high = std::max(high, x[index]);
        }
    }
    std::vector<float> smallest(item_count(task)), largest(item_count(task));
    task.x = x.data();
    task.smallest = smallest.data();
    task.largest = largest.data();
    run<MinimumMaximumTask>(kernels.minimum_maximum, task, 1);
    EXPECT_EQ(*std::ranges::min_element(smallest), low) << length;
    EXPECT_EQ(*std::ranges::max_element(largest), high) << length;
}

}  // namespace

void check_softmax(const Kernels& kernels) {
    for (const bool logarithm : {false, true})
        for_each_extent(1, [&](std::size_t outer, std::size_t n, std::size_t inner) {
            check_softmax_extent(kernels, outer, n, inner, logarithm);
        });
}

void check_expected_value(const Kernels& kernels) {
    for_each_extent(1, [&](std::size_t outer, std::size_t n, std::size_t inner) {
        const Operand x(outer, n, inner, -8, 8);
        const std::vector<float> weights = random_floats(n, 0, 15);
        const std::size_t y_stride = inner + 2;
        std::vector<float> expected = untouched<float>(outer * y_stride);
        for (std::size_t o = 0; o < outer; ++o)
            for (std::size_t i = 0; i < inner; ++i) {
                const std::vector<double> probabilities = plain_softmax(x.along(o, i));
                double value = 0;
                for (std::size_t step = 0; step < n; ++step) value += probabilities[step] * weights[step];
                expected[o * y_stride + i] = static_cast<float>(value);
            }
        expect_output<ExpectedValueTask>(kernels.expected_value, expected, {2e-6, 0}, [&](float* y) {
            return ExpectedValueTask{.outer = outer,
                                     .n = n,
                                     .inner = inner,
                                     .x = x.operand(),
                                     .weights = weights.data(),
                                     .y = y,
                                     .y_outer_stride = y_stride};
        });
    });
}

void check_reduce(const Kernels& kernels) {
    for (const auto function :
         {ReduceFunction::sum, ReduceFunction::mean, ReduceFunction::maximum, ReduceFunction::minimum})
        for_each_extent(0, [&](std::size_t outer, std::size_t n, std::size_t inner) {
            EXPECT_TRUE(supported(function));
            const Operand x(outer, n, inner, -2, 3);
            const std::size_t y_stride = inner + 2;
            std::vector<float> expected = untouched<float>(outer * y_stride);
            for (std::size_t o = 0; o < outer; ++o)
                for (std::size_t i = 0; i < inner; ++i)
                    expected[o * y_stride + i] = static_cast<float>(plain_summary(function, x.along(o, i)));
            const bool sums = function == ReduceFunction::sum || function == ReduceFunction::mean;
            expect_output<ReduceTask>(kernels.reduce, expected, {sums ? 1e-6 : 0, sums ? 2e-5 : 0}, [&](float* y) {
                return ReduceTask{.function = function,
                                  .outer = outer,
                                  .n = n,
                                  .inner = inner,
                                  .x = x.operand(),
                                  .y = y,
                                  .y_outer_stride = y_stride};
            });
        });
}

void check_layer_norm(const Kernels& kernels) {
    for (std::size_t n = 1; n <= 70; ++n) {
        constexpr std::size_t rows = 4;
        const std::size_t x_stride = n + 1, y_stride = n + 2;
        const std::vector<float> x = random_floats(rows * x_stride, -3, 5), scale = random_floats(n, -2, 2),
                                 bias = random_floats(n, -1, 1);
        const bool with_bias = n % 3 != 0;
        std::vector<float> expected = untouched<float>(rows * y_stride);
        for (std::size_t row = 0; row < rows; ++row) {
            const std::vector<double> values(x.begin() + static_cast<long>(row * x_stride),
                                             x.begin() + static_cast<long>(row * x_stride + n));
            const double mean = plain_summary(ReduceFunction::mean, values);
            double variance = 0;
            for (const double value : values) variance += (value - mean) * (value - mean) / static_cast<double>(n);
            for (std::size_t index = 0; index < n; ++index)
                expected[row * y_stride + index] =
                    static_cast<float>((values[index] - mean) / std::sqrt(variance + 1e-3) * scale[index] +
                                       (with_bias ? static_cast<double>(bias[index]) : 0));
        }
        expect_output<LayerNormTask>(kernels.layer_norm, expected, {2e-6, 4e-6}, [&](float* y) {
            return LayerNormTask{.rows = rows,
                                 .n = n,
                                 .epsilon = 1e-3F,
                                 .x = x.data(),
                                 .x_stride = x_stride,
                                 .scale = scale.data(),
                                 .bias = with_bias ? bias.data() : nullptr,
                                 .y = y,
                                 .y_stride = y_stride};
        });
    }
}

void check_minimum_maximum(const Kernels& kernels) {
    for (const std::size_t extra : {0U, 1U, 5U, 63U, 70U})
        for (const std::size_t blocks : {0U, 1U, 2U}) {
            const std::size_t count = blocks * row_block + extra;
            std::vector<float> x = random_floats(count, -7, 9);
            for (std::size_t index = 2; index < count; index += 11) x[index] = std::numeric_limits<float>::quiet_NaN();
            std::vector<float> smallest, largest;
            for (std::size_t first = 0; first < count; first += row_block) {
                float low = HUGE_VALF, high = -HUGE_VALF;
                for (std::size_t index = first; index < std::min(count, first + row_block); ++index) {
                    low = std::fmin(low, x[index]);
                    high = std::fmax(high, x[index]);
                }
                smallest.push_back(low);
                largest.push_back(high);
            }
            std::vector<float> other(smallest.size());
            const MinimumMaximumTask task{
                .rows = 1, .length = count, .x = x.data(), .smallest = other.data(), .largest = other.data()};
            expect_output<MinimumMaximumTask>(kernels.minimum_maximum, smallest, {}, [&](float* y) {
                MinimumMaximumTask ready = task;
                ready.smallest = y;
                return ready;
            });
            expect_output<MinimumMaximumTask>(kernels.minimum_maximum, largest, {}, [&](float* y) {
                MinimumMaximumTask ready = task;
                ready.largest = y;
                return ready;
            });
        }
    for (std::size_t length = 1; length <= 70; ++length) check_range_of_rows(kernels, length);
    check_range_of_rows(kernels, row_block + 1);
}

}  // namespace yolozu::test
