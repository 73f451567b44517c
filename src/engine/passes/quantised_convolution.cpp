// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

// Inputs of QLinearConv.
constexpr std::size_t x = 0, x_scale = 1, x_zero = 2, weights = 3, weights_scale = 4, weights_zero = 5, y_scale = 6,
                      y_zero = 7, bias = 8;

/// Scales, zero points and bias that never change, a scale of x and y each, one or one an output channel of the weights.
bool is_constant_convolution(const Graph& graph, const Node& node) {
    if (!std::holds_alternative<QLinearConv>(node.op) || node.inputs.size() < bias) return false;
    const Value &image = graph.values[node.inputs[x]], &filters = graph.values[node.inputs[weights]];
    if (!image.shape || image.shape->rank() < 3 || !filters.shape || filters.shape->rank() < 3) return false;
    const auto floats = [&](std::size_t input) { return constant_floats(graph, node.inputs[input]); };
    const auto one = floats(x_scale), many = floats(weights_scale), result = floats(y_scale);
    if (!one || !many || !result || one->size() != 1 || result->size() != 1) return false;
    const bool has_bias = node.inputs.size() > bias && node.inputs[bias] != no_value;
    if (has_bias && (!graph.values[node.inputs[bias]].constant ||
                     graph.values[node.inputs[bias]].shape->element_count() != (*filters.shape)[0]))
        return false;
    return many->size() == 1 || static_cast<std::int64_t>(many->size()) == (*filters.shape)[0];
}

/// x_scale * weights_scale: what one unit of the sums is worth, one number or one an output channel.
std::vector<double> sum_scales(const Graph& graph, const Node& node) {
    const double scale = double{(*constant_floats(graph, node.inputs[x_scale]))[0]};
    const std::span<const float> of_weights = *constant_floats(graph, node.inputs[weights_scale]);
    std::vector<double> scales;
    for (const float each : of_weights) scales.push_back(scale * double{each});
    return scales;
}

/// The bias, whose units are those of the sums, as floats for each channel: 1 x M x 1...
Result<ValueId> float_bias(Graph& graph, const Node& node, std::span<const double> scales) {
    const Value& constant = graph.values[node.inputs[bias]];
    const auto* const units = static_cast<const std::int32_t*>(constant.constant->data);
    std::vector<double> numbers;
    for (std::size_t channel = 0; channel < static_cast<std::size_t>(constant.shape->element_count()); ++channel)
        numbers.push_back(static_cast<double>(units[channel]) * scales[scales.size() == 1 ? 0 : channel]);
    std::vector<std::int64_t> extents(graph.values[node.inputs[x]].shape->rank(), 1);
    extents[1] = constant.shape->element_count();
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    return add_floats(graph, shape, numbers);
}

/// The nodes in place of a QLinearConv, whose result the last one makes.
Result<std::vector<Node>> parts_of(Graph& graph, const Node& node) {
    const QLinearConv& op = std::get<QLinearConv>(node.op);
    const std::vector<double> scales = sum_scales(graph, node);
    YOLOZU_ASSIGN(const ValueId scale,
                  add_floats(graph, scales.size() == 1 ? Shape{} : Shape{static_cast<std::int64_t>(scales.size())}, scales));
    std::vector<Node> parts;
    YOLOZU_ASSIGN(MadeNode sums,
                  make_node(graph, node.name, ConvInteger{op.window, op.groups, op.channels_last},
                            {node.inputs[x], node.inputs[weights], node.inputs[x_zero], node.inputs[weights_zero]}));
    parts.push_back(std::move(sums.node));
    YOLOZU_ASSIGN(MadeNode floats, make_node(graph, node.name, DequantizeLinear{1, 0}, {sums.output, scale}));
    parts.push_back(std::move(floats.node));
    ValueId last = floats.output;
    if (node.inputs.size() > bias && node.inputs[bias] != no_value) {
        YOLOZU_ASSIGN(const ValueId added, float_bias(graph, node, scales));
        YOLOZU_ASSIGN(MadeNode sum, make_node(graph, node.name, Binary{BinaryFunction::add}, {last, added}));
        last = sum.output;
        parts.push_back(std::move(sum.node));
    }
    const DataType type = graph.values[node.outputs[0]].type;
    parts.push_back({node.name, QuantizeLinear{type, 1, 0}, {last, node.inputs[y_scale], node.inputs[y_zero]}, node.outputs});
    return parts;
}

}  // namespace

Status quantised_convolution(Graph& graph) {
    std::vector<Node> nodes;
    for (Node& node : graph.nodes) {
        if (!is_constant_convolution(graph, node)) {
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
