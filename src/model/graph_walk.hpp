// SPDX-License-Identifier: Apache-2.0
//
// What little of operators' meaning is needed to see how a graph begins and ends, without understanding it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "onnx/model.hpp"

namespace yolozu {

/// A convolution or matrix product, in float or in integers: where the network's trained part ends and its tail begins.
bool is_layer(std::string_view op_type);
bool is_convolution(std::string_view op_type);

/// Whether an operator only arranges or converts the values of its first input.
bool only_arranges(std::string_view op_type);

/// The inputs whose values the outputs are made of: not those that say only shapes, axes or counts.
std::span<const std::string_view> value_inputs(const onnx::Node& node);

/// An index over a graph's nodes; keeps a reference to it.
class GraphIndex {
public:
    explicit GraphIndex(const onnx::Graph& graph);

    const onnx::Graph& graph() const { return graph_; }
    /// Position of the node that makes a value; nothing for inputs, constants and unknown names.
    std::optional<std::uint32_t> producer(std::string_view value) const;
    /// Whether this is a model input (not an initialiser that is listed as one).
    bool is_input(std::string_view value) const { return inputs_.contains(value); }
    /// Whether a value depends on a model input. Wants nodes in topological order, as ONNX demands.
    bool depends_on_input(std::string_view value) const;
    /// The constant of this name, an initialiser or a Constant node's value; null for anything else.
    const onnx::TensorData* constant(std::string_view name) const;

private:
    const onnx::Graph& graph_;
    std::unordered_map<std::string_view, std::uint32_t> producers_;
    std::unordered_map<std::string_view, const onnx::TensorData*> initialisers_;
    std::unordered_set<std::string_view> inputs_;
    std::vector<bool> depends_;  // for each node
};

}  // namespace yolozu
