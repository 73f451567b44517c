// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/lanes.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

/// The matrix of one item.
struct Matrix {
    const std::byte* x;
    std::byte* y;
    std::size_t rows, columns;
};

Matrix matrix_of(const PermuteTask& task, std::size_t item) {
    const std::size_t column_blocks = (task.columns + permute_columns - 1) / permute_columns;
    const std::size_t row_blocks = (task.rows + permute_rows - 1) / permute_rows;
    const std::size_t column = item % column_blocks * permute_columns;
    item /= column_blocks;
    const std::size_t row = item % row_blocks * permute_rows;
    item /= row_blocks;
    std::size_t x = row * task.x_row_stride + column * task.x_column_stride;
    std::size_t y = row * task.y_row_stride + column;
    for (std::size_t axis = task.outer_rank; axis-- > 0;) {
        const std::size_t place = item % task.outer_extents[axis];
        item /= task.outer_extents[axis];
        x += place * task.x_outer_strides[axis];
        y += place * task.y_outer_strides[axis];
    }
    return {task.x + x * task.element_bytes, task.y + y * task.element_bytes, smaller(permute_rows, task.rows - row),
            smaller(permute_columns, task.columns - column)};
}

/// Part of a matrix.
struct Cut {
    std::size_t row, row_count, column, column_count;
};

template <std::size_t bytes>
void copy_elements(const PermuteTask& task, const Matrix& matrix, const Cut& cut) {
    for (std::size_t row = cut.row; row < cut.row + cut.row_count; ++row) {
        const std::byte* x = matrix.x + (row * task.x_row_stride + cut.column * task.x_column_stride) * bytes;
        std::byte* y = matrix.y + (row * task.y_row_stride + cut.column) * bytes;
        for (std::size_t column = 0; column < cut.column_count; ++column) {
            __builtin_memcpy(y, x, bytes);
            x += task.x_column_stride * bytes;
            y += bytes;
        }
    }
}

/// A few columns at a time, so that what lies side by side in x is read while it is in the cache.
template <std::size_t bytes>
void copy_strips(const PermuteTask& task, const Matrix& matrix) {
    constexpr std::size_t strip = 64;
    for (std::size_t column = 0; column < matrix.columns; column += strip)
        copy_elements<bytes>(task, matrix, {0, matrix.rows, column, smaller(strip, matrix.columns - column)});
}

/// A transposition: rows are contiguous in x.
void transpose_words(const PermuteTask& task, const Matrix& matrix) {
    constexpr std::size_t tile = Lanes::tile;
    const std::size_t tiled_rows = matrix.rows - matrix.rows % tile;
    std::size_t column = 0;
    for (; column + tile <= matrix.columns; column += tile) {
        for (std::size_t row = 0; row < tiled_rows; row += tile)
            Lanes::transpose_tile(matrix.x + 4 * (row + column * task.x_column_stride), task.x_column_stride,
                                  matrix.y + 4 * (row * task.y_row_stride + column), task.y_row_stride);
        copy_elements<4>(task, matrix, {tiled_rows, matrix.rows - tiled_rows, column, tile});
    }
    copy_elements<4>(task, matrix, {0, matrix.rows, column, matrix.columns - column});
}

void copy_rows_of(const PermuteTask& task, const Matrix& matrix) {
    for (std::size_t row = 0; row < matrix.rows; ++row)
        __builtin_memcpy(matrix.y + row * task.y_row_stride * task.element_bytes,
                         matrix.x + row * task.x_row_stride * task.element_bytes, matrix.columns * task.element_bytes);
}

void permute_matrix(const PermuteTask& task, const Matrix& matrix) {
    if (task.x_column_stride == 1) return copy_rows_of(task, matrix);
    switch (task.element_bytes) {
        case 1:
            return copy_strips<1>(task, matrix);
        case 2:
            return copy_strips<2>(task, matrix);
        case 8:
            return copy_strips<8>(task, matrix);
        default:
            if (task.x_row_stride == 1) return transpose_words(task, matrix);
            copy_strips<4>(task, matrix);
    }
}

}  // namespace

void permute(const PermuteTask& task, std::size_t begin, std::size_t end, std::byte*) {
    for (std::size_t item = begin; item < end; ++item) permute_matrix(task, matrix_of(task, item));
}

void copy_rows(const CopyRowsTask& task, std::size_t begin, std::size_t end, std::byte*) {
    const std::size_t blocks = (task.row_bytes + copy_block - 1) / copy_block;
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t row = item / blocks, first = item % blocks * copy_block;
        __builtin_memcpy(task.y + row * task.y_stride + first, task.x + row * task.x_stride + first,
                         smaller(copy_block, task.row_bytes - first));
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
