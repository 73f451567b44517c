// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/passes/permutation.hpp"
#include "engine/passes/rewriting.hpp"

namespace yolozu::engine {

/// What a transposed value is the transposition of.
struct Origin {
    ValueId source = no_value;
    Permutation permutation;
};
using Origins = std::unordered_map<ValueId, Origin>;

/// A node that works on what was transposed: the file's outputs are the transpositions of its own by `permutations`
/// (an empty one: the output is as it was). Helpers go before it.
struct Pushed {
    std::vector<Node> helpers;
    Node node;
    std::vector<Permutation> permutations;
};

/// The node with the transpositions before it pushed behind it; nothing when it has none or they cannot be.
Result<std::optional<Pushed>> push(Graph& graph, const Node& node, const Origins& origins);

}  // namespace yolozu::engine
