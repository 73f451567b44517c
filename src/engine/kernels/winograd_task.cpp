// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/winograd.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/machine_memory.hpp"

namespace yolozu::engine {

namespace {

using Filter = std::array<double, 3>;

/// The rows of G.
std::array<Filter, winograd_inputs> filter_transform() {
    const double a = std::sqrt(0.5), b = std::sqrt(2.0);
    const std::array<double, winograd_inputs - 1> points{0.0, a, -a, b, -b};
    std::array<Filter, winograd_inputs> rows{};
    for (std::size_t row = 0; row < points.size(); ++row) {
        double differences = 1.0;
        for (std::size_t other = 0; other < points.size(); ++other)
            if (other != row) differences *= points[row] - points[other];
        rows[row] = {1.0 / differences, points[row] / differences, points[row] * points[row] / differences};
    }
    rows.back() = {0.0, 0.0, 1.0};
    return rows;
}

/// G g G' of one filter.
std::array<double, winograd_points> transformed(const std::array<Filter, winograd_inputs>& g, const float* filter) {
    double columns[winograd_inputs][3];
    for (std::size_t y = 0; y < winograd_inputs; ++y)
        for (std::size_t x = 0; x < 3; ++x)
            columns[y][x] = g[y][0] * static_cast<double>(filter[x]) + g[y][1] * static_cast<double>(filter[3 + x]) +
                            g[y][2] * static_cast<double>(filter[6 + x]);
    std::array<double, winograd_points> points{};
    for (std::size_t y = 0; y < winograd_inputs; ++y)
        for (std::size_t x = 0; x < winograd_inputs; ++x)
            points[y * winograd_inputs + x] =
                columns[y][0] * g[x][0] + columns[y][1] * g[x][1] + columns[y][2] * g[x][2];
    return points;
}

}  // namespace

void pack_winograd_weights(const WinogradTask& task, const float* weights, float* packed) {
    const std::array<Filter, winograd_inputs> g = filter_transform();
    const std::size_t padded = padded_columns(task.tile, task.columns);
    std::fill_n(packed, winograd_weight_count(task), 0.0F);  // columns that were added
    for (std::size_t first = 0; first < task.columns; first += task.tile.columns()) {
        const std::size_t width = std::min(task.tile.columns(), padded - first);
        const std::size_t count = std::min(width, task.columns - first);
        for (std::size_t channel = 0; channel < task.channels; ++channel)
            for (std::size_t column = 0; column < count; ++column) {
                const float* const filter = weights + 9 * ((first + column) * task.channels + channel);
                const std::array<double, winograd_points> points = transformed(g, filter);
                for (std::size_t point = 0; point < winograd_points; ++point)
                    packed[(point * task.channels + channel) * width + column] = static_cast<float>(points[point]);
            }
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
