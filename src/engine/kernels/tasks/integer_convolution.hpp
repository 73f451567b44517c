// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of 8-bit channels-last images with 8-bit weights, exact in int32 (sums wrap around as ONNX's do). Also
// products with a constant 8-bit matrix: a 1x1 window over an image of one row.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine {

/// y = sum of (x - x0) (w - w0) over the window; padding counts as x0.
struct IntegerConvolutionTask {
    WindowTask window{};
    std::size_t groups = 1;
    std::size_t channels = 0;  ///< input channels of one group
    std::size_t columns = 0;   ///< output channels of one group
    const std::uint8_t* input = nullptr;
    bool input_signed = false;  ///< the bytes are int8
    std::int32_t input_zero_point = 0;
    std::size_t input_stride = 0;           ///< of a pixel
    const std::int16_t* weights = nullptr;  ///< for each group what pack_integer_weights gives
    std::int32_t* output = nullptr;
    std::size_t output_stride = 0;  ///< of a pixel
};

/// Rows of weights of one group and column, rounded up to a whole number of pairs.
constexpr std::size_t padded_depth(const IntegerConvolutionTask& task) {
    return (task.window.taps() * task.channels + 1) / 2 * 2;
}

/// An item is this many pixels of one group.
constexpr std::size_t integer_strip = 24;
constexpr std::size_t item_count(const IntegerConvolutionTask& task) {
    return task.groups * ((task.window.output_pixels() + integer_strip - 1) / integer_strip);
}
/// The windows of an item's pixels as 16-bit numbers.
constexpr std::size_t scratch_bytes(const IntegerConvolutionTask& task) {
    return integer_strip * padded_depth(task) * sizeof(std::int16_t);
}

/// The weights of one group, `depth` rows (kernel_height x kernel_width x channels) by `columns`, less their zero
/// points. Element (row, column) is weights[row * row_stride + column * column_stride]; zero_points has one number for
/// each column.
struct IntegerWeights {
    std::size_t depth = 0, columns = 0;
    const std::uint8_t* weights = nullptr;
    bool is_signed = false;  ///< the bytes are int8
    std::size_t row_stride = 0, column_stride = 1;
    const std::int32_t* zero_points = nullptr;
};
/// How many 16-bit numbers pack_integer_weights gives for vectors of `width` lanes.
constexpr std::size_t packed_size(const IntegerWeights& of, std::size_t width) {
    return (of.columns + width - 1) / width * width * ((of.depth + 1) / 2 * 2);
}
/// Packs them as the kernel of a level with `width` lanes reads them: for each `width` columns pairs of rows, the two
/// numbers of a column side by side, with zeros in what is added.
void pack_integer_weights(const IntegerWeights& of, std::size_t width, std::int16_t* packed);

}  // namespace yolozu::engine
