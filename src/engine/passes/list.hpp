// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/passes/rewriting.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// Values that are only another name of others: identities, casts to the same type, reshapes to the same shape,
/// single-operand concatenations, transposes that change nothing. Squeeze, Unsqueeze and Flatten become Reshape.
Status remove_identities(Graph& graph);

/// float16 values become float32 (computing in half precision would be slower and less exact); inputs and outputs of the
/// graph keep their type, with a Cast behind or before them.
Status widen_halves(Graph& graph);

/// A convolution followed by a batch normalisation (or by a Mul or Add of a constant for each channel) becomes one
/// convolution; a batch normalisation alone becomes a Mul and an Add.
Status fold_batch_normalization(Graph& graph);

/// x * Sigmoid(x) is silu; x * HardSigmoid(x), x * tanh(softplus(x)) and the spellings of gelu alike.
Status find_activations(Graph& graph);

/// Mean, subtraction, square, mean, root and division over the last axes are one LayerNormalization.
Status find_layer_normalization(Graph& graph);

/// Softmax over the last axis and a product with constant weights, as distribution focal loss heads have it, become one
/// ExpectedValue.
Status find_expected_value(Graph& graph);

/// Matrix products with a constant right side, Gemm and what is added to them become 1-wide convolutions over
/// channels-last rows, so that they share those kernels and tails.
Status linear_to_convolution(Graph& graph);

/// A transposed convolution whose windows lie side by side becomes a convolution of each place by itself and moves of
/// what that gives, so that it shares the kernels of convolutions.
Status transposed_convolution(Graph& graph);

/// A QLinearConv with constant scales becomes its sums (ConvInteger), their value in float with the bias, and that
/// quantised: the vector kernels have these. A result may differ by one step where it lies between two.
Status quantised_convolution(Graph& graph);

/// Convolutions and pools over N x C x spatial get a Transpose before and behind and work channels-last.
Status channels_last(Graph& graph);

/// Moves Transposes down past the operators that do not mind, until they meet and cancel.
Status push_transposes(Graph& graph);

/// Activations and residual additions move into the tail of the convolution before them.
Status fuse_convolution_tails(Graph& graph);

/// Nodes whose inputs have become constant are computed now.
Status fold_constants(Graph& graph);

}  // namespace yolozu::engine
