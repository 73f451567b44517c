// SPDX-License-Identifier: Apache-2.0
//
// Products of two matrices that are both made at run time: the right one is packed first, then multiplied.
#pragma once

#include <cstddef>

#include "engine/kernels/tasks/batch.hpp"
#include "engine/kernels/tasks/tile.hpp"

namespace yolozu::engine {

/// pack_columns for every matrix of a batch.
struct PackTask {
    std::size_t matrices = 1, matrix_step = 0;
    const float* matrix = nullptr;
    std::size_t depth = 0, columns = 0;
    std::size_t row_stride = 0, column_stride = 1;
    float* packed = nullptr;  ///< matrices x depth x padded_columns
    RegisterTile tile{};
};
/// An item is a block of columns of one matrix.
constexpr std::size_t item_count(const PackTask& task) {
    return task.matrices * column_blocks(task.tile, task.columns);
}

/// y = alpha a b for every pair of the batch. a: rows x depth, b: packed, y: rows x columns, rows contiguous.
struct MultiplyTask {
    std::size_t rows = 0, depth = 0, columns = 0;
    BatchTask a_batch, b_batch;  ///< of the same extents; the steps of b count whole packed matrices
    const float* a = nullptr;
    std::size_t a_stride = 0;  ///< of a row
    const float* packed = nullptr;
    float* y = nullptr;
    std::size_t y_stride = 0;  ///< of a row; matrices of y follow each other
    RegisterTile tile{};
};
/// An item is a tile of rows of one matrix.
constexpr std::size_t item_count(const MultiplyTask& task) {
    return task.a_batch.count() * ((task.rows + task.tile.rows - 1) / task.tile.rows);
}
constexpr std::size_t scratch_bytes(const MultiplyTask& task) {
    return task.tile.size() * sizeof(float);
}

}  // namespace yolozu::engine
