// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine {

void cut_into_items(ConvolutionTask& task) {
    constexpr std::size_t resident_weights = std::size_t{256} << 10;  // a good part of a common second-level cache
    constexpr std::size_t longest_strip = 8, shortest_list = 32;
    const std::size_t depth_bytes = task.window.taps() * task.channels * sizeof(float);
    const std::size_t blocks = column_blocks(task.tile, task.columns);
    const std::size_t block_bytes = std::max<std::size_t>(depth_bytes * task.tile.columns(), 1);
    task.blocks_per_item = std::clamp<std::size_t>(resident_weights / block_bytes, 1, std::max<std::size_t>(blocks, 1));
    const std::size_t bundles = (blocks + task.blocks_per_item - 1) / task.blocks_per_item;
    const std::size_t tiles = tile_count(task) * std::max<std::size_t>(bundles, 1);
    task.tiles_per_item = std::clamp<std::size_t>(tiles / shortest_list, 1, longest_strip);
}

}  // namespace yolozu::engine
