// SPDX-License-Identifier: Apache-2.0
//
// Winograd's convolution against sums written out in double precision. Its transforms lose digits, so the bound is that
// of a sum: a small part of the sum of the products' magnitudes.
#include <algorithm>

#include "engine/kernels/kernel_check.hpp"
#include "engine/kernels/levels.hpp"

namespace yolozu::test {

using engine::Residual;
using engine::UnaryFunction;
using engine::WindowTask;
using engine::WinogradTask;

namespace {

/// One convolution to be checked: gaps are floats between a pixel's channels and the next pixel.
struct Case {
    std::size_t batch = 1, height = 9, width = 11, channels = 3, columns = 5, pad = 1;
    std::size_t input_gap = 0, output_gap = 0;
    UnaryFunction activation = UnaryFunction::identity;
    Residual residual = Residual::none;
};

WindowTask window_of(const Case& one) {
    WindowTask window{.batch = one.batch, .height = one.height, .width = one.width, .kernel_height = 3, .kernel_width = 3};
    window.pad_top = window.pad_left = one.pad;
    window.output_height = one.height + 2 * one.pad - 2;
    window.output_width = one.width + 2 * one.pad - 2;
    return window;
}

struct Operands {
    std::vector<float> input, weights, bias, residual, expected;
    double largest_magnitude = 0.0;  ///< of the sums of |product|
};

/// Weights are columns x channels x 3 x 3.
Operands operands_of(const Case& one) {
    const WindowTask window = window_of(one);
    const std::size_t in = one.channels + one.input_gap, out = one.columns + one.output_gap;
    Operands operands;
    operands.input = random_floats(one.batch * one.height * one.width * in, -2.0F, 2.0F);
    operands.weights = random_floats(one.columns * one.channels * 9, -1.0F, 1.0F);
    operands.bias = random_floats(one.columns, -1.0F, 1.0F);
    operands.residual = random_floats(window.output_pixels() * one.columns, -1.0F, 1.0F);
    operands.expected = untouched<float>(window.output_pixels() * out);
    for (std::size_t pixel = 0; pixel < window.output_pixels(); ++pixel) {
        const std::size_t x = pixel % window.output_width, y = pixel / window.output_width % window.output_height;
        const std::size_t image = pixel / (window.output_width * window.output_height);
        for (std::size_t column = 0; column < one.columns; ++column) {
            double sum = static_cast<double>(operands.bias[column]), magnitude = 0.0;
            for (std::size_t tap = 0; tap < 9; ++tap) {
                const std::size_t from_y = y + tap / 3 - one.pad, from_x = x + tap % 3 - one.pad;
                if (from_y >= one.height || from_x >= one.width) continue;
                const float* const from =
                    operands.input.data() + ((image * one.height + from_y) * one.width + from_x) * in;
                for (std::size_t channel = 0; channel < one.channels; ++channel) {
                    const double product =
                        static_cast<double>(from[channel]) *
                        static_cast<double>(operands.weights[(column * one.channels + channel) * 9 + tap]);
                    sum += product;
                    magnitude += std::abs(product);
                }
            }
            operands.largest_magnitude = std::max(operands.largest_magnitude, magnitude);
            const double residual = static_cast<double>(operands.residual[pixel * one.columns + column]);
            if (one.residual == Residual::before_activation) sum += residual;
            if (one.activation == UnaryFunction::relu) sum = std::max(sum, 0.0);
            if (one.residual == Residual::after_activation) sum += residual;
            operands.expected[pixel * out + column] = static_cast<float>(sum);
        }
    }
    return operands;
}

void check_case(const engine::Kernels& kernels, const engine::RegisterTile& tile, const Case& one) {
    const Operands operands = operands_of(one);
    WinogradTask task;
    task.window = window_of(one);
    task.channels = one.channels;
    task.columns = one.columns;
    task.input = operands.input.data();
    task.input_stride = one.channels + one.input_gap;
    task.output_stride = one.columns + one.output_gap;
    task.tail = {one.activation, 0.0F, 0.0F, one.residual, operands.residual.data(), one.columns};
    task.tile = tile;
    cut_into_items(task);
    std::vector<float> packed(winograd_weight_count(task));
    pack_winograd_weights(task, operands.weights.data(), packed.data());
    std::vector<float> bias(padded_columns(tile, one.columns), 0.0F);
    std::copy(operands.bias.begin(), operands.bias.end(), bias.begin());
    const std::vector<float> zeros(one.channels, 0.0F);
    task.weights = packed.data();
    task.bias = bias.data();
    task.zeros = zeros.data();
    expect_output<WinogradTask>(kernels.winograd, operands.expected, {.absolute = 1.5e-6 * operands.largest_magnitude},
                                [&](float* y) {
                                    task.output = y;
                                    return task;
                                });
}

}  // namespace

void check_winograd(const engine::Kernels& kernels) {
    const engine::RegisterTile tile = tile_of_kernels(kernels);
    ASSERT_GT(tile.rows, 0U);
    for (std::size_t columns = 1; columns <= 2 * tile.columns() + 3; ++columns)
        check_case(kernels, tile, {.height = 4, .width = 5, .columns = columns});
    for (const std::size_t channels : {1U, 15U, 16U, 33U, 129U, 260U})
        check_case(kernels, tile, {.channels = channels, .columns = 7});
    for (std::size_t side = 1; side <= 14; ++side)
        for (const std::size_t pad : {0U, 1U, 2U, 5U})
            if (std::min(side, 15 - side) + 2 * pad > 2)
                check_case(kernels, tile, {.height = side, .width = 15 - side, .pad = pad});
    check_case(kernels, tile, {.batch = 3, .height = 37, .width = 41, .channels = 18, .columns = 36});
    check_case(kernels, tile, {.input_gap = 5, .output_gap = 3, .activation = UnaryFunction::relu});
    check_case(kernels, tile,
               {.output_gap = 1, .activation = UnaryFunction::relu, .residual = Residual::before_activation});
    check_case(kernels, tile, {.activation = UnaryFunction::relu, .residual = Residual::after_activation});
}

}  // namespace yolozu::test
