// SPDX-License-Identifier: Apache-2.0
//
// The kinds of steps, one for each file of this folder or so.
#pragma once

#include "engine/plan/step.hpp"

namespace yolozu::engine {

StepKind convolution_kind();
StepKind winograd_kind();
StepKind depthwise_kind();
StepKind integer_convolution_kind();
StepKind quantised_convolution_kind();
StepKind lookup_kind();
StepKind matmul_kind();
StepKind attention_kind();
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
StepKind quantize_all_kind();
StepKind dequantize_all_kind();
StepKind quantize_kind();
StepKind dequantize_kind();
StepKind cast_kind();
StepKind half_kind();
StepKind dynamic_quantize_kind();

/// An extent, which is never negative once its shape is known, as a count.
inline std::size_t size(std::int64_t extent) {
    return static_cast<std::size_t>(extent);
}

/// Strides in elements along each axis of an operand.
struct Strides {
    std::size_t along[Shape::max_rank] = {};
};
Strides strides_of(const Operand& operand);
/// Of a channels-last image: in elements, or in bytes where those of an element are given.
PictureStrides picture_strides(const Operand& image, std::size_t element_bytes = 1);

/// How an operand's matrices, `matrix_step` apart, step along the batch axes of a product of matrices.
BatchTask batch_task(const Shape& operand, const Shape& result, std::size_t matrix_step);

/// A convolution's window over a channels-last image x of one or two spatial axes; one is an image of one row.
Result<WindowTask> window_task(const Window& op, const Shape& x, const Shape& weights);

/// Two operands of the same shape as the same rows of contiguous elements; one row where both are dense.
struct RowPair {
    std::size_t rows, length, x_stride, y_stride;
};
inline RowPair row_pair(const Operand& x, const Operand& y) {
    if (x.dense() && y.dense()) return {1, x.count(), x.count(), y.count()};
    return {x.rows(), x.row_length(), x.row_stride, y.row_stride};
}

}  // namespace yolozu::engine
