// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/lanes.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

/// Matrices of so few columns are done so many items at a time, which still fit the first-level cache.
constexpr std::size_t few_columns = 16, joined_items = 16;

/// The matrix of one item.
struct Matrix {
    const std::byte* x;
    std::byte* y;
    std::size_t rows, columns;
};

Matrix matrix_of(const PermuteTask& task, std::size_t item) {
    const std::size_t column_blocks = (task.columns + task.item_columns - 1) / task.item_columns;
    const std::size_t row_blocks = (task.rows + task.item_rows - 1) / task.item_rows;
    const std::size_t column = item % column_blocks * task.item_columns;
    item /= column_blocks;
    const std::size_t row = item % row_blocks * task.item_rows;
    item /= row_blocks;
    std::size_t x = row * task.x_row_stride + column * task.x_column_stride;
    std::size_t y = row * task.y_row_stride + column;
    for (std::size_t axis = task.outer_rank; axis-- > 0;) {
        const std::size_t place = item % task.outer_extents[axis];
        item /= task.outer_extents[axis];
        x += place * task.x_outer_strides[axis];
        y += place * task.y_outer_strides[axis];
    }
    return {task.x + x * task.element_bytes, task.y + y * task.element_bytes, smaller(task.item_rows, task.rows - row),
            smaller(task.item_columns, task.columns - column)};
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

/// Four elements of four bytes, whatever the level; the shuffles are the same on all of them.
typedef std::uint32_t Quad __attribute__((vector_size(16)));
typedef std::uint64_t Halves __attribute__((vector_size(16)));

Quad load_quad(const std::byte* from) {
    Quad quad;
    __builtin_memcpy(&quad, from, sizeof quad);
    return quad;
}

template <std::size_t count>
void store_first(std::byte* to, Quad quad) {
    const std::uint64_t first_two = reinterpret_cast<Halves>(quad)[0];
    const std::uint32_t one = quad[count - 1];
    if constexpr (count == 4) __builtin_memcpy(to, &quad, 16);
    if constexpr (count == 2 || count == 3) __builtin_memcpy(to, &first_two, 8);
    if constexpr (count == 1 || count == 3) __builtin_memcpy(to + 4 * (count - 1), &one, 4);
}

/// A transposition of at most four columns: rows are contiguous in x.
template <std::size_t columns>
void transpose_columns(const PermuteTask& task, const Matrix& matrix, std::size_t column) {
    const std::byte* x = matrix.x + 4 * column * task.x_column_stride;
    std::byte* y = matrix.y + 4 * column;
    const std::size_t y_step = 4 * task.y_row_stride;
    std::size_t row = 0;
    for (; row + 4 <= matrix.rows; row += 4, x += 16, y += 4 * y_step) {
        Quad from[4] = {};
#pragma GCC unroll 4
        for (std::size_t index = 0; index < columns; ++index)
            from[index] = load_quad(x + 4 * index * task.x_column_stride);
        const Quad low_left = __builtin_shufflevector(from[0], from[1], 0, 4, 1, 5);
        const Quad low_right = __builtin_shufflevector(from[2], from[3], 0, 4, 1, 5);
        const Quad high_left = __builtin_shufflevector(from[0], from[1], 2, 6, 3, 7);
        const Quad high_right = __builtin_shufflevector(from[2], from[3], 2, 6, 3, 7);
        store_first<columns>(y, __builtin_shufflevector(low_left, low_right, 0, 1, 4, 5));
        store_first<columns>(y + y_step, __builtin_shufflevector(low_left, low_right, 2, 3, 6, 7));
        store_first<columns>(y + 2 * y_step, __builtin_shufflevector(high_left, high_right, 0, 1, 4, 5));
        store_first<columns>(y + 3 * y_step, __builtin_shufflevector(high_left, high_right, 2, 3, 6, 7));
    }
    copy_elements<4>(task, matrix, {row, matrix.rows - row, column, columns});
}

/// The three planes of a picture as pixels that follow one another.
void join_planes(const PermuteTask& task, const Matrix& matrix) {
    const std::byte* x = matrix.x;
    std::byte* y = matrix.y;
    const std::size_t plane = 4 * task.x_column_stride;
    std::size_t row = 0;
    for (; row + 4 <= matrix.rows; row += 4, x += 16, y += 48) {
        const Quad r = load_quad(x), g = load_quad(x + plane), b = load_quad(x + 2 * plane);
        const Quad rg = __builtin_shufflevector(r, g, 0, 4, 1, 5), gb = __builtin_shufflevector(g, b, 1, 5, 2, 6);
        store_first<4>(y, __builtin_shufflevector(rg, __builtin_shufflevector(b, r, 0, 5, 0, 5), 0, 1, 4, 5));
        store_first<4>(y + 16, __builtin_shufflevector(gb, __builtin_shufflevector(r, g, 2, 6, 2, 6), 0, 1, 4, 5));
        store_first<4>(y + 32, __builtin_shufflevector(__builtin_shufflevector(b, r, 2, 7, 2, 7),
                                                       __builtin_shufflevector(g, b, 3, 7, 3, 7), 0, 1, 4, 5));
    }
    copy_elements<4>(task, matrix, {row, matrix.rows - row, 0, 3});
}

/// A transposition: rows are contiguous in x. Pictures have few columns, their colours.
void transpose_words(const PermuteTask& task, const Matrix& matrix) {
    constexpr std::size_t tile = Lanes::tile;
    if (matrix.columns == 3 && task.y_row_stride == 3) return join_planes(task, matrix);
    const std::size_t tiled_rows = matrix.rows - matrix.rows % tile;
    std::size_t column = 0;
    for (; column + tile <= matrix.columns; column += tile) {
        for (std::size_t row = 0; row < tiled_rows; row += tile)
            Lanes::transpose_tile(matrix.x + 4 * (row + column * task.x_column_stride), task.x_column_stride,
                                  matrix.y + 4 * (row * task.y_row_stride + column), task.y_row_stride);
        copy_elements<4>(task, matrix, {tiled_rows, matrix.rows - tiled_rows, column, tile});
    }
    for (; column + 4 <= matrix.columns; column += 4) transpose_columns<4>(task, matrix, column);
    switch (matrix.columns - column) {
        case 3:
            return transpose_columns<3>(task, matrix, column);
        case 2:
            return transpose_columns<2>(task, matrix, column);
        case 1:
            return transpose_columns<1>(task, matrix, column);
        default:
            return;
    }
}

/// Every second element of each row.
void copy_alternate_words(const PermuteTask& task, const Matrix& matrix) {
    // The last quad would read one element behind the last one that is wanted.
    const std::size_t whole = matrix.columns < 5 ? 0 : (matrix.columns - 1) / 4 * 4;
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        const std::byte* x = matrix.x + 4 * row * task.x_row_stride;
        std::byte* y = matrix.y + 4 * row * task.y_row_stride;
        for (std::size_t column = 0; column < whole; column += 4, x += 32, y += 16)
            store_first<4>(y, __builtin_shufflevector(load_quad(x), load_quad(x + 16), 0, 2, 4, 6));
    }
    copy_elements<4>(task, matrix, {0, matrix.rows, whole, matrix.columns - whole});
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
            if (task.x_column_stride == 2) return copy_alternate_words(task, matrix);
            copy_strips<4>(task, matrix);
    }
}

}  // namespace

void permute(const PermuteTask& task, std::size_t begin, std::size_t end, std::byte*) {
    const std::size_t row_blocks = (task.rows + task.item_rows - 1) / task.item_rows;
    for (std::size_t item = begin; item < end;) {
        Matrix matrix = matrix_of(task, item);
        std::size_t items = 1;
        if (task.columns <= few_columns) {
            // Items as narrow as this follow one another down the rows, and are little work each.
            const std::size_t block = item % row_blocks;
            items = smaller(joined_items, smaller(end - item, row_blocks - block));
            matrix.rows = smaller(items * task.item_rows, task.rows - block * task.item_rows);
        }
        permute_matrix(task, matrix);
        item += items;
    }
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
