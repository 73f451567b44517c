// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/winograd.hpp"

#include <algorithm>
#include <array>

#include "base/machine_memory.hpp"

namespace yolozu::engine {

namespace {

/// Two filters at a time, in double precision: whatever the level, as packing is not part of a run.
typedef double Pair __attribute__((vector_size(16)));

using Line = std::array<Pair, winograd_inputs>;

/// G g of one line of a filter. Of the finite points' polynomials N(0) = 1, N(+-a) = -3/2 and N(+-b) = 6.
Line transformed(const Pair& first, const Pair& middle, const Pair& last) {
    constexpr double a = 0.70710678118654752440, b = 1.41421356237309504880;
    const Pair even_a = first + 0.5 * last, odd_a = a * middle;
    const Pair even_b = first + 2.0 * last, odd_b = b * middle;
    return {first,
            (even_a + odd_a) * (-2.0 / 3.0),
            (even_a - odd_a) * (-2.0 / 3.0),
            (even_b + odd_b) * (1.0 / 6.0),
            (even_b - odd_b) * (1.0 / 6.0),
            last};
}

/// G g G' of two filters of nine weights, point by point: the first's go to column 0 and the second's to column 1 of
/// rows `stride` apart. Only the first `count` are there.
void transform_filters(const float* filter, std::size_t filter_step, std::size_t count, float* to, std::size_t stride) {
    const std::size_t second = count > 1 ? filter_step : 0;
    const auto weight = [&](std::size_t index) {
        return Pair{static_cast<double>(filter[index]), static_cast<double>(filter[second + index])};
    };
    const std::array<Line, 3> columns{transformed(weight(0), weight(3), weight(6)),
                                      transformed(weight(1), weight(4), weight(7)),
                                      transformed(weight(2), weight(5), weight(8))};
    for (std::size_t y = 0; y < winograd_inputs; ++y)
        for (const Pair& point : transformed(columns[0][y], columns[1][y], columns[2][y])) {
            for (std::size_t column = 0; column < count; ++column) to[column] = static_cast<float>(point[column]);
            to += stride;
        }
}

}  // namespace

void pack_winograd_weights(const WinogradTask& task, const float* weights, float* packed) {
    const std::size_t padded = padded_columns(task.tile, task.columns), filter_step = 9 * task.channels;
    std::fill_n(packed, winograd_weight_count(task), 0.0F);  // columns that were added
    for (std::size_t first = 0; first < task.columns; first += task.tile.columns()) {
        const std::size_t width = std::min(task.tile.columns(), padded - first);
        const std::size_t count = std::min(width, task.columns - first);
        for (std::size_t channel = 0; channel < task.channels; ++channel)
            for (std::size_t column = 0; column < count; column += 2)
                transform_filters(weights + (first + column) * filter_step + 9 * channel, filter_step,
                                  std::min<std::size_t>(count - column, 2), packed + channel * width + column,
                                  task.channels * width);
        packed += winograd_points * task.channels * width;
    }
}

void cut_into_items(WinogradTask& task) {
    // A strip's transformed tiles stay in the second-level cache, where they take turns with the weights, which are
    // read once for each strip; and there are enough items for a few threads, though splitting the columns means
    // transforming the tiles again for each part.
    const std::size_t resident = second_level_cache() / 8 * 5;
    constexpr std::size_t longest_strip = 32, shortest_list = 8;
    const std::size_t half = task.tile.rows / 2;
    const std::size_t tile_bytes = winograd_points * sizeof(float) * (task.channels + task.tile.columns());
    const std::size_t tiles = std::max<std::size_t>(tile_count(task), 1);
    std::size_t strip = std::clamp<std::size_t>(resident / tile_bytes, 2 * task.tile.rows, longest_strip);
    const std::size_t strips = (tiles + strip - 1) / strip;
    strip = (tiles + strips - 1) / strips;
    task.tiles_per_item = (strip + half - 1) / half * half;
    const std::size_t blocks = column_blocks(task.tile, task.columns);
    const std::size_t parts = std::clamp<std::size_t>(shortest_list / strips, 1, std::max<std::size_t>(blocks, 1));
    task.blocks_per_item = std::max<std::size_t>((blocks + parts - 1) / parts, 1);
}

}  // namespace yolozu::engine
