// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernels/simd/rows.hpp"
#include "engine/kernels/tasks/summaries.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// Calls body(outer, inner element, Whole or Part) for each vector of inner elements of the items [begin, end), cut as
/// inner_block_count says.
template <class Body>
void for_each_inner_vector(std::size_t inner, std::size_t begin, std::size_t end, const Body& body) {
    const std::size_t blocks = (inner + inner_block - 1) / inner_block;
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t outer = item / blocks, first = item % blocks * inner_block;
        for_each_vector(smaller(inner_block, inner - first),
                        [&](std::size_t index, auto part) { body(outer, first + index, part); });
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
