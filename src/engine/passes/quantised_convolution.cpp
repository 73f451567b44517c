// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

// Inputs of QLinearConv.
constexpr std::size_t x = 0, x_scale = 1, x_zero = 2, weights = 3, weights_scale = 4, weights_zero = 5, y_scale = 6,
                      y_zero = 7, bias = 8;

bool has_bias(const Node& node) {
    return input_of(node, bias) != no_value;
}

/// Everything but x and its zero point never changes; a scale of x and y each, one or one an output channel of the
/// weights.
bool is_constant_convolution(const Graph& graph, const Node& node) {
    if (!std::holds_alternative<QLinearConv>(node.op) || node.inputs.size() < bias) return false;
    const auto is_constant = [&](std::size_t input) { return graph.values[node.inputs[input]].constant.has_value(); };
    const auto floats = [&](std::size_t input) { return constant_floats(graph, node.inputs[input]); };
    if (!is_constant(weights) || !is_constant(weights_zero) || !is_constant(y_zero)) return false;
    const auto one = floats(x_scale), many = floats(weights_scale), result = floats(y_scale);
    if (!one || !many || !result || one->size() != 1 || result->size() != 1) return false;
    const Shape& filters = *graph.values[node.inputs[weights]].shape;
    if (filters.rank() < 3) return false;
    const auto channels = static_cast<std::size_t>(filters[0]);
    if (has_bias(node) && (!is_constant(bias) || !(*graph.values[node.inputs[bias]].shape == Shape{filters[0]})))
        return false;
    return many->size() == 1 || many->size() == channels;
}

/// x_scale * weights_scale: what one unit of the sums is worth, one number or one an output channel.
std::vector<double> sum_scales(const Graph& graph, const Node& node) {
    const double scale = double{constant_floats(graph, node.inputs[x_scale])->front()};
    const std::span<const float> of_weights = *constant_floats(graph, node.inputs[weights_scale]);
    std::vector<double> scales;
    for (const float each : of_weights) scales.push_back(scale * double{each});
    return scales;
}

/// The bias, whose units are those of the sums, as floats.
Result<ValueId> float_bias(Graph& graph, const Node& node, std::span<const double> scales) {
    if (!has_bias(node)) return no_value;
    const std::span<const std::int32_t> units = graph.fact(node.inputs[bias]).view().as<std::int32_t>();
    std::vector<double> numbers;
    for (std::size_t channel = 0; channel < units.size(); ++channel)
        numbers.push_back(static_cast<double>(units[channel]) * scales[scales.size() == 1 ? 0 : channel]);
    return add_floats(graph, Shape{static_cast<std::int64_t>(units.size())}, numbers);
}

}  // namespace

Status quantised_convolution(Graph& graph) {
    for (Node& node : graph.nodes) {
        if (!is_constant_convolution(graph, node)) continue;
        const QLinearConv& op = std::get<QLinearConv>(node.op);
        const std::vector<double> scales = sum_scales(graph, node);
        const auto count = static_cast<std::int64_t>(scales.size());
        YOLOZU_ASSIGN(const ValueId scale, add_floats(graph, count == 1 ? Shape{} : Shape{count}, scales));
        YOLOZU_ASSIGN(const ValueId added, float_bias(graph, node, scales));
        const std::vector<ValueId>& old = node.inputs;
        node = Node{
            node.name,
            QuantisedConv{op.window, op.groups, op.channels_last, {}},
            {old[x], old[weights], old[x_zero], old[weights_zero], scale, added, no_value, old[y_scale], old[y_zero]},
            node.outputs};
        YOLOZU_TRY(graph.infer_node(node));
    }
    return {};
}

}  // namespace yolozu::engine
