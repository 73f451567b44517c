// SPDX-License-Identifier: Apache-2.0
//
// How rows are cut into items. Nothing here is called by a kernel (see simd/lanes.hpp), so kernels cut with the same
// constants but their own arithmetic.
#pragma once

#include <cstddef>

namespace yolozu::engine {

/// Long rows are cut into items of this many elements.
constexpr std::size_t row_block = 4096;

/// `rows` rows of `length` elements each.
constexpr std::size_t block_count(std::size_t rows, std::size_t length) {
    return rows * ((length + row_block - 1) / row_block);
}

}  // namespace yolozu::engine
