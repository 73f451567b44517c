// SPDX-License-Identifier: Apache-2.0
//
// The graph: values and the nodes that make them, in an order in which they can run. Every value has a type; its shape
// is known unless it depends on data.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/ir/facts.hpp"
#include "engine/ir/op.hpp"

namespace yolozu::engine {

using ValueId = std::uint32_t;
inline constexpr ValueId no_value = UINT32_MAX;  ///< an optional input or output that is left out

/// Elements that never change, and what keeps them alive (a mapped file, a tensor).
struct Constant {
    const void* data = nullptr;
    std::shared_ptr<const void> owner;
};

struct Value {
    std::string name;  ///< as in the model file; passes keep the names of values that they keep
    DataType type = DataType::undefined;
    std::optional<Shape> shape;
    std::optional<Constant> constant;
    /// Where not empty, the model file's value of this name is the transposition of this one by this permutation.
    std::vector<std::int64_t> permutation = {};

    Fact fact() const { return {type, shape, constant ? constant->data : nullptr}; }
};

struct Node {
    std::string name;
    Op op;
    std::vector<ValueId> inputs;   ///< no_value where an optional input is left out
    std::vector<ValueId> outputs;  ///< no_value where nobody asks for an optional output
};

struct Graph {
    std::vector<Value> values;
    std::vector<Node> nodes;  ///< every node after those whose outputs it uses
    std::vector<ValueId> inputs, outputs;
    /// What constants computed in advance have taken so far; limits.hpp says how much they may.
    std::uint64_t folded_bytes = 0, folded_operations = 0;

    ValueId add_value(Value value);
    /// A constant that owns its elements.
    ValueId add_constant(std::string name, Tensor tensor);
    Fact fact(ValueId id) const { return id == no_value ? Fact{} : values[id].fact(); }
    std::vector<Fact> facts(std::span<const ValueId> ids) const;

    /// Works out the facts of a node's outputs from its inputs' and writes them into the values. The error names the
    /// node.
    Status infer_node(Node& node);
};

/// For each value the index of the node that makes it, or -1 for inputs and constants.
std::vector<std::int32_t> producers_of(const Graph& graph);
/// For each value how often nodes and the graph's outputs use it.
std::vector<std::uint32_t> use_counts_of(const Graph& graph);

/// Checks everything that passes promise: ids in range, one maker each, makers before users, facts equal to what the
/// shape rules give. Errors are `internal` and name the node.
Status verify(const Graph& graph);

/// One line a node: outputs with types and shapes, operator with its parameters, inputs.
std::string dump(const Graph& graph);

}  // namespace yolozu::engine
