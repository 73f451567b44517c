// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/steps/kinds.hpp"

#include <array>

namespace yolozu::engine {

std::span<const StepKind> vector_step_kinds() {
    // In order of preference; each line is a file of this folder.
    static const std::array kinds{
        depthwise_kind(),
        winograd_kind(),
        convolution_kind(),
        integer_convolution_kind(),
        quantised_convolution_kind(),
        lookup_kind(),
        matmul_kind(),
        attention_kind(),
        unary_kind(),
        binary_kind(),
        concat_kind(),
        slice_kind(),
        strided_slice_kind(),
        reshape_kind(),
        transpose_kind(),
        pool_kind(),
        resize_nearest_kind(),
        resize_linear_kind(),
        softmax_kind(),
        expected_value_kind(),
        reduce_kind(),
        layer_normalization_kind(),
        quantize_all_kind(),
        dequantize_all_kind(),
        quantize_kind(),
        dequantize_kind(),
        cast_kind(),
        half_kind(),
        dynamic_quantize_kind(),
    };
    return kinds;
}

Strides strides_of(const Operand& operand) {
    Strides strides;
    const std::size_t rank = operand.shape.rank();
    std::size_t step = 1;
    for (std::size_t axis = rank; axis-- > 0;) {
        strides.along[axis] = step;
        step = axis + 1 == rank ? operand.row_stride : step * size(operand.shape[axis]);
    }
    return strides;
}

BatchTask batch_task(const Shape& operand, const Shape& result, std::size_t matrix_step) {
    BatchTask batch;
    batch.rank = result.rank() - 2;
    const std::size_t missing = result.rank() - operand.rank();
    std::size_t step = matrix_step;
    for (std::size_t axis = batch.rank; axis-- > 0;) {
        batch.extents[axis] = size(result[axis]);
        const std::size_t extent = axis < missing ? 1 : size(operand[axis - missing]);
        batch.steps[axis] = extent == 1 ? 0 : step;
        step *= extent;
    }
    return batch;
}

PictureStrides picture_strides(const Operand& image, std::size_t element_bytes) {
    const Strides strides = strides_of(image);
    return {strides.along[0] * element_bytes, strides.along[1] * element_bytes, strides.along[2] * element_bytes};
}

}  // namespace yolozu::engine
