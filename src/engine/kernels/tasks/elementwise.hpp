// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "engine/ir/ops/elementwise.hpp"
#include "engine/kernels/tasks/items.hpp"

namespace yolozu::engine {

/// y = function(x) over `rows` rows of `length` contiguous floats; strides in elements. y may be x.
struct UnaryTask {
    UnaryFunction function = UnaryFunction::identity;
    float alpha = 0.0F;
    float beta = 0.0F;
    std::size_t rows = 0, length = 0;
    const float* x = nullptr;
    std::size_t x_stride = 0;
    float* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const UnaryTask& task) {
    return block_count(task.rows, task.length);
}

/// y = function(a, b) over up to eight axes, outermost first; strides in elements. Along the last axis those of a and b
/// are 0 (one number for all) or 1, and y's is 1. y may be a or b where it has the same strides.
struct BinaryTask {
    static constexpr std::size_t max_rank = 8;
    BinaryFunction function = BinaryFunction::add;
    std::size_t rank = 1;  ///< at least 1
    std::size_t extents[max_rank] = {};
    std::size_t a_strides[max_rank] = {}, b_strides[max_rank] = {}, y_strides[max_rank] = {};
    const float* a = nullptr;
    const float* b = nullptr;
    float* y = nullptr;
};
constexpr std::size_t item_count(const BinaryTask& task) {
    std::size_t rows = 1;
    for (std::size_t axis = 0; axis + 1 < task.rank; ++axis) rows *= task.extents[axis];
    return block_count(rows, task.extents[task.rank - 1]);
}

/// Whether the kernels `unary` and `binary` know a function.
bool supported(UnaryFunction function);
bool supported(BinaryFunction function);

}  // namespace yolozu::engine
