// SPDX-License-Identifier: Apache-2.0
//
// What convolutions cost, for a processor that does two vector multiplications and additions and two loads a cycle and
// waits four cycles for a sum. The constants were fitted to the times that bench/convolutions_bench.cpp shows.
#include "engine/kernels/tasks/convolution_cost.hpp"

#include <algorithm>

namespace yolozu::engine {

namespace {

constexpr double call = 45.0;              // of the inner product, beside its products
constexpr double piece = 128.0;            // elements that one call sums
constexpr double bytes_per_cycle = 4.0;    // from beyond the second-level cache, as weights come
constexpr double input_transform = 160.0;  // of a vector of channels of a tile
constexpr double output_transform = 130.0;
constexpr double border_tile = 250.0;  // more than one inside the image
constexpr double pointer = 1.0;        // to a pixel of a window

double as_double(std::size_t count) {
    return static_cast<double>(count);
}

/// Cycles of an inner product of `depth` elements for `rows` rows of `vectors` vectors.
double product_cycles(double rows, double vectors, double depth) {
    const double each = std::max({rows * vectors / 2, (rows + vectors) / 2, 4.0});
    return depth * each + call * std::max(1.0, depth / piece);
}

/// The same for all blocks of columns.
double product_cycles(const RegisterTile& tile, std::size_t columns, double rows, double depth) {
    const std::size_t vectors = padded_columns(tile, columns) / tile.width;
    return as_double(vectors / tile.vectors) * product_cycles(rows, as_double(tile.vectors), depth) +
           (vectors % tile.vectors != 0 ? product_cycles(rows, as_double(vectors % tile.vectors), depth) : 0.0);
}

double loading_cycles(std::size_t weights) {
    return as_double(weights * sizeof(float)) / bytes_per_cycle;
}

}  // namespace

double estimated_cycles(const ConvolutionTask& task) {
    const double tiles = as_double(tile_count(task)), rows = as_double(task.tile.rows);
    const double taps = as_double(task.window.taps()), depth = taps * as_double(task.channels);
    const std::size_t weights = task.window.taps() * task.channels * padded_columns(task.tile, task.columns);
    return as_double(task.groups) * (tiles * product_cycles(task.tile, task.columns, rows, depth) +
                                     tiles * rows * taps * pointer + loading_cycles(weights));
}

double estimated_cycles(const WinogradTask& task) {
    const std::size_t half = task.tile.rows / 2, tiles = tile_count(task);
    const std::size_t halves = (task.tiles_per_item + half - 1) / half;
    const double strips = as_double((tiles + task.tiles_per_item - 1) / task.tiles_per_item);
    const double channels = as_double(task.channels);
    double products =
        as_double(halves / 2) * product_cycles(task.tile, task.columns, as_double(task.tile.rows), channels);
    if (halves % 2 != 0) products += product_cycles(task.tile, task.columns, as_double(half), channels);
    const double border = std::min(as_double(tiles), 2.0 * as_double(tiles_down(task) + tiles_across(task)) - 4.0);
    const double channel_vectors = as_double(padded_columns(task.tile, task.channels) / task.tile.width);
    const double column_vectors = as_double(padded_columns(task.tile, task.columns) / task.tile.width);
    return strips * as_double(winograd_points) * products + loading_cycles(winograd_weight_count(task)) +
           as_double(tiles) * (channel_vectors * input_transform + column_vectors * output_transform) +
           border * border_tile;
}

}  // namespace yolozu::engine
