// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "engine/ir/graph.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// Called with every value right after it was made.
using ValueObserver = std::function<void(ValueId, const TensorView&)>;

/// Runs a graph node by node with the reference operators, each value in memory of its own: slow and plain, what passes
/// and plans are held against. Inputs are in the graph's order and of its shapes.
Result<std::vector<Tensor>> interpret(const Graph& graph, std::span<const TensorView> inputs,
                                      const ValueObserver& observe = {});

}  // namespace yolozu::engine
