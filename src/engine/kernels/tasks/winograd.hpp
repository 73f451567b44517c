// SPDX-License-Identifier: Apache-2.0
//
// Winograd's convolution F(4x4, 3x3) of channels-last images: 36 products of transformed tiles with transformed weights
// instead of 9 for each of the 16 output pixels of a tile, a quarter of the multiplications.
//
// After Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, Y = A' [(G g G') * (B' d B)] A, with
// the points 0, +-1/sqrt(2), +-sqrt(2) and infinity. They lie closer together than the usual 0, +-1, +-2, so that the
// transforms lose fewer digits:
//
// clang-format off
//   B' = | 1    0   -5/2    0     1   0 |   A' = | 1  1     1    1     1    0 |   G(p) = (1, p, p^2) / N(p) with N(p) the
//        | 0  -2a    -2     a     1   0 |        | 0  a    -a    b    -b    0 |   product of the differences between p and
//        | 0   2a    -2    -a     1   0 |        | 0  a^2  a^2   b^2  b^2   0 |   the other finite points, and
//        | 0  -b/2  -1/2    b     1   0 |        | 0  a^3 -a^3   b^3 -b^3   1 |   G(infinity) = (0, 0, 1)
//        | 0   b/2  -1/2   -b     1   0 |
//        | 0    1     0   -5/2    0   1 |        a = 1/sqrt(2), b = sqrt(2)
// clang-format on
#pragma once

#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine {

inline constexpr std::size_t winograd_outputs = 4;  ///< output pixels along the side of a tile
inline constexpr std::size_t winograd_inputs = 6;   ///< input pixels along it
inline constexpr std::size_t winograd_points = winograd_inputs * winograd_inputs;

/// A convolution with a 3x3 window, stride 1, dilation 1, one group.
struct WinogradTask {
    WindowTask window;
    std::size_t channels = 0;
    std::size_t columns = 0;  ///< output channels
    const float* input = nullptr;
    std::size_t input_stride = 0;  ///< of a pixel
    /// What pack_winograd_weights gives.
    const float* weights = nullptr;
    const float* bias = nullptr;   ///< padded_columns floats
    const float* zeros = nullptr;  ///< `channels` zeros, what the padding is read as
    float* output = nullptr;
    std::size_t output_stride = 0;  ///< of a pixel
    TailTask tail;
    // How the work is cut: an item is a strip of `tiles_per_item` tiles, a multiple of half the register tile's rows,
    // by `blocks_per_item` blocks of columns.
    std::size_t tiles_per_item = 0;
    std::size_t blocks_per_item = 1;
    RegisterTile tile{};  ///< of the level whose kernel runs
};

constexpr std::size_t tiles_down(const WinogradTask& task) {
    return (task.window.output_height + winograd_outputs - 1) / winograd_outputs;
}
constexpr std::size_t tiles_across(const WinogradTask& task) {
    return (task.window.output_width + winograd_outputs - 1) / winograd_outputs;
}
constexpr std::size_t tile_count(const WinogradTask& task) {
    return task.window.batch * tiles_down(task) * tiles_across(task);
}
constexpr std::size_t item_count(const WinogradTask& task) {
    const std::size_t blocks = column_blocks(task.tile, task.columns);
    return (tile_count(task) + task.tiles_per_item - 1) / task.tiles_per_item *
           ((blocks + task.blocks_per_item - 1) / task.blocks_per_item);
}

/// The transformed tiles of a strip lie point by point, those of a point tile by tile. Between the points is a cache
/// line more than needed, or all 36 vectors of a tile would fall on the same few lines of the cache.
struct WinogradScratch {
    std::size_t tile_stride;    ///< floats between a transformed tile's channels and the next tile's
    std::size_t point_stride;   ///< floats between the tiles of a point and those of the next
    std::size_t result_stride;  ///< the same for the products
    std::size_t floats;         ///< in all
};
constexpr WinogradScratch winograd_scratch(std::size_t tiles, std::size_t channels, const RegisterTile& tile) {
    constexpr std::size_t cache_line = 16;
    WinogradScratch scratch{};
    scratch.tile_stride = padded_columns(tile, channels);
    scratch.point_stride = (tiles * scratch.tile_stride / cache_line + 1) * cache_line;
    scratch.result_stride = (tiles * tile.columns() / cache_line + 1) * cache_line;
    scratch.floats = winograd_points * (scratch.point_stride + scratch.result_stride);
    return scratch;
}
constexpr std::size_t scratch_bytes(const WinogradTask& task) {
    return winograd_scratch(task.tiles_per_item, task.channels, task.tile).floats * sizeof(float);
}

/// Chooses tiles_per_item and blocks_per_item for the shapes and the machine's cache; results do not depend on it.
void cut_into_items(WinogradTask& task);

/// Floats that pack_winograd_weights writes.
constexpr std::size_t winograd_weight_count(const WinogradTask& task) {
    return winograd_points * task.channels * padded_columns(task.tile, task.columns);
}
/// Transforms weights columns x channels x 3 x 3, computing in double precision. For each block of columns come, in the
/// order in which they are read, those of each of the 36 points, `channels` rows as wide as the block.
void pack_winograd_weights(const WinogradTask& task, const float* weights, float* packed);

}  // namespace yolozu::engine
