// SPDX-License-Identifier: Apache-2.0
//
// Convolutions and matrix products against sums written out. The numbers are small whole ones, so that every order of
// adding gives the same bits.
#include <algorithm>
#include <array>

#include "engine/kernels/kernel_check.hpp"
#include "engine/kernels/levels.hpp"

namespace yolozu::test {

using engine::ConvolutionTask;
using engine::DepthwiseTask;
using engine::MultiplyTask;
using engine::PackTask;
using engine::RegisterTile;
using engine::Residual;
using engine::UnaryFunction;
using engine::WindowTask;

namespace {

std::vector<float> whole_numbers(std::size_t count) {
    std::vector<float> numbers = random_floats(count, -4.0F, 4.0F);
    for (float& number : numbers) number = std::floor(number);
    return numbers;
}

/// One convolution to be checked: gaps are floats between a pixel's channels and the next pixel.
struct Case {
    std::size_t batch = 1, height = 5, width = 7, channels = 3, columns = 5, groups = 1;
    std::size_t kernel_height = 3, kernel_width = 3, stride = 1, dilation = 1, pad = 1;
    std::size_t input_gap = 0, output_gap = 0;
    UnaryFunction activation = UnaryFunction::identity;
    Residual residual = Residual::none;
};

WindowTask window_of(const Case& one) {
    WindowTask window;
    window.batch = one.batch;
    window.height = one.height;
    window.width = one.width;
    window.kernel_height = one.kernel_height;
    window.kernel_width = one.kernel_width;
    window.stride_y = window.stride_x = one.stride;
    window.dilation_y = window.dilation_x = one.dilation;
    window.pad_top = window.pad_left = one.pad;
    window.output_height = (one.height + 2 * one.pad - one.dilation * (one.kernel_height - 1) - 1) / one.stride + 1;
    window.output_width = (one.width + 2 * one.pad - one.dilation * (one.kernel_width - 1) - 1) / one.stride + 1;
    return window;
}

float finished(const Case& one, float sum, float residual) {
    if (one.residual == Residual::before_activation) sum += residual;
    if (one.activation == UnaryFunction::relu) sum = std::max(sum, 0.0F);
    return one.residual == Residual::after_activation ? sum + residual : sum;
}

/// The operands of a case, and what it should give.
struct Operands {
    std::vector<float> input, weights, bias, residual, expected;
    std::size_t input_stride, output_stride, residual_stride;
};

Operands operands_of(const Case& one) {
    const WindowTask window = window_of(one);
    const std::size_t in = one.groups * one.channels, out = one.groups * one.columns;
    const std::size_t taps = one.kernel_height * one.kernel_width;
    Operands operands;
    operands.input_stride = in + one.input_gap;
    operands.output_stride = out + one.output_gap;
    operands.residual_stride = out + 3;
    operands.input = whole_numbers(one.batch * one.height * one.width * operands.input_stride);
    operands.weights = whole_numbers(out * one.channels * taps);  // out x channels x taps
    operands.bias = whole_numbers(out);
    operands.residual = whole_numbers(window.output_pixels() * operands.residual_stride);
    operands.expected = untouched<float>(window.output_pixels() * operands.output_stride);
    for (std::size_t pixel = 0; pixel < window.output_pixels(); ++pixel) {
        const std::size_t x = pixel % window.output_width, y = pixel / window.output_width % window.output_height;
        const std::size_t image = pixel / (window.output_width * window.output_height);
        for (std::size_t column = 0; column < out; ++column) {
            float sum = operands.bias[column];
            for (std::size_t tap = 0; tap < taps; ++tap) {
                const std::size_t from_y = y * one.stride + tap / one.kernel_width * one.dilation - one.pad;
                const std::size_t from_x = x * one.stride + tap % one.kernel_width * one.dilation - one.pad;
                if (from_y >= one.height || from_x >= one.width) continue;
                const float* const from = operands.input.data() +
                                          ((image * one.height + from_y) * one.width + from_x) * operands.input_stride +
                                          column / one.columns * one.channels;
                for (std::size_t channel = 0; channel < one.channels; ++channel)
                    sum += from[channel] * operands.weights[(column * one.channels + channel) * taps + tap];
            }
            operands.expected[pixel * operands.output_stride + column] =
                finished(one, sum, operands.residual[pixel * operands.residual_stride + column]);
        }
    }
    return operands;
}

engine::TailTask tail_of(const Case& one, const Operands& operands) {
    return {one.activation, 0.0F, 0.0F, one.residual, operands.residual.data(), operands.residual_stride};
}

void check_case(const engine::Kernels& kernels, const RegisterTile& tile, const Case& one) {
    const Operands operands = operands_of(one);
    ConvolutionTask task;
    task.window = window_of(one);
    task.groups = one.groups;
    task.channels = one.channels;
    task.columns = one.columns;
    task.input = operands.input.data();
    task.input_stride = operands.input_stride;
    task.output_stride = operands.output_stride;
    task.tail = tail_of(one, operands);
    task.tile = tile;
    cut_into_items(task);
    const std::size_t taps = task.window.taps(), depth = taps * one.channels;
    const std::size_t padded = padded_columns(tile, one.columns);
    std::vector<float> packed(one.groups * depth * padded), bias(one.groups * padded, 0.0F), rows(depth * one.columns);
    for (std::size_t group = 0; group < one.groups; ++group) {
        for (std::size_t column = 0; column < one.columns; ++column)
            for (std::size_t tap = 0; tap < taps; ++tap)
                for (std::size_t channel = 0; channel < one.channels; ++channel)
                    rows[(tap * one.channels + channel) * one.columns + column] =
                        operands.weights[((group * one.columns + column) * one.channels + channel) * taps + tap];
        pack_columns(tile, rows.data(), depth, one.columns, one.columns, 1, packed.data() + group * depth * padded);
        std::copy_n(operands.bias.data() + group * one.columns, one.columns, bias.data() + group * padded);
    }
    const std::vector<float> zeros(one.channels, 0.0F);
    task.weights = packed.data();
    task.bias = bias.data();
    task.zeros = zeros.data();
    expect_output<ConvolutionTask>(kernels.convolution, operands.expected, {}, [&](float* y) {
        task.output = y;
        return task;
    });
}

void check_depthwise_case(const engine::Kernels& kernels, Case one) {
    one.groups = one.columns;
    one.columns = one.channels = 1;
    const Operands operands = operands_of(one);
    DepthwiseTask task;
    task.window = window_of(one);
    task.channels = one.groups;
    task.input = operands.input.data();
    task.input_stride = operands.input_stride;
    task.output_stride = operands.output_stride;
    task.tail = tail_of(one, operands);
    const std::size_t taps = task.window.taps();
    std::vector<float> weights(taps * one.groups);
    for (std::size_t channel = 0; channel < one.groups; ++channel)
        for (std::size_t tap = 0; tap < taps; ++tap)
            weights[tap * one.groups + channel] = operands.weights[channel * taps + tap];
    task.weights = weights.data();
    task.bias = operands.bias.data();
    expect_output<DepthwiseTask>(kernels.depthwise, operands.expected, {}, [&](float* y) {
        task.output = y;
        return task;
    });
}

/// The forms of window, gap, tail and size that matter, around `columns` output channels.
std::vector<Case> cases_of(std::size_t columns) {
    std::vector<Case> cases;
    for (const std::size_t channels : {1U, 3U, 8U, 17U}) cases.push_back({.channels = channels, .columns = columns});
    cases.push_back({.columns = columns, .kernel_height = 1, .kernel_width = 1, .pad = 0});
    cases.push_back({.height = 1, .width = 70, .columns = columns, .kernel_height = 1, .kernel_width = 1, .pad = 0});
    cases.push_back({.batch = 2, .height = 9, .width = 8, .columns = columns, .stride = 2});
    cases.push_back({.height = 9, .columns = columns, .dilation = 2, .pad = 2});
    cases.push_back(
        {.height = 8, .width = 8, .columns = columns, .kernel_height = 6, .kernel_width = 6, .stride = 2, .pad = 2});
    cases.push_back({.columns = columns, .kernel_height = 1, .kernel_width = 5, .pad = 2});
    cases.push_back({.height = 2, .width = 2, .columns = columns, .pad = 4});
    cases.push_back({.columns = columns, .input_gap = 5, .output_gap = 3, .activation = UnaryFunction::relu});
    cases.push_back({.columns = columns,
                     .output_gap = 1,
                     .activation = UnaryFunction::relu,
                     .residual = Residual::before_activation});
    cases.push_back({.columns = columns, .activation = UnaryFunction::relu, .residual = Residual::after_activation});
    return cases;
}

}  // namespace

void check_convolution(const engine::Kernels& kernels) {
    const RegisterTile tile = tile_of_kernels(kernels);
    ASSERT_GT(tile.rows, 0U);
    for (std::size_t columns = 1; columns <= 2 * tile.columns() + 3; ++columns)
        check_case(kernels, tile, {.height = 3, .columns = columns});
    for (const std::size_t columns : {4U, 16U, 37U})
        for (const Case& one : cases_of(columns)) check_case(kernels, tile, one);
    check_case(kernels, tile, {.channels = 5, .columns = 7, .groups = 3, .input_gap = 2, .output_gap = 2});
    // Enough weights that an item takes less than all columns.
    check_case(kernels, tile, {.height = 4, .width = 11, .channels = 300, .columns = 70});
}

void check_depthwise(const engine::Kernels& kernels) {
    for (std::size_t channels = 1; channels <= 70; ++channels)
        check_depthwise_case(kernels, {.height = 4, .width = 4, .columns = channels});
    for (const std::size_t channels : {3U, 64U, 67U})
        for (const Case& one : cases_of(channels)) check_depthwise_case(kernels, one);
}

void check_pack(const engine::Kernels& kernels) {
    const RegisterTile tile = tile_of_kernels(kernels);
    for (std::size_t columns = 1; columns <= 70; ++columns)
        for (const bool transposed : {false, true}) {
            constexpr std::size_t matrices = 2, depth = 5;
            PackTask task;
            task.matrices = matrices;
            task.depth = depth;
            task.columns = columns;
            task.row_stride = transposed ? 1 : columns + 2;
            task.column_stride = transposed ? depth + 1 : 1;
            task.matrix_step = (columns + 2) * (depth + 1);
            task.tile = tile;
            const std::vector<float> matrix = random_floats(matrices * task.matrix_step, -1.0F, 1.0F);
            task.matrix = matrix.data();
            const std::size_t size = depth * padded_columns(tile, columns);
            std::vector<float> expected(matrices * size);
            for (std::size_t index = 0; index < matrices; ++index)
                pack_columns(tile, matrix.data() + index * task.matrix_step, depth, task.row_stride, columns,
                             task.column_stride, expected.data() + index * size);
            expect_output<PackTask>(kernels.pack, expected, {}, [&](float* y) {
                task.packed = y;
                return task;
            });
        }
}

void check_multiply(const engine::Kernels& kernels) {
    const RegisterTile tile = tile_of_kernels(kernels);
    for (const std::size_t rows : {1U, 6U, 13U})
        for (std::size_t columns = 1; columns <= 70; columns += 3) {
            // Four products: two matrices a, each with two matrices b.
            constexpr std::size_t depth = 9;
            MultiplyTask task;
            task.rows = rows;
            task.depth = depth;
            task.columns = columns;
            task.a_stride = depth + 1;
            task.y_stride = columns + 2;
            task.a_batch = {2, {2, 2}, {rows * task.a_stride, 0}};
            task.b_batch = {2, {2, 2}, {0, 1}};
            task.tile = tile;
            const std::vector<float> a = whole_numbers(2 * rows * task.a_stride),
                                     b = whole_numbers(2 * depth * columns);
            std::vector<float> packed(2 * depth * padded_columns(tile, columns));
            for (std::size_t matrix = 0; matrix < 2; ++matrix)
                pack_columns(tile, b.data() + matrix * depth * columns, depth, columns, columns, 1,
                             packed.data() + matrix * packed.size() / 2);
            std::vector<float> expected = untouched<float>(4 * rows * task.y_stride);
            for (std::size_t pair = 0; pair < 4; ++pair)
                for (std::size_t row = 0; row < rows; ++row)
                    for (std::size_t column = 0; column < columns; ++column) {
                        float sum = 0.0F;
                        for (std::size_t d = 0; d < depth; ++d)
                            sum += a[pair / 2 * rows * task.a_stride + row * task.a_stride + d] *
                                   b[(pair % 2 * depth + d) * columns + column];
                        expected[(pair * rows + row) * task.y_stride + column] = sum;
                    }
            task.a = a.data();
            task.packed = packed.data();
            expect_output<MultiplyTask>(kernels.multiply, expected, {}, [&](float* y) {
                task.y = y;
                return task;
            });
        }
}

TEST(PackColumns, PadsTheLastBlockToWholeVectors) {
    const RegisterTile tile{2, 2, 2};
    const std::array<float, 10> matrix{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};  // 2 x 5
    std::array<float, 12> packed{};
    engine::pack_columns(tile, matrix.data(), 2, 5, 5, 1, packed.data());
    EXPECT_EQ(packed, (std::array<float, 12>{1, 2, 3, 4, 6, 7, 8, 9, 5, 0, 10, 0}));
}

}  // namespace yolozu::test
