// SPDX-License-Identifier: Apache-2.0
//
// The kinds of steps, one for each file of this folder or so.
#pragma once

#include "engine/plan/step.hpp"

namespace yolozu::engine {

StepKind convolution_kind();
StepKind depthwise_kind();
StepKind integer_convolution_kind();
StepKind matmul_kind();
StepKind unary_kind();
StepKind binary_kind();
StepKind concat_kind();
StepKind slice_kind();
StepKind strided_slice_kind();
StepKind reshape_kind();
StepKind transpose_kind();
StepKind pool_kind();
StepKind resize_nearest_kind();
StepKind resize_linear_kind();
StepKind softmax_kind();
StepKind expected_value_kind();
StepKind reduce_kind();
StepKind layer_normalization_kind();
StepKind quantize_kind();
StepKind dequantize_kind();
StepKind cast_kind();
StepKind half_kind();
StepKind dynamic_quantize_kind();

/// Strides in elements along each axis of an operand.
struct Strides {
    std::size_t along[Shape::max_rank] = {};
};
Strides strides_of(const Operand& operand);

/// A convolution's window over a channels-last image x of one or two spatial axes; one is an image of one row.
Result<WindowTask> window_task(const Window& op, const Shape& x, const Shape& weights);

/// An operand as rows of contiguous elements: one row where it is dense.
struct Rows {
    std::size_t rows, length, stride;
};
inline Rows rows_of(const Operand& operand) {
    if (operand.dense()) return {1, operand.count(), operand.count()};
    return {operand.rows(), operand.row_length(), operand.row_stride};
}
/// Two operands of the same shape as the same rows: dense ones are cut where the other one is.
struct RowPair {
    std::size_t rows, length, x_stride, y_stride;
};
inline RowPair row_pair(const Operand& x, const Operand& y) {
    if (x.dense() && y.dense()) return {1, x.count(), x.count(), y.count()};
    return {x.rows(), x.row_length(), x.row_stride, y.row_stride};
}

}  // namespace yolozu::engine
