// SPDX-License-Identifier: Apache-2.0
//
// Attention without its matrix of scores: they are made, used and forgotten for a block of keys at a time.
#pragma once

#include <cstddef>

#include "engine/kernels/tasks/batch.hpp"
#include "engine/kernels/tasks/tile.hpp"

namespace yolozu::engine {

/// y = softmax(scale q k') v for every matrix of the batch. q: rows x depth, k: keys x depth, v: keys x columns,
/// y: rows x columns; rows contiguous. There is at least one key.
struct AttentionTask {
    std::size_t rows = 0, depth = 0, keys = 0, columns = 0;
    float scale = 1.0F;
    BatchTask q_batch, k_batch, v_batch;  ///< of the same extents; steps in floats
    const float* q = nullptr;
    std::size_t q_stride = 0;  ///< of a row, as the other strides are
    const float* k = nullptr;
    std::size_t k_stride = 0;
    const float* v = nullptr;
    std::size_t v_stride = 0;
    float* y = nullptr;
    std::size_t y_stride = 0;  ///< matrices of y follow each other
    RegisterTile tile{};       ///< of the level whose kernel runs
};

/// Keys in a block: their scores stay in the first-level cache.
constexpr std::size_t keys_at_once(const RegisterTile& tile) {
    return 16 * tile.rows;
}

/// An item is as many rows of one matrix as the register tile has columns.
constexpr std::size_t item_count(const AttentionTask& task) {
    return task.q_batch.count() * column_blocks(task.tile, task.rows);
}
/// For each row of an item: its scores, its query, its sums of values.
constexpr std::size_t scratch_bytes(const AttentionTask& task) {
    return (keys_at_once(task.tile) + task.depth + task.columns) * task.tile.columns() * sizeof(float);
}

}  // namespace yolozu::engine
