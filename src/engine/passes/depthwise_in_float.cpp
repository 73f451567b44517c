// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

// Inputs of QuantisedConv.
constexpr std::size_t x = 0, weights = 1, x_zero = 2, weights_zero = 3, scale = 4, bias = 5, residual = 6, y_scale = 7,
                      y_zero = 8;

std::optional<std::int64_t> byte_at(const Graph& graph, ValueId value, std::size_t index) {
    const Value& bytes = graph.values[value];
    if (bytes.type == DataType::int8) return static_cast<const std::int8_t*>(bytes.constant->data)[index];
    if (bytes.type == DataType::uint8) return static_cast<const std::uint8_t*>(bytes.constant->data)[index];
    return std::nullopt;
}

/// One channel a group, over an image of known shape, with constant weights and one scale for all channels.
bool is_depthwise(const Graph& graph, const Node& node) {
    const QuantisedConv* const op = std::get_if<QuantisedConv>(&node.op);
    if (op == nullptr || op->channels_last || op->groups < 2) return false;
    const Value& filters = graph.values[node.inputs[weights]];
    const Value& unit = graph.values[node.inputs[scale]];
    const ValueId zeros = input_of(node, weights_zero);
    if (!filters.constant || (*filters.shape)[1] != 1 || (zeros != no_value && !graph.values[zeros].constant))
        return false;
    return graph.values[node.inputs[x]].shape && unit.shape && unit.shape->element_count() == 1 &&
           unit.shape->rank() <= 1;
}

/// The differences of weights and zero points, which floats hold exactly.
Result<ValueId> float_weights(Graph& graph, const Node& node) {
    const Shape shape = *graph.values[node.inputs[weights]].shape;
    const ValueId zeros = input_of(node, weights_zero);
    const bool one_each = zeros != no_value && graph.values[zeros].shape->element_count() > 1;
    const auto filter = static_cast<std::size_t>(shape.element_count() / std::max<std::int64_t>(shape[0], 1));
    std::vector<double> numbers;
    for (std::size_t index = 0; index < static_cast<std::size_t>(shape.element_count()); ++index) {
        const std::optional<std::int64_t> weight = byte_at(graph, node.inputs[weights], index);
        const std::optional<std::int64_t> zero =
            zeros == no_value ? 0 : byte_at(graph, zeros, one_each ? index / filter : 0);
        numbers.push_back(static_cast<double>(weight.value_or(0) - zero.value_or(0)));
    }
    return add_floats(graph, shape, numbers);
}

/// The nodes in place of a convolution, whose result the last one makes.
Result<std::vector<Node>> parts_of(Graph& graph, const Node& node) {
    const QuantisedConv& op = std::get<QuantisedConv>(node.op);
    YOLOZU_ASSIGN(const ValueId filters, float_weights(graph, node));
    YOLOZU_ASSIGN(MadeNode image, make_node(graph, node.name, DequantizeLinear{},
                                            {node.inputs[x], node.inputs[scale], input_of(node, x_zero)}));
    const Conv convolution{op.window, op.groups, op.channels_last, op.tail};
    const std::vector<ValueId> operands{image.output, filters, input_of(node, bias), input_of(node, residual)};
    std::vector<Node> parts;
    parts.push_back(std::move(image.node));
    if (input_of(node, y_scale) == no_value) {
        parts.push_back({node.name, convolution, operands, node.outputs});
        return parts;
    }
    YOLOZU_ASSIGN(MadeNode floats, make_node(graph, node.name, convolution, operands));
    parts.push_back(std::move(floats.node));
    QuantizeLinear quantize;
    quantize.type = graph.values[node.outputs[0]].type;
    parts.push_back({node.name, quantize, {floats.output, node.inputs[y_scale], node.inputs[y_zero]}, node.outputs});
    return parts;
}

}  // namespace

Status depthwise_in_float(Graph& graph) {
    std::vector<Node> nodes;
    for (Node& node : graph.nodes) {
        if (!is_depthwise(graph, node)) {
            nodes.push_back(std::move(node));
            continue;
        }
        YOLOZU_ASSIGN(std::vector<Node> parts, parts_of(graph, node));
        for (Node& part : parts) nodes.push_back(std::move(part));
    }
    graph.nodes = std::move(nodes);
    return {};
}

}  // namespace yolozu::engine
