// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/tail.hpp"
#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

/// Vectors of channels that are summed side by side.
constexpr std::size_t vectors = 4;

/// What the taps of one output row have in common.
struct Line {
    const float* input;  ///< the image of this row
    std::size_t first_y;  ///< of the window's first tap; wraps around above the image
    std::size_t first_tap, last_tap;  ///< vertical taps inside the image
};

Line line_at(const DepthwiseTask& task, std::size_t row) {
    const WindowTask& window = task.window;
    const std::size_t image = row / window.output_height, y = row % window.output_height;
    Line line{task.input + image * window.height * window.width * task.input_stride,
              y * window.stride_y - window.pad_top, 0, window.kernel_height};
    while (line.first_tap < line.last_tap && line.first_y + line.first_tap * window.dilation_y >= window.height)
        ++line.first_tap;
    while (line.last_tap > line.first_tap && line.first_y + (line.last_tap - 1) * window.dilation_y >= window.height)
        --line.last_tap;
    return line;
}

/// `count` channels, at most vectors * width of them, of one output pixel.
template <class Load>
void sum_taps(const DepthwiseTask& task, const Line& line, std::size_t x, std::size_t channel, std::size_t count,
              float* result, const Load& load) {
    const WindowTask& window = task.window;
    const std::size_t used = (count + Lanes::width - 1) / Lanes::width;
    Floats sums[vectors];
    for (std::size_t v = 0; v < used; ++v) sums[v] = load(task.bias + channel + v * Lanes::width, v);
    for (std::size_t ky = line.first_tap; ky < line.last_tap; ++ky)
        for (std::size_t kx = 0; kx < window.kernel_width; ++kx) {
            const std::size_t from_x = x * window.stride_x + kx * window.dilation_x - window.pad_left;
            if (from_x >= window.width) continue;
            const std::size_t from_y = line.first_y + ky * window.dilation_y;
            const float* const pixel = line.input + (from_y * window.width + from_x) * task.input_stride + channel;
            const float* const weights =
                task.weights + (ky * window.kernel_width + kx) * task.channels + channel;
            for (std::size_t v = 0; v < used; ++v)
                sums[v] = Lanes::fma(load(pixel + v * Lanes::width, v), load(weights + v * Lanes::width, v), sums[v]);
        }
    for (std::size_t v = 0; v < used; ++v) Lanes::store(result + v * Lanes::width, sums[v]);
}

/// The same for whole vectors, which stay in registers.
void sum_whole_taps(const DepthwiseTask& task, const Line& line, std::size_t x, std::size_t channel, float* result) {
    const WindowTask& window = task.window;
    Floats sums[vectors];
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) sums[v] = Lanes::load(task.bias + channel + v * Lanes::width);
    for (std::size_t ky = line.first_tap; ky < line.last_tap; ++ky)
        for (std::size_t kx = 0; kx < window.kernel_width; ++kx) {
            const std::size_t from_x = x * window.stride_x + kx * window.dilation_x - window.pad_left;
            if (from_x >= window.width) continue;
            const std::size_t from_y = line.first_y + ky * window.dilation_y;
            const float* const pixel = line.input + (from_y * window.width + from_x) * task.input_stride + channel;
            const float* const weights =
                task.weights + (ky * window.kernel_width + kx) * task.channels + channel;
#pragma GCC unroll 4
            for (std::size_t v = 0; v < vectors; ++v)
                sums[v] = Lanes::fma(Lanes::load(pixel + v * Lanes::width), Lanes::load(weights + v * Lanes::width),
                                     sums[v]);
        }
#pragma GCC unroll 4
    for (std::size_t v = 0; v < vectors; ++v) Lanes::store(result + v * Lanes::width, sums[v]);
}

void convolve_row(const DepthwiseTask& task, std::size_t row, float* result) {
    const WindowTask& window = task.window;
    const Line line = line_at(task, row);
    for (std::size_t x = 0; x < window.output_width; ++x)
        for (std::size_t channel = 0; channel < task.channels; channel += vectors * Lanes::width) {
            const std::size_t count = smaller(vectors * Lanes::width, task.channels - channel);
            if (count == vectors * Lanes::width)
                sum_whole_taps(task, line, x, channel, result);
            else
                sum_taps(task, line, x, channel, count, result, [&](const float* from, std::size_t v) {
                    const std::size_t lanes = smaller(Lanes::width, count - v * Lanes::width);
                    return lanes == Lanes::width ? Lanes::load(from) : Lanes::load_some(from, lanes);
                });
            store_tile(task.tail, result, 0, 1, count, task.output, task.output_stride,
                       row * window.output_width + x, channel);
        }
}

}  // namespace

void depthwise(const DepthwiseTask& task, std::size_t begin, std::size_t end, std::byte* /*scratch*/) {
    alignas(64) float result[vectors * Lanes::width];
    for (std::size_t row = begin; row < end; ++row) convolve_row(task, row, result);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
