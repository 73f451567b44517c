// SPDX-License-Identifier: Apache-2.0
//
// A tile of neighbouring output pixels is summed for one vector of channels at a time: each vector of weights is loaded
// once for all of them, each input once for all windows of the tile that it lies in, and the sums stay in registers.
#include "engine/kernels/simd/rows.hpp"
#include "engine/kernels/simd/tail.hpp"
#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

/// So many sums that do not wait for one another keep the units busy, and fit the registers beside five weights.
constexpr std::size_t tile_pixels = 8;

/// What the windows of a row of output pixels have in common: their rows of taps that are in the image.
struct Line {
    const WindowTask& window;
    const float* input;        ///< the image
    std::size_t origin;        ///< where in it the first row of taps has column 0; any number where there are no rows
    const float* weights;      ///< of that row of taps
    std::size_t rows;          ///< of taps
    std::size_t column_step;   ///< in the input, from column to column
    std::size_t weights_step;  ///< from tap to tap
};

/// The columns of the image that a tile's windows lie over, each a `place`, counted from the first window's first tap.
struct Patch {
    std::size_t origin;      ///< of place 0; wraps around before the image
    std::size_t begin, end;  ///< the places in the image
    bool inside;             ///< all places of all pixels are
};

/// Whether a place is in the image: of patches that are inside, and of any.
struct Everywhere {
    static constexpr bool hold(std::size_t) { return true; }
};
struct Between {
    std::size_t begin, count;
    bool hold(std::size_t place) const { return place - begin < count; }
};

/// Adds the products of one row of taps to the sums of a vector of channels. Windows of so many columns and such a
/// stride, without dilation.
template <std::size_t columns, std::size_t stride>
struct KnownWindow {
    static_assert(tile_pixels + columns + 2 <= Lanes::registers);
    template <class Places, class Extent>
    [[gnu::always_inline]] static void add_row(const Line& line, std::size_t origin, const float* weights,
                                               const Places& places, Extent part, Floats (&sums)[tile_pixels]) {
        Floats weight[columns];
#pragma GCC unroll 8
        for (std::size_t column = 0; column < columns; ++column, weights += line.weights_step)
            weight[column] = part.load(weights);
#pragma GCC unroll 32
        for (std::size_t place = 0; place < (tile_pixels - 1) * stride + columns; ++place, origin += line.column_step) {
            if (!places.hold(place)) continue;
            const Floats value = part.load(line.input + origin);
#pragma GCC unroll 8
            for (std::size_t pixel = 0; pixel < tile_pixels; ++pixel)
                if (pixel * stride <= place && place < pixel * stride + columns)
                    sums[pixel] = Lanes::fma(value, weight[place - pixel * stride], sums[pixel]);
        }
    }
};

/// The same for any window.
struct AnyWindow {
    template <class Places, class Extent>
    [[gnu::always_inline]] static void add_row(const Line& line, std::size_t origin, const float* weights,
                                               const Places& places, Extent part, Floats (&sums)[tile_pixels]) {
        const std::size_t stride = line.window.stride_x, pixel_step = stride * line.column_step;
        for (std::size_t column = 0; column < line.window.kernel_width; ++column, weights += line.weights_step) {
            const Floats weight = part.load(weights);
            std::size_t place = column * line.window.dilation_x, from = origin + place * line.column_step;
#pragma GCC unroll 8
            for (std::size_t pixel = 0; pixel < tile_pixels; ++pixel, place += stride, from += pixel_step)
                if (places.hold(place)) sums[pixel] = Lanes::fma(part.load(line.input + from), weight, sums[pixel]);
        }
    }
};

/// The sums of the vector of channels from `channel` on.
template <class Window, class Places, class Extent>
[[gnu::always_inline]] inline void sum_vector(const Line& line, std::size_t origin, const Places& places,
                                              const float* bias, std::size_t channel, Extent part, float* results) {
    const std::size_t row_step = line.window.dilation_y * line.window.width * line.column_step;
    const std::size_t weights_row_step = line.window.kernel_width * line.weights_step;
    Floats sums[tile_pixels];
#pragma GCC unroll 8
    for (std::size_t pixel = 0; pixel < tile_pixels; ++pixel) sums[pixel] = part.load(bias + channel);
    for (std::size_t row = 0; row < line.rows; ++row)
        Window::add_row(line, origin + channel + row * row_step, line.weights + channel + row * weights_row_step,
                        places, part, sums);
#pragma GCC unroll 8
    for (std::size_t pixel = 0; pixel < tile_pixels; ++pixel)
        Lanes::store(results + pixel * depthwise_channels + channel, sums[pixel]);
}

/// The sums of `channels` channels; those of a pixel are depthwise_channels after those of the one before.
template <class Window>
void sum_tile(const Line& line, const Patch& patch, const float* bias, std::size_t channels, float* results) {
    const auto sum_all = [&](auto places) {
        for_each_vector(channels, [&](std::size_t channel, auto part) {
            sum_vector<Window>(line, patch.origin, places, bias, channel, part, results);
        });
    };
    if (patch.inside)
        sum_all(Everywhere{});
    else
        sum_all(Between{patch.begin, patch.end - patch.begin});
}

using SumTile = void (*)(const Line& line, const Patch& patch, const float* bias, std::size_t channels, float* results);
SumTile sum_tile_for(const WindowTask& window) {
    const std::size_t columns = window.kernel_width, stride = window.stride_x;
    if (window.dilation_x == 1 && columns == 3 && stride == 1) return sum_tile<KnownWindow<3, 1>>;
    if (window.dilation_x == 1 && columns == 3 && stride == 2) return sum_tile<KnownWindow<3, 2>>;
    if (window.dilation_x == 1 && columns == 5 && stride == 1) return sum_tile<KnownWindow<5, 1>>;
    return sum_tile<AnyWindow>;
}

/// For a row of output pixels, counted over all images, from a channel on.
Line line_of(const DepthwiseTask& task, std::size_t row, std::size_t channel) {
    const WindowTask& window = task.window;
    const std::size_t image = row / window.output_height, y = row % window.output_height;
    // Above the image the row's number wraps around, and is too large as well.
    const std::size_t top = y * window.stride_y - window.pad_top;
    std::size_t first = 0, last = window.kernel_height;
    while (first < last && top + first * window.dilation_y >= window.height) ++first;
    while (last > first && top + (last - 1) * window.dilation_y >= window.height) --last;
    return {window,
            task.input + image * window.height * window.width * task.input_stride + channel,
            (top + first * window.dilation_y) * window.width * task.input_stride,
            task.weights + first * window.kernel_width * task.channels + channel,
            last - first,
            task.input_stride,
            task.channels};
}

Patch patch_at(const Line& line, std::size_t x) {
    const WindowTask& window = line.window;
    const std::size_t start = x * window.stride_x, behind = window.pad_left + window.width;
    const std::size_t begin = window.pad_left > start ? window.pad_left - start : 0;
    const std::size_t end = behind > start ? behind - start : 0;
    // Of pixels behind the row's end nothing is known, not even that their places are countable.
    const bool whole = x + tile_pixels <= window.output_width;
    const std::size_t last = (tile_pixels - 1) * window.stride_x + (window.kernel_width - 1) * window.dilation_x;
    return {line.origin + (start - window.pad_left) * line.column_step, begin, end, whole && begin == 0 && last < end};
}

}  // namespace

void depthwise(const DepthwiseTask& task, std::size_t begin, std::size_t end, std::byte* /*scratch*/) {
    const WindowTask& window = task.window;
    const SumTile sum = sum_tile_for(window);
    const std::size_t blocks = (task.channels + depthwise_channels - 1) / depthwise_channels;
    alignas(64) float sums[tile_pixels * depthwise_channels];
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t row = item / blocks, channel = item % blocks * depthwise_channels;
        const std::size_t channels = smaller(depthwise_channels, task.channels - channel);
        const Line line = line_of(task, row, channel);
        for (std::size_t x = 0; x < window.output_width; x += tile_pixels) {
            sum(line, patch_at(line, x), task.bias + channel, channels, sums);
            const Results results{sums, depthwise_channels, channels, smaller(tile_pixels, window.output_width - x)};
            store_results(
                task.tail, results,
                destination(task.tail, task.output, task.output_stride, row * window.output_width + x, channel));
        }
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
