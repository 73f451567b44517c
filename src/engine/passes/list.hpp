// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/passes/rewriting.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// Values that are only another name of others: identities, casts to the same type, reshapes to the same shape,
/// single-operand concatenations, transposes that change nothing. Squeeze, Unsqueeze and Flatten become Reshape.
Status remove_identities(Graph& graph);

/// float16 values become float32 (computing in half precision would be slower and less exact); inputs and outputs of
/// the graph keep their type, with a Cast behind or before them.
Status widen_halves(Graph& graph);

/// A ConvInteger whose sums become floats, are scaled and get a bias, as dynamic quantisation writes it, becomes one
/// QuantisedConv.
Status integer_convolution(Graph& graph);

/// A QLinearConv with constant parameters becomes a QuantisedConv, which adds the bias in float: a result may differ by
/// one step where it lies between two.
Status quantised_convolution(Graph& graph);

/// A convolution of dequantised bytes with dequantised constant weights becomes a QuantisedConv of the bytes. What is
/// left of the weights' DequantizeLinear, which import leaves for this, is for fold_constants.
Status dequantised_convolution(Graph& graph);

/// A convolution followed by a batch normalisation (or by a Mul or Add of a constant for each channel) becomes one
/// convolution; a batch normalisation alone becomes a Mul and an Add.
Status fold_batch_normalization(Graph& graph);

/// x * Sigmoid(x) is silu; x * HardSigmoid(x), x * tanh(softplus(x)) and the spellings of gelu alike.
Status find_activations(Graph& graph);

/// Functions of single bytes (a DequantizeLinear, activations, perhaps a QuantizeLinear) become a Lookup, and what only
/// moves numbers between a DequantizeLinear and a QuantizeLinear moves bytes.
Status find_lookups(Graph& graph);

/// A 1x1 convolution of a Concat with an enlarged image (nearest pixels) in it convolves that image's channels before
/// it is enlarged, where there are fewer places, and adds the convolution of the other channels: necks of detectors
/// have these, and pay for a half of it.
Status convolve_before_resize(Graph& graph);

/// Mean, subtraction, square, mean, root and division over the last axes are one LayerNormalization.
Status find_layer_normalization(Graph& graph);

/// Softmax over the last axis and a product with constant weights, as distribution focal loss heads have it, become one
/// ExpectedValue.
Status find_expected_value(Graph& graph);

/// A product of queries and keys, perhaps scaled, its softmax over the keys and the product of that with values become
/// one Attention: the scores of all queries and keys take more memory, and more time to go through it, than all else.
Status find_attention(Graph& graph);

/// Matrix products with a constant right side, Gemm and what is added to them become 1-wide convolutions over
/// channels-last rows, so that they share those kernels and tails.
Status linear_to_convolution(Graph& graph);

/// A transposed convolution whose windows lie side by side becomes a convolution of each place by itself and moves of
/// what that gives, so that it shares the kernels of convolutions.
Status transposed_convolution(Graph& graph);

/// A depthwise QuantisedConv becomes one in float over the dequantised image: its sums are so short that floats hold
/// them, and bytes gain nothing where every product needs an input of its own.
Status depthwise_in_float(Graph& graph);

/// Convolutions and pools over N x C x spatial get a Transpose before and behind and work channels-last.
Status channels_last(Graph& graph);

/// Moves Transposes down past the operators that do not mind, until they meet and cancel.
Status push_transposes(Graph& graph);

/// Activations and residual additions move into the tail of the convolution before them, and the quantisation of its
/// result into a QuantisedConv.
Status fuse_convolution_tails(Graph& graph);

/// Nodes whose inputs have become constant are computed now.
Status fold_constants(Graph& graph);

}  // namespace yolozu::engine
