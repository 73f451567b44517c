// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/machine_memory.hpp"
#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine {

namespace {

constexpr std::size_t divided(std::size_t count, std::size_t by) {
    return (count + by - 1) / by;
}

}  // namespace

void cut_into_items(ConvolutionTask& task) {
    // Weights stay in the first-level cache while the tiles of an item take their turns with them, so items are long
    // strips; those of its blocks of columns stay in the second. Where there are few strips, the columns are dealt out
    // to give a few threads enough items, and only then the strips.
    constexpr std::size_t longest_strip = 8, shortest_list = 16;
    const std::size_t resident_weights = second_level_cache() / 4;
    const std::size_t tiles = std::max<std::size_t>(tile_count(task), 1);
    const std::size_t blocks = std::max<std::size_t>(column_blocks(task.tile, task.columns), 1);
    const std::size_t block_bytes =
        std::max<std::size_t>(task.window.taps() * task.channels * sizeof(float) * task.tile.columns(), 1);
    const std::size_t wanted = divided(shortest_list, std::max<std::size_t>(task.groups, 1));
    const std::size_t strips = std::clamp(divided(wanted, blocks), divided(tiles, longest_strip), tiles);
    const std::size_t bundles =
        std::clamp(divided(wanted, strips), std::min(divided(blocks * block_bytes, resident_weights), blocks), blocks);
    task.tiles_per_item = divided(tiles, strips);
    task.blocks_per_item = divided(blocks, bundles);
}

}  // namespace yolozu::engine
