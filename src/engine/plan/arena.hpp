// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu::engine {

/// Memory that is needed from one step to another, both included.
struct Lifetime {
    std::size_t first = 0, last = 0;
    std::size_t bytes = 0;
};

struct ArenaLayout {
    std::vector<std::size_t> offsets;  ///< for each lifetime; aligned to Tensor::alignment
    std::size_t bytes = 0;
};

/// Gives every lifetime a place so that those that meet do not overlap: largest first, each in the smallest gap that
/// holds it. Fails when the arena would be larger than any tensor may be.
Result<ArenaLayout> lay_out_arena(const std::vector<Lifetime>& lifetimes);

}  // namespace yolozu::engine
