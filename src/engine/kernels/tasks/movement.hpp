// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "yolozu/result.hpp"

namespace yolozu::engine {

/// Copies `rows` rows of `row_bytes` bytes; strides in bytes.
struct CopyRowsTask {
    std::size_t rows = 0, row_bytes = 0;
    const std::byte* x = nullptr;
    std::size_t x_stride = 0;
    std::byte* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t copy_block = 32768;
constexpr std::size_t item_count(const CopyRowsTask& task) {
    return task.rows * ((task.row_bytes + copy_block - 1) / copy_block);
}

/// Copies elements of 1, 2, 4 or 8 bytes between any two layouts: `outer_rank` axes, and within them a matrix. Along
/// the columns y is contiguous. Fast where x is contiguous along the columns too, or along the rows (a transposition).
/// Strides in elements. Made by permute_task.
struct PermuteTask {
    static constexpr std::size_t max_rank = 8;
    std::size_t element_bytes = 4;
    std::size_t outer_rank = 0;
    std::size_t outer_extents[max_rank] = {};
    std::size_t x_outer_strides[max_rank] = {}, y_outer_strides[max_rank] = {};
    std::size_t rows = 1, columns = 1;
    std::size_t x_row_stride = 0, x_column_stride = 1;
    std::size_t y_row_stride = 0;
    const std::byte* x = nullptr;
    std::byte* y = nullptr;
    /// An item is a matrix of at most so many rows and columns: of transpositions a part of x that fits the first-level
    /// cache, so that all of each cache line is used while it is there.
    std::size_t item_rows = 16, item_columns = 1024;
};
constexpr std::size_t item_count(const PermuteTask& task) {
    std::size_t count = (task.rows + task.item_rows - 1) / task.item_rows;
    count *= (task.columns + task.item_columns - 1) / task.item_columns;
    for (std::size_t axis = 0; axis < task.outer_rank; ++axis) count *= task.outer_extents[axis];
    return count;
}

/// The task that copies x to y, both seen as having these extents (at most eight, outermost first as in y) and strides
/// in elements. Axes that can be walked as one are joined. Fast where y is contiguous along its last
/// axis. Fails for other ranks and element sizes.
Result<PermuteTask> permute_task(std::size_t element_bytes, std::span<const std::size_t> extents, const std::byte* x,
                                 std::span<const std::size_t> x_strides, std::byte* y,
                                 std::span<const std::size_t> y_strides);

}  // namespace yolozu::engine
