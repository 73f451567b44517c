// SPDX-License-Identifier: Apache-2.0
//
// Kernels along one axis of outer x n x inner elements. The inner elements are contiguous; where inner is 1, the n
// elements along the axis are (axis strides are 1). Strides in elements.
#pragma once

#include <cstddef>

#include "engine/ir/ops/reduction.hpp"
#include "engine/kernels/tasks/items.hpp"

namespace yolozu::engine {

/// Inner elements are taken in items of this many.
constexpr std::size_t inner_block = 64;

constexpr std::size_t inner_block_count(std::size_t outer, std::size_t inner) {
    return outer * ((inner + inner_block - 1) / inner_block);
}

/// An operand of outer x n x inner elements.
template <class Element>
struct AxisOperand {
    Element* data = nullptr;
    std::size_t outer_stride = 0, axis_stride = 1;
};

/// y = e^x / sum of e^x along the axis, or the logarithm of that. y may be x. n is at least 1.
struct SoftmaxTask {
    bool logarithm = false;
    std::size_t outer = 0, n = 0, inner = 1;
    AxisOperand<const float> x{};
    AxisOperand<float> y{};
};
constexpr std::size_t item_count(const SoftmaxTask& task) {
    return inner_block_count(task.outer, task.inner);
}

/// y[outer][inner] = sum of softmax(x) weights along the axis. n is at least 1.
struct ExpectedValueTask {
    std::size_t outer = 0, n = 0, inner = 1;
    AxisOperand<const float> x{};
    const float* weights = nullptr;  ///< n
    float* y = nullptr;
    std::size_t y_outer_stride = 0;
};
constexpr std::size_t item_count(const ExpectedValueTask& task) {
    return inner_block_count(task.outer, task.inner);
}

/// y[outer][inner] = the sum, mean, largest or smallest along the axis: 0, NaN, -inf and inf where n is 0. Which of
/// several NaNs and whether numbers win over NaNs for the largest and smallest is left open.
struct ReduceTask {
    ReduceFunction function = ReduceFunction::sum;
    std::size_t outer = 0, n = 0, inner = 1;
    AxisOperand<const float> x{};
    float* y = nullptr;
    std::size_t y_outer_stride = 0;
};
constexpr std::size_t item_count(const ReduceTask& task) {
    return inner_block_count(task.outer, task.inner);
}
/// Whether the kernel `reduce` knows a function.
bool supported(ReduceFunction function);

/// y = (x - mean) / sqrt(variance + epsilon) scale + bias over each row of n contiguous elements. y may be x.
struct LayerNormTask {
    std::size_t rows = 0, n = 0;
    float epsilon = 1e-5F;
    const float* x = nullptr;
    std::size_t x_stride = 0;
    const float* scale = nullptr;  ///< n
    const float* bias = nullptr;   ///< n or nullptr
    float* y = nullptr;
    std::size_t y_stride = 0;
};
constexpr std::size_t item_count(const LayerNormTask& task) {
    return task.rows;
}

/// Smallest and largest of each item, for the caller to take the smallest and largest of. An item is a block of a row,
/// or as many whole rows as make up a block. NaNs are passed over: an item without numbers gives inf and -inf.
struct MinimumMaximumTask {
    std::size_t rows = 0, length = 0;
    const float* x = nullptr;
    std::size_t x_stride = 0;
    float* smallest = nullptr;  ///< one for each item
    float* largest = nullptr;
};
constexpr std::size_t item_count(const MinimumMaximumTask& task) {
    if (task.length == 0 || task.length > row_block) return block_count(task.rows, task.length);
    const std::size_t rows_per_item = row_block / task.length;
    return (task.rows + rows_per_item - 1) / rows_per_item;
}

}  // namespace yolozu::engine
