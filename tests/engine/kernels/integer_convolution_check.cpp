// SPDX-License-Identifier: Apache-2.0
#include "base/isa.hpp"
#include "engine/kernels/kernel_check.hpp"

namespace yolozu::test {
namespace {

using namespace engine;

struct Case {
    WindowTask window;
    std::size_t groups, channels, columns;
};

const WindowTask pointwise{.batch = 2, .height = 5, .width = 7, .output_height = 5, .output_width = 7};
const WindowTask same_3x3{.batch = 1,
                          .height = 6,
                          .width = 9,
                          .output_height = 6,
                          .output_width = 9,
                          .kernel_height = 3,
                          .kernel_width = 3,
                          .pad_top = 1,
                          .pad_left = 1};
const WindowTask strided{.batch = 2,
                         .height = 9,
                         .width = 8,
                         .output_height = 4,
                         .output_width = 3,
                         .kernel_height = 2,
                         .kernel_width = 3,
                         .stride_y = 2,
                         .stride_x = 3,
                         .dilation_y = 3,
                         .dilation_x = 2,
                         .pad_top = 2,
                         .pad_left = 2};

std::int32_t number(std::uint8_t byte, bool is_signed) {
    return is_signed ? static_cast<std::int8_t>(byte) : byte;
}

/// One sum, product by product. `weights` are groups x columns x kernel_height x kernel_width x channels.
std::int32_t plain_sum(const IntegerConvolutionTask& task, const std::vector<std::uint8_t>& weights,
                       bool weights_signed, const std::vector<std::int32_t>& zero_points, std::size_t pixel,
                       std::size_t output_channel) {
    const WindowTask& window = task.window;
    const std::size_t group = output_channel / task.columns, x = pixel % window.output_width;
    const std::size_t y = pixel / window.output_width % window.output_height;
    const std::size_t image = pixel / window.output_width / window.output_height;
    std::int64_t sum = 0;
    for (std::size_t tap_y = 0; tap_y < window.kernel_height; ++tap_y)
        for (std::size_t tap_x = 0; tap_x < window.kernel_width; ++tap_x) {
            const long row =
                static_cast<long>(y * window.stride_y + tap_y * window.dilation_y) - static_cast<long>(window.pad_top);
            const long column =
                static_cast<long>(x * window.stride_x + tap_x * window.dilation_x) - static_cast<long>(window.pad_left);
            if (row < 0 || column < 0 || row >= static_cast<long>(window.height) ||
                column >= static_cast<long>(window.width))
                continue;
            const std::size_t place = (image * window.height + static_cast<std::size_t>(row)) * window.width +
                                      static_cast<std::size_t>(column);
            const std::size_t tap = (output_channel * window.kernel_height + tap_y) * window.kernel_width + tap_x;
            for (std::size_t channel = 0; channel < task.channels; ++channel)
                sum += static_cast<std::int64_t>(
                           number(task.input[place * task.input_stride + group * task.channels + channel],
                                  task.input_signed) -
                           task.input_zero_point) *
                       (number(weights[tap * task.channels + channel], weights_signed) - zero_points[output_channel]);
        }
    return static_cast<std::int32_t>(sum);
}

std::size_t width_of(const Kernels& kernels) {
    for (const Isa isa : supported_isas())
        if (kernels_for(isa) == &kernels) return tile_of(isa).width;
    return 0;
}

/// Extreme bytes among random ones, so that sums of pairs are as large as can be.
std::vector<std::uint8_t> random_bytes(std::size_t count) {
    std::vector<std::uint8_t> bytes = random_integers<std::uint8_t>(count, 0, 255);
    const std::vector<float> choice = random_floats(count, 0, 4);
    for (std::size_t index = 0; index < count; ++index)
        if (choice[index] < 2) bytes[index] = choice[index] < 1 ? 0 : 255;
    return bytes;
}

void check_case(const Kernels& kernels, const Case& item, bool input_signed, bool weights_signed) {
    const std::size_t depth = item.window.taps() * item.channels, outputs = item.groups * item.columns;
    const std::size_t pixels = item.window.output_pixels(), input_stride = item.groups * item.channels + 3;
    const std::size_t output_stride = outputs + 2;
    const auto input = random_bytes(item.window.batch * item.window.height * item.window.width * input_stride);
    const auto weights = random_bytes(outputs * depth);
    const auto zero_points =
        random_integers<std::int32_t>(outputs, weights_signed ? -128 : 0, weights_signed ? 127 : 255);
    const std::size_t width = width_of(kernels);
    std::vector<std::int16_t> packed;
    for (std::size_t group = 0; group < item.groups; ++group) {
        const IntegerWeights of{depth, item.columns, weights.data() + group * item.columns * depth, weights_signed,
                                1,     depth,        zero_points.data() + group * item.columns};
        const std::size_t start = packed.size();
        packed.resize(start + packed_size(of, width));
        pack_integer_weights(of, width, packed.data() + start);
    }
    IntegerConvolutionTask task{.window = item.window,
                                .groups = item.groups,
                                .channels = item.channels,
                                .columns = item.columns,
                                .input = input.data(),
                                .input_signed = input_signed,
                                .input_zero_point = input_signed ? -5 : 131,
                                .input_stride = input_stride,
                                .weights = packed.data(),
                                .output_stride = output_stride};
    auto expected = untouched<std::int32_t>(pixels * output_stride);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
        for (std::size_t output = 0; output < outputs; ++output)
            expected[pixel * output_stride + output] =
                plain_sum(task, weights, weights_signed, zero_points, pixel, output);
    expect_output<IntegerConvolutionTask>(kernels.integer_convolution, expected, {}, [&](std::int32_t* y) {
        task.output = y;
        return task;
    });
}

}  // namespace

void check_integer_convolution(const Kernels& kernels) {
    for (std::size_t columns = 1; columns <= 70; ++columns)
        check_case(kernels, {pointwise, 1, 1 + columns % 9, columns}, columns % 2 == 0, columns % 3 == 0);
    for (std::size_t channels = 1; channels <= 20; ++channels)
        for (const WindowTask& window : {same_3x3, strided})
            check_case(kernels, {window, 1 + channels % 3, channels, 5}, channels % 2 == 0, channels % 4 < 2);
    check_case(kernels, {same_3x3, 7, 1, 1}, false, true);
    check_case(kernels, {pointwise, 1, 4, 0}, false, true);
    WindowTask nothing = pointwise;
    nothing.batch = 0;
    check_case(kernels, {nothing, 1, 4, 4}, false, true);
}

}  // namespace yolozu::test
