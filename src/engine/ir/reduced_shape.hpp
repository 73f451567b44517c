// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "engine/ir/rules.hpp"

namespace yolozu::engine {

/// Which axes of an input a Reduce takes together.
using AxisSet = std::array<bool, Shape::max_rank>;

/// The axes of a Reduce over an input of this rank; `axes` is its second input, with data, or not present.
Result<AxisSet> reduced_axes(const Reduce& op, std::size_t rank, const Fact& axes);

/// The shape with those axes made 1, or left out.
Result<Shape> reduced_shape(const Shape& shape, const AxisSet& reduced, bool keep_dims);

/// Whether a Reduce gives its input as it is.
bool reduces_nothing(const Reduce& op, const Fact& axes);

}  // namespace yolozu::engine
