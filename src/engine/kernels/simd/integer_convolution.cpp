// SPDX-License-Identifier: Apache-2.0
//
// The windows of a strip of pixels are laid out as 16-bit numbers, then multiplied with the packed weights pair by
// pair: differences of bytes are at most 255, so the sum of two products is exact in 32 bits.
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/lanes.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

/// Pixels by vectors of columns whose sums are kept in registers.
constexpr std::size_t tile_rows = Lanes::registers == 32 ? 8 : 6;
constexpr std::size_t tile_vectors = 2;
static_assert(integer_strip % tile_rows == 0);

/// What padded_depth says, whose inline rendering is not for this folder.
std::size_t depth_of(const IntegerConvolutionTask& task) {
    return (task.window.kernel_height * task.window.kernel_width * task.channels + 1) / 2 * 2;
}

template <class Byte>
void widen(const IntegerConvolutionTask& task, const std::uint8_t* from, std::int16_t* to) {
    for (std::size_t channel = 0; channel < task.channels; ++channel)
        to[channel] = static_cast<std::int16_t>(static_cast<Byte>(from[channel]) - task.input_zero_point);
}

/// The window of one output pixel; what lies in the padding counts as the zero point. Where the depth is odd, whatever
/// follows the window is multiplied with the weights' zero.
void lay_out_window(const IntegerConvolutionTask& task, std::size_t group, std::size_t pixel, std::int16_t* to) {
    const WindowTask& window = task.window;
    const std::size_t column = pixel % window.output_width, row = pixel / window.output_width % window.output_height;
    const std::size_t image = pixel / window.output_width / window.output_height;
    for (std::size_t tap_row = 0; tap_row < window.kernel_height; ++tap_row)
        for (std::size_t tap_column = 0; tap_column < window.kernel_width; ++tap_column, to += task.channels) {
            // Counted from the padding's beginning; what is before the image wraps around to a large number.
            const std::size_t y = row * window.stride_y + tap_row * window.dilation_y - window.pad_top;
            const std::size_t x = column * window.stride_x + tap_column * window.dilation_x - window.pad_left;
            if (y >= window.height || x >= window.width) {
                __builtin_memset(to, 0, task.channels * sizeof *to);
                continue;
            }
            const std::uint8_t* const from = task.input +
                                             ((image * window.height + y) * window.width + x) * task.input_stride +
                                             group * task.channels;
            if (task.input_signed)
                widen<std::int8_t>(task, from, to);
            else
                widen<std::uint8_t>(task, from, to);
        }
}

std::int32_t pair_at(const std::int16_t* from) {
    std::int32_t pair = 0;
    __builtin_memcpy(&pair, from, sizeof pair);
    return pair;
}

/// A tile of sums: tile_rows windows by `vectors` vectors of columns, whose weights are `panel` apart.
template <std::size_t vectors>
void multiply_tile(const std::int16_t* windows, std::size_t depth, const std::int16_t* weights, std::size_t panel,
                   Integers (&sums)[tile_rows][tile_vectors]) {
    for (std::size_t row = 0; row < tile_rows; ++row)
        for (std::size_t vector = 0; vector < vectors; ++vector) sums[row][vector] = Lanes::splat(0);
    for (std::size_t step = 0; step < depth; step += 2, weights += 2 * Lanes::width)
        for (std::size_t row = 0; row < tile_rows; ++row) {
            const auto pair = Lanes::splat_pair(pair_at(windows + row * depth + step));
            for (std::size_t vector = 0; vector < vectors; ++vector) {
                const auto product = Lanes::dot_pairs(pair, Lanes::load_shorts(weights + vector * panel));
                sums[row][vector] = Lanes::add(sums[row][vector], product);
            }
        }
}

/// The tile's rows and columns that there are, to the output.
void store_tile(const Integers (&sums)[tile_rows][tile_vectors], std::size_t rows, std::size_t columns,
                std::int32_t* to, std::size_t stride) {
    for (std::size_t row = 0; row < rows; ++row, to += stride) {
        Lanes::store_some(to, sums[row][0], smaller(columns, Lanes::width));
        if (columns > Lanes::width)
            Lanes::store_some(to + Lanes::width, sums[row][1], smaller(columns - Lanes::width, Lanes::width));
    }
}

void multiply_strip(const IntegerConvolutionTask& task, std::size_t group, std::size_t first_pixel, std::size_t count,
                    const std::int16_t* windows) {
    const std::size_t depth = depth_of(task);
    const std::size_t panel = depth * Lanes::width;
    const std::size_t panels = (task.columns + Lanes::width - 1) / Lanes::width;
    const std::int16_t* const weights = task.weights + group * panels * panel;
    for (std::size_t first = 0; first < panels; first += tile_vectors) {
        const std::size_t column = first * Lanes::width;
        for (std::size_t row = 0; row < count; row += tile_rows) {
            Integers sums[tile_rows][tile_vectors];
            if (first + 1 < panels)
                multiply_tile<2>(windows + row * depth, depth, weights + first * panel, panel, sums);
            else
                multiply_tile<1>(windows + row * depth, depth, weights + first * panel, panel, sums);
            store_tile(sums, smaller(tile_rows, count - row),
                       smaller(tile_vectors * Lanes::width, task.columns - column),
                       task.output + (first_pixel + row) * task.output_stride + group * task.columns + column,
                       task.output_stride);
        }
    }
}

}  // namespace

void integer_convolution(const IntegerConvolutionTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    const WindowTask& window = task.window;
    const std::size_t pixels = window.batch * window.output_height * window.output_width;
    const std::size_t strips = (pixels + integer_strip - 1) / integer_strip;
    const std::size_t depth = depth_of(task);
    std::int16_t* const windows = reinterpret_cast<std::int16_t*>(scratch);
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t group = item / strips, first = item % strips * integer_strip;
        const std::size_t count = smaller(integer_strip, pixels - first);
        for (std::size_t pixel = 0; pixel < count; ++pixel)
            lay_out_window(task, group, first + pixel, windows + pixel * depth);
        // Windows that are not there are multiplied too, and not stored.
        if (count < integer_strip)
            __builtin_memset(windows + count * depth, 0, (integer_strip - count) * depth * sizeof *windows);
        multiply_strip(task, group, first, count, windows);
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
