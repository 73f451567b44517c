// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/lanes.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

void fma_chains(const FmaChainsTask& task, std::size_t begin, std::size_t end, std::byte* /*scratch*/) {
    const Floats factor = Lanes::splat(task.factor), addend = Lanes::splat(task.addend);
    for (std::size_t item = begin; item < end; ++item) {
        Floats chains[fma_chain_count];
#pragma GCC unroll 12
        for (std::size_t chain = 0; chain < fma_chain_count; ++chain)
            chains[chain] = Lanes::splat(static_cast<float>(chain));
        for (std::size_t round = 0; round < task.rounds; ++round)
#pragma GCC unroll 12
            for (std::size_t chain = 0; chain < fma_chain_count; ++chain)
                chains[chain] = Lanes::fma(chains[chain], factor, addend);
        Floats result = chains[0];
#pragma GCC unroll 12
        for (std::size_t chain = 1; chain < fma_chain_count; ++chain) result = Lanes::max(result, chains[chain]);
        task.results[item] = Lanes::largest(result);
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
