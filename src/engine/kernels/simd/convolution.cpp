// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/convolution.hpp"

#include "engine/kernels/simd/inner_product.hpp"
#include "engine/kernels/simd/tail.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

constexpr std::size_t tile_size = tile.rows * tile_columns;

/// Where one item of the task lies.
struct Item {
    std::size_t group, first_block, last_block, first_tile, last_tile;
};

Item item_at(const ConvolutionTask& task, std::size_t index) {
    const WindowTask& window = task.window;
    const std::size_t pixels = window.batch * window.output_height * window.output_width;
    const std::size_t tiles = (pixels + tile.rows - 1) / tile.rows;
    const std::size_t strips = (tiles + task.tiles_per_item - 1) / task.tiles_per_item;
    const std::size_t blocks = (task.columns + tile_columns - 1) / tile_columns;
    const std::size_t bundles = (blocks + task.blocks_per_item - 1) / task.blocks_per_item;
    const std::size_t strip = index % strips, bundle = index / strips % bundles;
    return {index / strips / bundles, bundle * task.blocks_per_item,
            smaller((bundle + 1) * task.blocks_per_item, blocks), strip * task.tiles_per_item,
            smaller((strip + 1) * task.tiles_per_item, tiles)};
}

/// An output pixel: where its window begins, before the padding is taken off.
struct Pixel {
    std::size_t image, y, x;
};

Pixel pixel_at(const WindowTask& window, std::size_t index) {
    const std::size_t row = index / window.output_width;
    return {row / window.output_height, row % window.output_height, index % window.output_width};
}

void advance(const WindowTask& window, Pixel& pixel) {
    if (++pixel.x < window.output_width) return;
    pixel.x = 0;
    if (++pixel.y < window.output_height) return;
    pixel.y = 0;
    ++pixel.image;
}

/// Whether the windows of `tile.rows` pixels beside each other lie inside the image.
bool all_inside(const WindowTask& window, const Pixel& first) {
    const std::size_t top = first.y * window.stride_y, left = first.x * window.stride_x;
    return first.x + tile.rows <= window.output_width && top >= window.pad_top && left >= window.pad_left &&
           top - window.pad_top + (window.kernel_height - 1) * window.dilation_y < window.height &&
           left - window.pad_left + (tile.rows - 1) * window.stride_x + (window.kernel_width - 1) * window.dilation_x <
               window.width;
}

/// Fills in where each run of each pixel begins, for a tile whose windows are inside the image, and says how long a run
/// is: the channels of a tap, or, where the taps of a line of the kernel lie one behind the other in the image, a line.
std::size_t look_up_inside(const ConvolutionTask& task, const float* input, const Pixel& first,
                           const float** pointers) {
    const WindowTask& window = task.window;
    const bool joined = window.dilation_x == 1 && task.input_stride == task.channels;
    const std::size_t runs = joined ? 1 : window.kernel_width;
    const float* const corner =
        input + ((first.image * window.height + first.y * window.stride_y - window.pad_top) * window.width +
                 first.x * window.stride_x - window.pad_left) *
                    task.input_stride;
    const std::size_t step = window.stride_x * task.input_stride;
    for (std::size_t ky = 0; ky < window.kernel_height; ++ky)
        for (std::size_t kx = 0; kx < runs; ++kx, pointers += tile.rows) {
            const float* const begin =
                corner + (ky * window.dilation_y * window.width + kx * window.dilation_x) * task.input_stride;
            for (std::size_t row = 0; row < tile.rows; ++row) pointers[row] = begin + row * step;
        }
    return joined ? window.kernel_width * task.channels : task.channels;
}

/// The same for any tile: the image, or zeros outside it. Pixels behind the last one are read like the last.
std::size_t look_up_anywhere(const ConvolutionTask& task, const float* input, Pixel pixel, std::size_t count,
                             const float** pointers) {
    const WindowTask& window = task.window;
    for (std::size_t row = 0; row < tile.rows; ++row) {
        const float* const picture = input + pixel.image * window.height * window.width * task.input_stride;
        const float** pointer = pointers + row;
        for (std::size_t ky = 0; ky < window.kernel_height; ++ky) {
            // Above the image wraps around to a huge number, which is outside as well.
            const std::size_t from_y = pixel.y * window.stride_y + ky * window.dilation_y - window.pad_top;
            const std::size_t line = from_y * window.width * task.input_stride;
            for (std::size_t kx = 0; kx < window.kernel_width; ++kx, pointer += tile.rows) {
                const std::size_t from_x = pixel.x * window.stride_x + kx * window.dilation_x - window.pad_left;
                const bool inside = from_y < window.height && from_x < window.width;
                *pointer = inside ? picture + (line + from_x * task.input_stride) : task.zeros;
            }
        }
        if (row + 1 < count) advance(window, pixel);
    }
    return task.channels;
}

std::size_t look_up_pixels(const ConvolutionTask& task, const float* input, std::size_t first, std::size_t pixels,
                           const float** pointers) {
    const Pixel pixel = pixel_at(task.window, first);
    if (all_inside(task.window, pixel)) return look_up_inside(task, input, pixel, pointers);
    return look_up_anywhere(task, input, pixel, smaller(tile.rows, pixels - first), pointers);
}

void convolve_item(const ConvolutionTask& task, const Item& item, float* results, std::size_t* runs,
                   const float** pointers) {
    const WindowTask& window = task.window;
    const std::size_t taps = window.kernel_height * window.kernel_width;
    const std::size_t pixels = window.batch * window.output_height * window.output_width;
    const std::size_t depth = taps * task.channels;
    const std::size_t padded = (task.columns + tile.width - 1) / tile.width * tile.width;
    const float* const input = task.input + item.group * task.channels;
    const std::size_t tiles = item.last_tile - item.first_tile, first_pixel = item.first_tile * tile.rows;
    for (std::size_t t = 0; t < tiles; ++t)
        runs[t] = look_up_pixels(task, input, first_pixel + t * tile.rows, pixels, pointers + t * taps * tile.rows);
    for (std::size_t block = item.first_block; block < item.last_block; ++block) {
        const std::size_t column = block * tile_columns;
        const std::size_t columns = smaller(tile_columns, task.columns - column);
        const float* const weights = task.weights + (item.group * padded + column) * depth;
        const float* const bias = task.bias + item.group * padded + column;
        const std::size_t stride = result_stride(columns);
        for (std::size_t k = 0; k < depth; k += summed_at_once) {
            Piece piece{k, smaller(depth, k + summed_at_once), weights + k * stride};
            const float* const behind = weights + piece.end * stride;
            for (std::size_t t = 0; t < tiles; ++t) {
                piece.next = t < fetching_tiles ? behind + t * (piece.end - k) * cache_line : nullptr;
                add_products_of(columns, pointers + t * taps * tile.rows, runs[t], piece, k == 0 ? bias : nullptr,
                                results + t * tile.rows * stride);
            }
        }
        store_results(
            task.tail, {results, stride, columns, smaller(tiles * tile.rows, pixels - first_pixel)},
            destination(task.tail, task.output, task.output_stride, first_pixel, item.group * task.columns + column));
    }
}

}  // namespace

void convolution(const ConvolutionTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    auto* const results = reinterpret_cast<float*>(scratch);
    auto* const runs = reinterpret_cast<std::size_t*>(results + task.tiles_per_item * tile_size);
    auto* const pointers = reinterpret_cast<const float**>(runs + task.tiles_per_item);
    for (std::size_t index = begin; index < end; ++index)
        convolve_item(task, item_at(task, index), results, runs, pointers);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
