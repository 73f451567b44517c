// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/kernels/tasks/tile.hpp"

namespace yolozu::engine {

void pack_columns(const RegisterTile& tile, const float* matrix, std::size_t depth, std::size_t row_stride,
                  std::size_t columns, std::size_t column_stride, float* packed) {
    for (std::size_t first = 0; first < columns; first += tile.columns()) {
        const std::size_t count = std::min(tile.columns(), columns - first);
        const std::size_t width = padded_columns(tile, count);
        for (std::size_t row = 0; row < depth; ++row, packed += width) {
            const float* const from = matrix + row * row_stride + first * column_stride;
            for (std::size_t column = 0; column < count; ++column) packed[column] = from[column * column_stride];
            std::fill(packed + count, packed + width, 0.0F);
        }
    }
}

}  // namespace yolozu::engine
