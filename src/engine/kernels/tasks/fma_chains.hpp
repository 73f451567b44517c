// SPDX-License-Identifier: Apache-2.0
//
// Nothing but arithmetic, to measure how much of it the machine does.
#pragma once

#include <cstddef>

namespace yolozu::engine {

/// Sums that do not wait for one another: enough to keep the units of today's cores busy, few enough for registers.
constexpr std::size_t fma_chain_count = 12;

/// Each item does, in each lane of fma_chain_count vectors, `rounds` times x = x factor + addend from x = 0, 1, 2, ...
/// on (equal chains would be computed once only), and writes the largest x.
struct FmaChainsTask {
    std::size_t items = 0, rounds = 0;
    float factor = 0, addend = 0;
    float* results = nullptr;  ///< one an item
};

constexpr std::size_t item_count(const FmaChainsTask& task) {
    return task.items;
}

}  // namespace yolozu::engine
