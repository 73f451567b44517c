// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "base/try.hpp"
#include "engine/kernels/tasks/elementwise.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

// Inputs of QuantisedConv.
constexpr std::size_t y_scale = 7;

/// The tail of a convolution and which of its inputs is the residual.
struct TailPlace {
    Tail* tail = nullptr;
    std::size_t residual = 0;
};

/// Without a tail for what is no convolution that can have one.
TailPlace tail_place(Op& op) {
    if (Conv* const conv = std::get_if<Conv>(&op)) return {&conv->tail, 3};
    if (QuantisedConv* const conv = std::get_if<QuantisedConv>(&op)) return {&conv->tail, 6};
    return {};
}

bool has_activation(const Tail& tail) {
    return tail.activation.function != UnaryFunction::identity;
}

/// The convolution whose floats nothing but one node uses, in the place of that node.
std::optional<Node> convolution_in_place_of(Graph& graph, const Uses& uses, const Node& node, ValueId result) {
    if (!is_known_float(graph, result) || !sole_user(uses, result)) return std::nullopt;
    Node* const before = uses.producer(graph, result);
    if (before == nullptr || tail_place(before->op).tail == nullptr) return std::nullopt;
    return Node{before->name, before->op, before->inputs, node.outputs};
}

/// The node's activation in the convolution before it.
std::optional<Node> with_activation(Graph& graph, const Uses& uses, const Node& node) {
    const Unary& activation = std::get<Unary>(node.op);
    if (!supported(activation.function) || gives_bool(activation.function)) return std::nullopt;
    std::optional<Node> fused = convolution_in_place_of(graph, uses, node, node.inputs[0]);
    if (!fused) return std::nullopt;
    Tail& tail = *tail_place(fused->op).tail;
    if (has_activation(tail) || tail.residual == Residual::after_activation) return std::nullopt;
    tail.activation = activation;
    return fused;
}

/// The sum of a convolution and something else of its shape as the convolution's residual.
std::optional<Node> with_residual(Graph& graph, const Uses& uses, const Node& node, std::size_t side) {
    const ValueId result = node.inputs[side], residual = node.inputs[1 - side];
    if (!same_known_shape(graph, result, residual)) return std::nullopt;
    std::optional<Node> fused = convolution_in_place_of(graph, uses, node, result);
    if (!fused) return std::nullopt;
    const TailPlace place = tail_place(fused->op);
    if (place.tail->residual != Residual::none) return std::nullopt;
    place.tail->residual = has_activation(*place.tail) ? Residual::after_activation : Residual::before_activation;
    fused->inputs.resize(place.residual, no_value);
    fused->inputs.push_back(residual);
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

/// The bytes that a node makes of a quantised convolution's floats as the convolution's own result.
Result<std::optional<Node>> with_quantisation(Graph& graph, const Uses& uses, const Node& node) {
    if (!has_one_constant_scale(graph, node)) return std::optional<Node>();
    std::optional<Node> fused = convolution_in_place_of(graph, uses, node, node.inputs[0]);
    if (!fused || !std::holds_alternative<QuantisedConv>(fused->op)) return std::optional<Node>();
    ValueId zero = input_of(node, 2);
    if (zero == no_value) {
        YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(graph.values[node.outputs[0]].type, Shape{}));
        zero = graph.add_constant({}, std::move(tensor));
    }
    fused->inputs.resize(y_scale, no_value);
    fused->inputs.insert(fused->inputs.end(), {node.inputs[1], zero});
    return fused;
}

Result<std::optional<Node>> fused_with_convolution(Graph& graph, const Uses& uses, const Node& node) {
    if (node.outputs.empty() || node.outputs[0] == no_value) return std::optional<Node>();
    if (std::holds_alternative<QuantizeLinear>(node.op)) return with_quantisation(graph, uses, node);
    if (std::holds_alternative<Unary>(node.op)) return with_activation(graph, uses, node);
    const Binary* const op = std::get_if<Binary>(&node.op);
    const bool adds = op != nullptr && op->function == BinaryFunction::add;
    return adds ? with_residual(graph, uses, node) : std::nullopt;
}

}  // namespace

Status fuse_convolution_tails(Graph& graph) {
    const Uses uses(graph);
    for (Node& node : graph.nodes) {
        YOLOZU_ASSIGN(std::optional<Node> fused, fused_with_convolution(graph, uses, node));
        if (!fused) continue;
        node = std::move(*fused);
        YOLOZU_TRY(graph.infer_node(node));
    }
    return {};
}

}  // namespace yolozu::engine
