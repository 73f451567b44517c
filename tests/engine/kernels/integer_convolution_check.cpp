// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

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

/// Weights in both of the kernel's ways.
struct Packed {
    std::vector<std::int16_t> shorts;
    std::vector<std::uint8_t> bytes;
    std::vector<std::int32_t> zero_points, sums;

    void add(const IntegerWeights& group, Isa isa) {
        const std::size_t width = tile_of(isa).width;
        const std::size_t short_start = shorts.size(), byte_start = bytes.size(), column = sums.size();
        shorts.resize(short_start + packed_shorts(group, width));
        bytes.resize(byte_start + packed_bytes(group, width));
        zero_points.resize(column + padded_columns(group, width));
        sums.resize(zero_points.size());
        pack_short_weights(group, width, shorts.data() + short_start);
        pack_byte_weights(group, isa, bytes.data() + byte_start, zero_points.data() + column, sums.data() + column);
    }
    void put_into(IntegerConvolutionTask& task, bool by_bytes) const {
        task.by_bytes = by_bytes;
        task.weights = by_bytes ? static_cast<const void*>(bytes.data()) : shorts.data();
        task.weight_zero_points = zero_points.data();
        task.weight_sums = sums.data();
    }
};

/// Extreme bytes among random ones, so that sums of pairs are as large as can be.
std::vector<std::uint8_t> random_bytes(std::size_t count) {
    std::vector<std::uint8_t> bytes = random_integers<std::uint8_t>(count, 0, 255);
    const std::vector<float> choice = random_floats(count, 0, 4);
    for (std::size_t index = 0; index < count; ++index)
        if (choice[index] < 2) bytes[index] = choice[index] < 1 ? 0 : 255;
    return bytes;
}

/// What becomes of sums that are known to be right, in each way there is.
void check_results(const Kernels& kernels, IntegerConvolutionTask task, const std::vector<std::int32_t>& sums) {
    const std::size_t outputs = task.groups * task.columns, pixels = task.window.output_pixels();
    const auto scale = random_floats(outputs + 1, 1e-4F, 1e-3F), bias = random_floats(outputs, -2, 2);
    const auto residual = random_floats(pixels * (outputs + 1), -3, 3);
    task.scale = scale.data();
    task.scale_each = outputs % 2 == 0;
    task.bias = outputs % 3 == 0 ? nullptr : bias.data();
    task.tail.function = UnaryFunction::relu;
    task.tail.residual = outputs % 5 == 0 ? Residual::after_activation : Residual::none;
    task.tail.residual_data = residual.data();
    task.tail.residual_stride = outputs + 1;
    task.y_scale = 0.03F;
    auto floats = untouched<float>(sums.size());
    auto bytes = untouched<std::uint8_t>(sums.size());
    auto signed_bytes = untouched<std::int8_t>(sums.size());
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
        for (std::size_t output = 0; output < outputs; ++output) {
            const std::size_t place = pixel * task.output_stride + output;
            const double sum = sums[place] * double{scale[task.scale_each ? output : 0]};
            double y = std::max(sum + (task.bias == nullptr ? 0.0 : double{bias[output]}), 0.0);
            if (task.tail.residual != Residual::none) y += double{residual[pixel * (outputs + 1) + output]};
            floats[place] = static_cast<float>(y);
            const double steps = std::nearbyint(y / double{task.y_scale});
            bytes[place] = static_cast<std::uint8_t>(std::clamp(steps + 7, 0.0, 255.0));
            signed_bytes[place] = static_cast<std::int8_t>(std::clamp(steps - 100, -128.0, 127.0));
        }
    const auto expect = [&](IntegerResult result, std::int32_t y_zero_point, const auto& expected,
                            Tolerance tolerance) {
        task.result = result;
        task.y_zero_point = y_zero_point;
        expect_output<IntegerConvolutionTask>(kernels.integer_convolution, expected, tolerance, [&](auto* y) {
            task.output = y;
            return task;
        });
    };
    // A sum of thousands is exact in float; a step may be the next one where rounding decides.
    expect(IntegerResult::floats, 0, floats, {1e-5, 1e-5});
    expect(IntegerResult::uint8, 7, bytes, {0, 1});
    expect(IntegerResult::int8, -100, signed_bytes, {0, 1});
}

void check_case(const Kernels& kernels, const Case& item, bool input_signed, bool weights_signed) {
    const std::size_t depth = item.window.taps() * item.channels, outputs = item.groups * item.columns;
    const std::size_t pixels = item.window.output_pixels(), input_stride = item.groups * item.channels + 3;
    const std::size_t output_stride = outputs + 2;
    const auto input = random_bytes(item.window.batch * item.window.height * item.window.width * input_stride);
    const auto weights = random_bytes(outputs * depth);
    const auto zero_points =
        random_integers<std::int32_t>(outputs, weights_signed ? -128 : 0, weights_signed ? 127 : 255);
    Packed packed;
    for (std::size_t group = 0; group < item.groups; ++group)
        packed.add({depth, item.columns, weights.data() + group * item.columns * depth, weights_signed, 1, depth,
                    zero_points.data() + group * item.columns},
                   isa_of(kernels));
    IntegerConvolutionTask task{.window = item.window,
                                .groups = item.groups,
                                .channels = item.channels,
                                .columns = item.columns,
                                .input = input.data(),
                                .input_signed = input_signed,
                                .input_zero_point = input_signed ? -5 : 131,
                                .input_stride = input_stride,
                                .output_stride = output_stride};
    auto expected = untouched<std::int32_t>(pixels * output_stride);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
        for (std::size_t output = 0; output < outputs; ++output)
            expected[pixel * output_stride + output] =
                plain_sum(task, weights, weights_signed, zero_points, pixel, output);
    for (const bool by_bytes : {false, true}) {
        if (by_bytes && !has_byte_products(isa_of(kernels))) continue;
        SCOPED_TRACE(by_bytes ? "by bytes" : "by shorts");
        packed.put_into(task, by_bytes);
        expect_output<IntegerConvolutionTask>(kernels.integer_convolution, expected, {}, [&](std::int32_t* y) {
            task.output = y;
            return task;
        });
        check_results(kernels, task, expected);
    }
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
