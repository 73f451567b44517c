// SPDX-License-Identifier: Apache-2.0
//
// The meaning of every operator, in scalar code: short and obvious, for constant folding, for tests to hold the vector
// kernels against, and to run what has no vector kernel.
#pragma once

#include <span>

#include "engine/ir/graph.hpp"
#include "engine/ir/op.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// Computes the outputs from the inputs. Shapes and types are those of `infer` on these inputs with their data; an input
/// that is left out has the type `undefined`, an output that nobody asks for has no data. Outputs do not overlap inputs.
/// Operators with data-dependent shapes shrink the shape of their output. Errors are those of data (an index out of
/// range) and of types that an operator does not support.
Status evaluate(const Op& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs);

#define YOLOZU_DECLARE_EVALUATE(name) \
    Status evaluate(const name& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs);
YOLOZU_OPS(YOLOZU_DECLARE_EVALUATE)
#undef YOLOZU_DECLARE_EVALUATE

/// Replaces a node whose inputs are all constants by constants holding its outputs. True when it did; false when an
/// input is not constant, or the result or the work would be larger than limits.hpp allows. The node itself is left for the
/// caller to drop.
Result<bool> fold(Graph& graph, const Node& node);

}  // namespace yolozu::engine
