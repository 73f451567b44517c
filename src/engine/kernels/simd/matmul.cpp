// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/matmul.hpp"

#include "engine/kernels/simd/batch.hpp"
#include "engine/kernels/simd/inner_product.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

void pack_block(const PackTask& task, std::size_t item) {
    const std::size_t blocks = (task.columns + tile_columns - 1) / tile_columns;
    const std::size_t padded = (task.columns + tile.width - 1) / tile.width * tile.width;
    const std::size_t matrix = item / blocks, column = item % blocks * tile_columns;
    const std::size_t count = smaller(tile_columns, task.columns - column);
    const std::size_t width = result_stride(count);
    const float* const from = task.matrix + matrix * task.matrix_step + column * task.column_stride;
    float* to = task.packed + (matrix * padded + column) * task.depth;
    for (std::size_t row = 0; row < task.depth; ++row, to += width) {
        const float* const line = from + row * task.row_stride;
        for (std::size_t c = 0; c < count; ++c) to[c] = line[c * task.column_stride];
        for (std::size_t c = count; c < width; ++c) to[c] = 0.0F;
    }
}

void store_rows(const MultiplyTask& task, const float* result, std::size_t rows, std::size_t columns, float* to) {
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; column += Lanes::width) {
            const Floats value = Lanes::load(result + row * result_stride(columns) + column);
            float* const place = to + row * task.y_stride + column;
            if (columns - column >= Lanes::width)
                Lanes::store(place, value);
            else
                Lanes::store_some(place, value, columns - column);
        }
}

/// What a product without a bias begins with.
alignas(64) constexpr float nothing[tile_columns] = {};

void multiply_tile(const MultiplyTask& task, std::size_t item, float* result) {
    const std::size_t tiles = (task.rows + tile.rows - 1) / tile.rows;
    const std::size_t padded = (task.columns + tile.width - 1) / tile.width * tile.width;
    const std::size_t pair = item / tiles, first = item % tiles * tile.rows;
    const float* const a = task.a + batch_offset(task.a_batch, pair);
    const float* const packed = task.packed + batch_offset(task.b_batch, pair) * task.depth * padded;
    float* const y = task.y + pair * task.rows * task.y_stride;
    const float* rows[tile.rows];
    for (std::size_t row = 0; row < tile.rows; ++row)
        rows[row] = a + smaller(first + row, task.rows - 1) * task.a_stride;
    for (std::size_t column = 0; column < task.columns; column += tile_columns) {
        const std::size_t columns = smaller(tile_columns, task.columns - column);
        for (std::size_t k = 0; k < task.depth; k += summed_at_once)
            add_products_of(
                columns, rows, task.depth,
                {k, smaller(task.depth, k + summed_at_once), packed + column * task.depth + k * result_stride(columns)},
                k == 0 ? nothing : nullptr, result);
        store_rows(task, result, smaller(tile.rows, task.rows - first), columns, y + first * task.y_stride + column);
    }
}

}  // namespace

void pack(const PackTask& task, std::size_t begin, std::size_t end, std::byte* /*scratch*/) {
    for (std::size_t item = begin; item < end; ++item) pack_block(task, item);
}

void multiply(const MultiplyTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    for (std::size_t item = begin; item < end; ++item) multiply_tile(task, item, reinterpret_cast<float*>(scratch));
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
