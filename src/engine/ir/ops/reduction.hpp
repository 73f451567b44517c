// SPDX-License-Identifier: Apache-2.0
//
// Operators that summarise along axes, and products of matrices. Axes may be negative (from the end).
#pragma once

#include <cstdint>

#include "yolozu/tensor.hpp"

namespace yolozu::engine {

enum class ReduceFunction : std::uint8_t { sum, mean, maximum, minimum, product, l1, l2, sum_square, log_sum, log_sum_exp };

/// Inputs: x, axes (int64) or none. No axes: all of them, or none with `noop_with_empty_axes`.
struct Reduce {
    ReduceFunction function = ReduceFunction::sum;
    bool keep_dims = true;
    bool noop_with_empty_axes = false;
};

/// Output: int64 index of the first (or last) largest or smallest element along the axis.
struct ArgReduce {
    bool largest = true;
    std::int64_t axis = 0;
    bool keep_dims = true;
    bool select_last = false;
};

enum class SoftmaxKind : std::uint8_t { softmax, log_softmax, hardmax };

/// Along one axis, or (`through_last`, before opset 13) over all axes from `axis` on taken together.
struct Softmax {
    SoftmaxKind kind = SoftmaxKind::softmax;
    std::int64_t axis = -1;
    bool through_last = false;
};

/// y = sum over the last axis of softmax(x) weights, that axis being dropped: the expected value that YOLO's
/// distribution focal loss heads take. Inputs: x (... x n), weights (n).
struct ExpectedValue {};

/// Inputs: x, axis (int scalar).
struct CumSum {
    bool exclusive = false;
    bool reverse = false;
};

/// Inputs: x, k (int64, one element). Outputs: values, indices (int64). Equal values: the lower index first.
struct TopK {
    std::int64_t axis = -1;
    bool largest = true;
    bool sorted = true;
};

/// NumPy's matmul with batch broadcasting, float.
struct MatMul {};

/// y = alpha op(a) op(b) + beta c. Inputs: a, b, c or none.
struct Gemm {
    float alpha = 1.0F;
    float beta = 1.0F;
    bool transpose_a = false;
    bool transpose_b = false;
};

/// y = softmax(scale q k') v for every matrix of a batch that broadcasts as NumPy's matmul does; softmax over the keys.
/// Inputs: q (... x rows x depth), k (... x keys x depth), v (... x keys x columns), float. Output: ... x rows x
/// columns. After Vaswani et al., "Attention Is All You Need", 2017.
struct Attention {
    float scale = 1.0F;
};

/// Normalisations. x is N x C x spatial... for batch, instance, group and local response.
/// Inputs: x, scale, bias, mean, variance: y = (x - mean) / sqrt(variance + epsilon) scale + bias.
struct BatchNormalization {
    float epsilon = 1e-5F;
};
/// Inputs: x, scale, bias.
struct InstanceNormalization {
    float epsilon = 1e-5F;
};
/// Inputs: x, scale, bias or none. Over all axes from `axis` on. Outputs: y, optionally mean and 1 / deviation.
struct LayerNormalization {
    std::int64_t axis = -1;
    float epsilon = 1e-5F;
};
/// Inputs: x, scale, bias: one number a group (opset 18) or a channel (opset 21), told apart by their length.
struct GroupNormalization {
    std::int64_t groups = 1;
    float epsilon = 1e-5F;
};
struct LocalResponseNormalization {
    std::int64_t size = 1;
    float alpha = 1e-4F;
    float beta = 0.75F;
    float bias = 1.0F;
};

}  // namespace yolozu::engine
