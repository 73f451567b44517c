// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/convolution.hpp"

#include "engine/kernels/simd/inner_product.hpp"
#include "engine/kernels/simd/tail.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

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

/// Fills in for one tile of pixels where each tap reads each pixel: the image, or zeros outside it.
void look_up_pixels(const ConvolutionTask& task, const float* input, std::size_t first_pixel, const float** pointers) {
    const WindowTask& window = task.window;
    const std::size_t image = window.output_height * window.output_width;
    const std::size_t pixels = window.batch * image;
    for (std::size_t row = 0; row < tile.rows; ++row) {
        const std::size_t pixel = smaller(first_pixel + row, pixels - 1);
        const std::size_t x = pixel % window.output_width, y = pixel % image / window.output_width;
        const float* const picture =
            input + pixel / image * window.height * window.width * task.input_stride;
        const float** pointer = pointers + row;
        for (std::size_t ky = 0; ky < window.kernel_height; ++ky) {
            // Above the image wraps around to a huge number, which is outside as well.
            const std::size_t from_y = y * window.stride_y + ky * window.dilation_y - window.pad_top;
            const float* const line = picture + from_y * window.width * task.input_stride;
            for (std::size_t kx = 0; kx < window.kernel_width; ++kx, pointer += tile.rows) {
                const std::size_t from_x = x * window.stride_x + kx * window.dilation_x - window.pad_left;
                const bool inside = from_y < window.height && from_x < window.width;
                *pointer = inside ? line + from_x * task.input_stride : task.zeros;
            }
        }
    }
}

void convolve_item(const ConvolutionTask& task, const Item& item, float* result, const float** pointers) {
    const WindowTask& window = task.window;
    const std::size_t taps = window.kernel_height * window.kernel_width;
    const std::size_t pixels = window.batch * window.output_height * window.output_width;
    const std::size_t depth = taps * task.channels;
    const std::size_t padded = (task.columns + tile.width - 1) / tile.width * tile.width;
    const float* const input = task.input + item.group * task.channels;
    for (std::size_t t = item.first_tile; t < item.last_tile; ++t)
        look_up_pixels(task, input, t * tile.rows, pointers + (t - item.first_tile) * taps * tile.rows);
    for (std::size_t block = item.first_block; block < item.last_block; ++block) {
        const std::size_t column = block * tile_columns;
        const std::size_t columns = smaller(tile_columns, task.columns - column);
        const float* const weights = task.weights + (item.group * padded + column) * depth;
        const float* const bias = task.bias + item.group * padded + column;
        for (std::size_t t = item.first_tile; t < item.last_tile; ++t) {
            inner_product_of(columns, pointers + (t - item.first_tile) * taps * tile.rows, taps, task.channels, weights,
                             bias, result);
            const std::size_t pixel = t * tile.rows;
            store_tile(task.tail, result, result_stride(columns), smaller(tile.rows, pixels - pixel), columns,
                       task.output, task.output_stride, pixel, item.group * task.columns + column);
        }
    }
}

}  // namespace

void convolution(const ConvolutionTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    auto* const result = reinterpret_cast<float*>(scratch);
    auto* const pointers = reinterpret_cast<const float**>(scratch + tile.rows * tile_columns * sizeof(float));
    for (std::size_t index = begin; index < end; ++index) convolve_item(task, item_at(task, index), result, pointers);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
