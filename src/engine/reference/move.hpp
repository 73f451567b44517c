// SPDX-License-Identifier: Apache-2.0
//
// The one way in which elements are copied from place to place, whatever their type.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

inline constexpr std::int64_t outside = -1;

/// For each axis of the output and each place along it: how many elements further on in the input that leads, or
/// `outside`. An output element comes from the input element at the sum over its axes; where one axis leads outside it
/// is the fill.
using Origins = std::vector<std::vector<std::int64_t>>;

/// The origins `start`, `start + step`, ... in elements.
std::vector<std::int64_t> regular_origins(std::int64_t start, std::int64_t step, std::int64_t count);

/// How many elements lie between neighbours along each axis.
std::vector<std::int64_t> element_steps(const Shape& shape);

/// Fills the output, whose shape has the extents of `origins`. `fill` is one element; none is needed where nothing
/// leads outside.
Status move_elements(const Origins& origins, const TensorView& input, const MutableTensorView& output,
                     const void* fill = nullptr);

/// memcpy that may be given nothing to copy.
inline void copy_bytes(void* to, const void* from, std::size_t bytes) {
    if (bytes != 0) std::memcpy(to, from, bytes);
}

}  // namespace yolozu::engine
