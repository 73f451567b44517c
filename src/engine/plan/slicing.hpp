// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/ir/graph.hpp"

namespace yolozu::engine {

/// A node whose outputs are runs of consecutive positions along one axis of its first input.
struct Slicing {
    std::size_t axis = 0;
    std::vector<std::int64_t> begins;  ///< for each output
};

/// For Split, and for Slice with constant bounds that cuts one axis with step 1.
std::optional<Slicing> slicing_of(const Node& node, std::span<const Fact> inputs, std::span<const Fact> outputs);

/// Whether the node only gives its input another shape.
bool only_reshapes(const Op& op);

/// The extent of the last axis; 1 for scalars.
std::size_t last_extent(const Shape& shape);

}  // namespace yolozu::engine
