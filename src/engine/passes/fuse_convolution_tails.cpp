// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "base/try.hpp"
#include "engine/kernels/tasks/elementwise.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

bool has_activation(const Tail& tail) {
    return tail.activation.function != UnaryFunction::identity;
}

/// The convolution that makes a value which nothing but one node uses.
const Node* inner_convolution(Graph& graph, const Uses& uses, ValueId value) {
    return is_known_float(graph, value) ? inner_node<Conv>(graph, uses, value) : nullptr;
}

/// The node's activation in the convolution before it. The convolution takes the node's place.
std::optional<Node> with_activation(Graph& graph, const Uses& uses, const Node& node) {
    const Unary& activation = std::get<Unary>(node.op);
    const Node* const before = inner_convolution(graph, uses, node.inputs[0]);
    if (before == nullptr || !supported(activation.function) || gives_bool(activation.function)) return std::nullopt;
    Node fused{before->name, before->op, before->inputs, node.outputs};
    Tail& tail = std::get<Conv>(fused.op).tail;
    if (has_activation(tail) || tail.residual == Residual::after_activation) return std::nullopt;
    tail.activation = activation;
    return fused;
}

/// The sum of a convolution and something else of its shape as the convolution's residual.
std::optional<Node> with_residual(Graph& graph, const Uses& uses, const Node& node, std::size_t side) {
    const ValueId result = node.inputs[side], residual = node.inputs[1 - side];
    const Node* const before = inner_convolution(graph, uses, result);
    if (before == nullptr || !same_known_shape(graph, result, residual)) return std::nullopt;
    Node fused{before->name, before->op, before->inputs, node.outputs};
    Tail& tail = std::get<Conv>(fused.op).tail;
    if (tail.residual != Residual::none) return std::nullopt;
    tail.residual = has_activation(tail) ? Residual::after_activation : Residual::before_activation;
    fused.inputs.resize(3, no_value);
    fused.inputs.push_back(residual);
    return fused;
}

/// Of two convolutions the later one takes the other's result: that one's operand is the more likely to be at hand.
std::optional<Node> with_residual(Graph& graph, const Uses& uses, const Node& node) {
    const std::less<const Node*> before;
    const std::size_t later =
        before(uses.producer(graph, node.inputs[0]), uses.producer(graph, node.inputs[1])) ? 1 : 0;
    std::optional<Node> fused = with_residual(graph, uses, node, later);
    return fused ? fused : with_residual(graph, uses, node, 1 - later);
}

std::optional<Node> fused_with_convolution(Graph& graph, const Uses& uses, const Node& node) {
    if (node.outputs.empty() || node.outputs[0] == no_value) return std::nullopt;
    if (std::holds_alternative<Unary>(node.op)) return with_activation(graph, uses, node);
    const Binary* const op = std::get_if<Binary>(&node.op);
    if (op == nullptr || op->function != BinaryFunction::add) return std::nullopt;
    return with_residual(graph, uses, node);
}

}  // namespace

Status fuse_convolution_tails(Graph& graph) {
    const Uses uses(graph);
    for (Node& node : graph.nodes) {
        std::optional<Node> fused = fused_with_convolution(graph, uses, node);
        if (!fused) continue;
        node = std::move(*fused);
        YOLOZU_TRY(graph.infer_node(node));
    }
    return {};
}

}  // namespace yolozu::engine
