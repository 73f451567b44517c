// SPDX-License-Identifier: Apache-2.0
//
// Walking through the elements of tensors of different shapes together, as NumPy's broadcasting pairs them.
#pragma once

#include <array>
#include <cstddef>

#include "yolozu/tensor.hpp"

namespace yolozu::engine {

using Strides = std::array<std::size_t, Shape::max_rank>;

/// How many elements of `input`, which broadcasts to `output`, one step along each axis of `output` passes over: none
/// along the axes where it repeats.
inline Strides broadcast_strides(const Shape& input, const Shape& output) {
    Strides strides{};
    std::size_t stride = 1;
    for (std::size_t axis = 1; axis <= input.rank(); ++axis) {  // counted from the end
        const std::int64_t extent = input[input.rank() - axis];
        if (extent != 1) strides[output.rank() - axis] = stride;
        stride *= static_cast<std::size_t>(extent);
    }
    return strides;
}

/// Calls visit(index, places) for each element of `output` in order: where it is, and the places of the elements of the
/// inputs that belong to it. Every input broadcasts to `output`.
template <std::size_t Count, class Visit>
void for_each_broadcast(const Shape& output, const std::array<Shape, Count>& inputs, Visit&& visit) {
    std::array<Strides, Count> strides;
    for (std::size_t input = 0; input < Count; ++input) strides[input] = broadcast_strides(inputs[input], output);
    std::array<std::size_t, Count> places{};
    std::array<std::int64_t, Shape::max_rank> coordinates{};
    const auto count = static_cast<std::size_t>(output.element_count());
    for (std::size_t index = 0; index < count; ++index) {
        visit(index, places);
        for (std::size_t axis = output.rank(); axis-- > 0;) {
            for (std::size_t input = 0; input < Count; ++input) places[input] += strides[input][axis];
            if (++coordinates[axis] < output[axis]) break;
            coordinates[axis] = 0;
            const auto extent = static_cast<std::size_t>(output[axis]);
            for (std::size_t input = 0; input < Count; ++input) places[input] -= strides[input][axis] * extent;
        }
    }
}

}  // namespace yolozu::engine
