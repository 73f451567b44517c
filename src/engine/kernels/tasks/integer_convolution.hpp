// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of 8-bit channels-last images with 8-bit weights, exact in int32 (sums wrap around as ONNX's do), and
// what becomes of the sums. Also products with a constant 8-bit matrix: a 1x1 window over an image of one row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine {

/// What is stored: the sums themselves (int32), floats, or floats quantised to a byte.
enum class IntegerResult : std::uint8_t { sums, floats, uint8, int8 };

/// sum = sum of (x - x0) (w - w0) over the window; padding counts as x0.
/// float = tail(scale sum + bias); byte = saturate(round half to even(float / y_scale) + y0), a NaN the smallest.
struct IntegerConvolutionTask {
    WindowTask window{};
    std::size_t groups = 1;
    std::size_t channels = 0;  ///< input channels of one group
    std::size_t columns = 0;   ///< output channels of one group
    const std::uint8_t* input = nullptr;
    bool input_signed = false;  ///< the bytes are int8
    std::int32_t input_zero_point = 0;
    std::size_t input_stride = 0;  ///< of a pixel
    /// For each group what pack_short_weights gives, or, where `by_bytes`, what pack_byte_weights does.
    const void* weights = nullptr;
    bool by_bytes = false;                             ///< only where has_byte_products(the level)
    const std::int32_t* weight_zero_points = nullptr;  ///< of these: for each group and column, padded
    const std::int32_t* weight_sums = nullptr;         ///< alike
    IntegerResult result = IntegerResult::sums;
    void* output = nullptr;
    std::size_t output_stride = 0;  ///< of a pixel, in elements
    // What follows is not for sums.
    const float* scale = nullptr;
    bool scale_each = false;      ///< one scale an output channel, else one
    const float* bias = nullptr;  ///< one an output channel, or nullptr
    TailTask tail{};
    float y_scale = 1.0F;
    std::int32_t y_zero_point = 0;
};

/// Elements of a window, rounded up to whole groups as they are multiplied: pairs of shorts, or bytes so that rows of
/// them can be summed by whole vectors.
constexpr std::size_t padded_depth(const IntegerConvolutionTask& task) {
    const std::size_t depth = task.window.taps() * task.channels, unit = task.by_bytes ? 64 : 2;
    return (depth + unit - 1) / unit * unit;
}

/// An item is this many pixels of one group.
constexpr std::size_t integer_strip = 24;
constexpr std::size_t item_count(const IntegerConvolutionTask& task) {
    return task.groups * ((task.window.output_pixels() + integer_strip - 1) / integer_strip);
}
/// The windows of an item's pixels as they are multiplied.
constexpr std::size_t scratch_bytes(const IntegerConvolutionTask& task) {
    return integer_strip * padded_depth(task) * (task.by_bytes ? sizeof(std::int8_t) : sizeof(std::int16_t));
}

/// Whether a level's kernel multiplies bytes four at a time on this machine, so that by_bytes pays.
bool has_byte_products(Isa isa);

/// x86-64 multiplies signed bytes by unsigned ones, arm64 by signed ones.
constexpr bool byte_weights_are_signed(Isa isa) {
    return isa == Isa::neon;
}

/// The weights of one group, `depth` rows (kernel_height x kernel_width x channels) by `columns`. Element (row, column)
/// is weights[row * row_stride + column * column_stride]; zero_points has one number for each column.
struct IntegerWeights {
    std::size_t depth = 0, columns = 0;
    const std::uint8_t* weights = nullptr;
    bool is_signed = false;  ///< the bytes are int8
    std::size_t row_stride = 0, column_stride = 1;
    const std::int32_t* zero_points = nullptr;
};
/// The columns rounded up to whole vectors of `width` lanes.
constexpr std::size_t padded_columns(const IntegerWeights& of, std::size_t width) {
    return (of.columns + width - 1) / width * width;
}
/// How many 16-bit numbers pack_short_weights gives for vectors of `width` lanes.
constexpr std::size_t packed_shorts(const IntegerWeights& of, std::size_t width) {
    return padded_columns(of, width) * ((of.depth + 1) / 2 * 2);
}
/// Packs the weights less their zero points: for each `width` columns pairs of rows, the two numbers of a column side
/// by side, with zeros in what is added.
void pack_short_weights(const IntegerWeights& of, std::size_t width, std::int16_t* packed);

/// How many bytes pack_byte_weights gives.
constexpr std::size_t packed_bytes(const IntegerWeights& of, std::size_t width) {
    return padded_columns(of, width) * ((of.depth + 3) / 4 * 4);
}
/// Packs the weights as bytes w, made signed or unsigned by moving all by 128: for each `width` columns four rows at a
/// time, the four numbers of a column side by side, with zeros in what is added. `zero_points` and `sums` get a number
/// for each padded column: the zero point w0 as it is for these bytes, and the sum of w - w0. With signed bytes x the
/// kernel computes
///     sum of (x - x0) (w - w0) = sum of x w - w0 (sum of x) - x0 (sum of (w - w0)).
void pack_byte_weights(const IntegerWeights& of, Isa isa, std::uint8_t* packed, std::int32_t* zero_points,
                       std::int32_t* sums);

}  // namespace yolozu::engine
