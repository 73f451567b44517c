// SPDX-License-Identifier: Apache-2.0
//
// Operators that slide a window: convolutions and pooling.
//
// Layouts: inputs are N x C x spatial..., or N x spatial... x C where `channels_last` is set; outputs alike. Weights are
// always as ONNX has them: M x C/groups x kernel... (ConvTranspose: C x M/groups x kernel...).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/ir/ops/elementwise.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

enum class AutoPad : std::uint8_t { explicit_pads, same_upper, same_lower, valid };

/// How a window slides. One number for each spatial axis; empty lists mean 1 (strides, dilations) or 0 (pads); an empty
/// kernel of a convolution is taken from its weights.
struct Window {
    std::vector<std::int64_t> kernel, strides, dilations;
    std::vector<std::int64_t> pads_begin, pads_end;
    AutoPad auto_pad = AutoPad::explicit_pads;
};

/// Whether and where a further input of the output's shape is added.
enum class Residual : std::uint8_t { none, before_activation, after_activation };

/// What happens to each result before it is stored: y = activation(x + bias [+ residual]) [+ residual].
struct Tail {
    Unary activation;
    Residual residual = Residual::none;
};

/// Inputs: x, weights, bias or none, residual or none. float.
struct Conv {
    Window window;
    std::int64_t groups = 1;
    bool channels_last = false;
    Tail tail;
};

/// Inputs: x, weights, bias or none. `output_shape` (spatial extents) overrides the pads when not empty.
struct ConvTranspose {
    Window window;
    std::int64_t groups = 1;
    std::vector<std::int64_t> output_padding, output_shape;
    bool channels_last = false;
};

/// Inputs: x (uint8/int8), weights (uint8/int8), zero point of x or none, of weights or none (one or one an output
/// channel). Output: int32, sum of (x - x0) (w - w0); padding counts as x0.
struct ConvInteger {
    Window window;
    std::int64_t groups = 1;
    bool channels_last = false;
};

/// Inputs: x, x scale, x zero point, weights, weights' scale, weights' zero point, y scale, y zero point, bias (int32)
/// or none. Output: saturate(round((sum of (x - x0) (w - w0) + bias) x_scale w_scale / y_scale) + y0).
struct QLinearConv {
    Window window;
    std::int64_t groups = 1;
    bool channels_last = false;
};

/// The sums of ConvInteger as floats with a tail, and perhaps quantised again; no file has it, passes make it.
/// Inputs: x, weights, zero point of x or none, of weights or none (these as ConvInteger's), scale (float, one or one an
/// output channel), bias (float, one an output channel) or none, residual (float, of the output's shape) or none, y
/// scale and y zero point (one number each) or neither. Output: float32
///     y = activation(scale sum + bias [+ residual]) [+ residual],
/// or with a y scale saturate(round(y / y_scale) + y0) of the type of y0. Zero points of weights are constants.
struct QuantisedConv {
    Window window;
    std::int64_t groups = 1;
    bool channels_last = false;
    Tail tail;
};

enum class PoolKind : std::uint8_t { maximum, average };

/// Outputs: y and, for a maximum, optionally the int64 indices into the flattened x (column_major: the last two axes
/// swapped in that count).
struct Pool {
    PoolKind kind = PoolKind::maximum;
    Window window;
    bool ceil_mode = false;
    bool count_include_pad = false;
    bool column_major = false;
    bool channels_last = false;
};

/// A window with everything that the input decides worked out.
struct ResolvedWindow {
    std::vector<std::int64_t> kernel, strides, dilations, pads_begin, pads_end;
    std::vector<std::int64_t> input, output;  ///< spatial extents
};

/// Resolves a convolution's or pool's window over `input` (spatial extents); `kernel` is used where the window's own is
/// empty. Fails for extents below 1, lists of the wrong length, kernels larger than the padded input and overflow.
/// Formula: output = floor or ceil((input + pads - dilation (kernel - 1) - 1) / stride) + 1, as ONNX's Conv and MaxPool;
/// windows that would begin in the end padding are dropped in ceil mode.
Result<ResolvedWindow> resolve_window(const Window& window, std::span<const std::int64_t> input,
                                      std::span<const std::int64_t> kernel, bool ceil_mode);

/// The same for ConvTranspose: output = stride (input - 1) + output_padding + dilation (kernel - 1) + 1 - pads.
Result<ResolvedWindow> resolve_transposed_window(const ConvTranspose& op, std::span<const std::int64_t> input,
                                                 std::span<const std::int64_t> kernel);

}  // namespace yolozu::engine
