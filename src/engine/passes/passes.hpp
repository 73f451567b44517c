// SPDX-License-Identifier: Apache-2.0
//
// Rewrites of the graph that keep what it computes. Each takes a verified graph and leaves one; the facts of new values
// are worked out as they are made. Values that survive keep their names, so that a rewritten graph can be compared with
// the original value by value.
#pragma once

#include <span>
#include <string_view>

#include "engine/ir/graph.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

struct Pass {
    std::string_view name;
    Status (*run)(Graph& graph);
};

/// All passes in their order: one line for each file of this folder.
std::span<const Pass> all_passes();

/// Runs the passes. With assertions on, the graph is verified after each; the error names the pass.
Status optimise(Graph& graph);

}  // namespace yolozu::engine
