// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of channels-last images (batch x height x width x channels). "Stride" of a pixel or row: how many floats
// lie between it and the next; more than the channels where an operand is a slice of a larger tensor.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/ir/ops/convolution.hpp"
#include "engine/kernels/tasks/tile.hpp"

namespace yolozu::engine {

/// What happens to results before they are stored; the meaning is that of the operator's Tail.
struct TailTask {
    UnaryFunction function = UnaryFunction::identity;
    float alpha = 0.0F;
    float beta = 0.0F;
    Residual residual = Residual::none;
    const float* residual_data = nullptr;
    std::size_t residual_stride = 0;  ///< of a pixel
};

/// How a window slides over an image.
struct WindowTask {
    std::size_t batch = 0, height = 0, width = 0;
    std::size_t output_height = 0, output_width = 0;
    std::size_t kernel_height = 1, kernel_width = 1;
    std::size_t stride_y = 1, stride_x = 1, dilation_y = 1, dilation_x = 1;
    std::size_t pad_top = 0, pad_left = 0;

    constexpr std::size_t output_pixels() const { return batch * output_height * output_width; }
    constexpr std::size_t taps() const { return kernel_height * kernel_width; }
};

/// A convolution as a product of the pixels' neighbourhoods, looked up through pointers and never copied, with packed
/// weights. Also a matrix product with constant right-hand side: a 1x1 window over an image of one row.
struct ConvolutionTask {
    WindowTask window;
    std::size_t groups = 1;
    std::size_t channels = 0;  ///< input channels of one group
    std::size_t columns = 0;   ///< output channels of one group
    const float* input = nullptr;
    std::size_t input_stride = 0;  ///< of a pixel
    /// For each group pack_columns of (kernel_height x kernel_width x channels) rows by `columns`.
    const float* weights = nullptr;
    const float* bias = nullptr;   ///< for each group padded_columns floats
    const float* zeros = nullptr;  ///< `channels` zeros, what the padding is read as
    float* output = nullptr;
    std::size_t output_stride = 0;  ///< of a pixel
    TailTask tail;
    // How the work is cut: an item is `tiles_per_item` tiles of pixels by `blocks_per_item` blocks of columns. Items
    // that follow each other share their weights.
    std::size_t tiles_per_item = 1;
    std::size_t blocks_per_item = 1;
    RegisterTile tile{};  ///< of the level whose kernel runs
};

constexpr std::size_t tile_count(const ConvolutionTask& task) {
    return (task.window.output_pixels() + task.tile.rows - 1) / task.tile.rows;
}
constexpr std::size_t item_count(const ConvolutionTask& task) {
    const std::size_t strips = (tile_count(task) + task.tiles_per_item - 1) / task.tiles_per_item;
    const std::size_t blocks = column_blocks(task.tile, task.columns);
    return task.groups * ((blocks + task.blocks_per_item - 1) / task.blocks_per_item) * strips;
}
/// For each tile of an item its results, the length of its runs, and a pointer for each tap and pixel.
constexpr std::size_t scratch_bytes(const ConvolutionTask& task) {
    return task.tiles_per_item * (task.tile.size() * sizeof(float) + sizeof(std::size_t) +
                                  task.window.taps() * task.tile.rows * sizeof(const float*));
}
/// Chooses tiles_per_item and blocks_per_item: weights that fit the second-level cache stay there while pixels go by,
/// larger ones are taken block by block over more pixels. Results do not depend on it.
void cut_into_items(ConvolutionTask& task);

/// One filter a channel.
struct DepthwiseTask {
    WindowTask window;
    std::size_t channels = 0;
    const float* input = nullptr;
    std::size_t input_stride = 0;
    const float* weights = nullptr;  ///< kernel_height x kernel_width x channels
    const float* bias = nullptr;     ///< channels
    float* output = nullptr;
    std::size_t output_stride = 0;
    TailTask tail;
};
/// An item is so many channels of a row of output pixels.
inline constexpr std::size_t depthwise_channels = 64;
constexpr std::size_t item_count(const DepthwiseTask& task) {
    const std::size_t blocks = (task.channels + depthwise_channels - 1) / depthwise_channels;
    return task.window.batch * task.window.output_height * blocks;
}

}  // namespace yolozu::engine
