// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/arena.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engine/ir/limits.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

namespace {

/// A lifetime that has its place.
struct Block {
    std::size_t begin, end;
    std::size_t first, last;
};

/// The smallest gap that holds `bytes` between those blocks (sorted by their beginning) that meet the lifetime, else
/// behind them all.
std::size_t best_gap(const std::vector<Block>& blocks, const Lifetime& lifetime) {
    const std::size_t bytes = lifetime.bytes;
    std::size_t at = 0, best = 0, best_size = SIZE_MAX;
    for (const Block& block : blocks) {
        if (block.first > lifetime.last || lifetime.first > block.last) continue;
        if (block.begin > at && block.begin - at >= bytes && block.begin - at < best_size) {
            best = at;
            best_size = block.begin - at;
        }
        at = std::max(at, block.end);
    }
    return best_size == SIZE_MAX ? at : best;
}

}  // namespace

Result<ArenaLayout> lay_out_arena(const std::vector<Lifetime>& lifetimes) {
    std::vector<std::size_t> order(lifetimes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t index) { return lifetimes[index].bytes; });
    ArenaLayout layout;
    layout.offsets.resize(lifetimes.size(), 0);
    std::vector<Block> placed;
    for (const std::size_t index : order) {
        const Lifetime& lifetime = lifetimes[index];
        const std::size_t begin = best_gap(placed, lifetime);
        layout.offsets[index] = begin;
        layout.bytes = std::max(layout.bytes, layout.offsets[index] + lifetime.bytes);
        if (layout.bytes > limits::tensor_bytes)
            return Error(ErrorCode::limit_exceeded,
                         fmt::format("the model needs more than {} bytes for its values", limits::tensor_bytes));
        placed.insert(std::ranges::upper_bound(placed, begin, {}, &Block::begin),
                      {begin, begin + lifetime.bytes, lifetime.first, lifetime.last});
    }
    return layout;
}

}  // namespace yolozu::engine
