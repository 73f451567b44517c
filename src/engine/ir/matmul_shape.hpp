// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/ir/rules.hpp"

namespace yolozu::engine {

/// NumPy's matmul: a batch of products of rows x inner and inner x columns matrices. Vectors count as a row on the left
/// and as a column on the right, which the output then leaves out.
struct MatMulShape {
    Shape output;
    Shape batch, a_batch, b_batch;  ///< the last two broadcast to the first
    std::int64_t rows = 1, inner = 1, columns = 1;
};

Result<MatMulShape> matmul_shape(const Shape& a, const Shape& b);

/// The extents of Attention's operands, which have two axes and more.
struct AttentionShape {
    Shape output;
    Shape batch, q_batch, k_batch, v_batch;  ///< the last three broadcast to the first
    std::int64_t rows = 1, depth = 1, keys = 1, columns = 1;
};

Result<AttentionShape> attention_shape(const Shape& q, const Shape& k, const Shape& v);

}  // namespace yolozu::engine
