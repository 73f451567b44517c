// SPDX-License-Identifier: Apache-2.0
//
// The tile of results that the inner product keeps in registers, and the layout of weights that feeds it.
#pragma once

#include <cstddef>

#include "base/isa.hpp"

namespace yolozu::engine {

/// `rows` pixels (or rows of a matrix) by `vectors` x `width` output columns.
struct RegisterTile {
    std::size_t rows, vectors, width;
    constexpr std::size_t columns() const { return vectors * width; }
    constexpr std::size_t size() const { return rows * columns(); }
};

/// The tile of each level: as many accumulators as its registers hold beside the operands.
constexpr RegisterTile tile_of(Isa isa) {
    switch (isa) {
        case Isa::avx512:
            return {8, 2, 16};
        case Isa::avx2:
            return {6, 2, 8};
        case Isa::neon:
            return {8, 2, 4};
        default:
            return {6, 2, 4};
    }
}

/// Columns of packed weights: `columns` rounded up to whole vectors, with zeros in what was added.
constexpr std::size_t padded_columns(const RegisterTile& tile, std::size_t columns) {
    return (columns + tile.width - 1) / tile.width * tile.width;
}

/// Blocks of up to tile.columns() columns; only the last one is narrower.
constexpr std::size_t column_blocks(const RegisterTile& tile, std::size_t columns) {
    return (columns + tile.columns() - 1) / tile.columns();
}

/// Packs a matrix for the inner product: for each block of columns all `depth` rows, each as wide as the block, so that
/// the product reads straight through. `matrix` has element (row, column) at row * row_stride + column * column_stride;
/// `packed` has room for depth * padded_columns(tile, columns) floats.
void pack_columns(const RegisterTile& tile, const float* matrix, std::size_t depth, std::size_t row_stride,
                  std::size_t columns, std::size_t column_stride, float* packed);

}  // namespace yolozu::engine
