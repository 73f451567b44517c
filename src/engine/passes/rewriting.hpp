// SPDX-License-Identifier: Apache-2.0
//
// What passes have in common: looking at the neighbourhood of a node and changing it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/ir/graph.hpp"

namespace yolozu::engine {

/// Who makes and who uses each value, as of when it was made.
class Uses {
public:
    explicit Uses(const Graph& graph);

    /// The node that makes a value; nullptr for inputs and constants.
    Node* producer(Graph& graph, ValueId value) const;
    /// The node that makes it if it has the op T.
    template <class T>
    Node* producer_of(Graph& graph, ValueId value) const {
        Node* const node = producer(graph, value);
        return node != nullptr && std::holds_alternative<T>(node->op) ? node : nullptr;
    }
    /// How often nodes and the graph's outputs use a value.
    std::size_t count(ValueId value) const { return users_[value].size() + (is_output_[value] ? 1 : 0); }
    bool is_output(ValueId value) const { return is_output_[value]; }
    /// Indices of the nodes that use a value; one that uses it twice is listed twice.
    std::span<const std::size_t> users(ValueId value) const { return users_[value]; }

private:
    std::vector<std::int32_t> producers_;
    std::vector<std::vector<std::size_t>> users_;
    std::vector<bool> is_output_;
};

/// The only element of a float constant with one element.
std::optional<float> constant_scalar(const Graph& graph, ValueId value);
/// The elements of an integer list that is constant.
std::optional<std::vector<std::int64_t>> constant_integers(const Graph& graph, ValueId value);

/// A rank-1 int64 constant.
ValueId add_integers(Graph& graph, std::span<const std::int64_t> values);

/// A node with one output whose facts are worked out; the caller puts the node in its place.
struct MadeNode {
    Node node;
    ValueId output;
};
Result<MadeNode> make_node(Graph& graph, std::string name, Op op, std::vector<ValueId> inputs);

/// Puts nodes into the graph in front of the nodes with these indices (sorted by the caller or not).
void insert_before(Graph& graph, std::vector<std::pair<std::size_t, Node>> insertions);

/// Makes every use of `old`, also as a graph output, a use of `value`. When `old` was an output its name goes over.
void replace_uses(Graph& graph, ValueId old, ValueId value);

/// Drops nodes whose outputs nobody uses.
Status remove_dead_nodes(Graph& graph);

}  // namespace yolozu::engine
