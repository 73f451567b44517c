// SPDX-License-Identifier: Apache-2.0
//
// What the parameters of movement operators come to for an input of a given shape. Tensors that are left out have the
// type `undefined`.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/ir/facts.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// Checks what all operators that move elements into one output ask for, and notes that output's type: the one of x,
/// their first input.
Status expect_movable(std::span<const Fact> inputs, std::size_t least, std::size_t most, std::span<Fact> outputs);

/// The places start, start + step, ... along one axis.
struct SlicedAxis {
    std::int64_t start = 0, step = 1, count = 0;
};
/// One entry for each axis of x.
Result<std::vector<SlicedAxis>> resolve_slice(const Shape& x, const TensorView& starts, const TensorView& ends,
                                              const TensorView& axes, const TensorView& steps);

/// `before` new places, then `kept` places of the input from `first` on, then `after` new places.
struct PaddedAxis {
    std::int64_t before = 0, first = 0, kept = 0, after = 0;
};
Result<std::vector<PaddedAxis>> resolve_pad(const Shape& x, PadMode mode, const TensorView& pads,
                                            const TensorView& axes);

/// How `extent` is divided into `parts`.
Result<std::vector<std::int64_t>> resolve_split(std::int64_t extent, std::size_t parts, const TensorView& sizes);

/// For each axis of the output the axis of the input.
Result<std::vector<std::size_t>> resolve_permutation(const Transpose& op, std::size_t rank);

}  // namespace yolozu::engine
