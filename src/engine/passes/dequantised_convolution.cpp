// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

// Inputs of DequantizeLinear, and of Conv.
constexpr std::size_t bytes = 0, scale = 1, zero = 2;
constexpr std::size_t image = 0, filters = 1, bias = 2;

/// Products of two differences of bytes whose sum is sure to fit into 32 bits.
constexpr std::int64_t most_products = INT32_MAX / (255 * 255);

/// A convolution over all channels at once: those in groups have too few products a sum to gain from bytes.
bool is_plain(const Graph& graph, const Node& node) {
    const Conv* const conv = std::get_if<Conv>(&node.op);
    if (conv == nullptr || conv->groups != 1 || conv->channels_last || conv->tail.residual != Residual::none ||
        conv->tail.activation.function != UnaryFunction::identity)
        return false;
    const ValueId added = input_of(node, bias);
    return is_known_float(graph, node.outputs[0]) && (added == no_value || constant_floats(graph, added));
}

/// Constant bytes with one scale and zero point, or one an output channel; as few that no sum overflows.
bool are_quantised_weights(const Graph& graph, const Node& node) {
    const DequantizeLinear& op = std::get<DequantizeLinear>(node.op);
    const Value& weights = graph.values[node.inputs[bytes]];
    const auto scales = constant_floats(graph, node.inputs[scale]);
    const ValueId zeros = input_of(node, zero);
    if (op.block_size != 0 || !weights.constant || !is_byte(weights.type) || !scales) return false;
    if (weights.shape->element_count() == 0 || extent_product(*weights.shape, 1, weights.shape->rank()) > most_products)
        return false;
    if (zeros != no_value && (!graph.values[zeros].constant ||
                              graph.values[zeros].shape->element_count() != static_cast<std::int64_t>(scales->size())))
        return false;
    if (scales->size() == 1) return true;
    const Result<std::size_t> axis = normalise_axis(op.axis, weights.shape->rank());
    return axis && *axis == 0 && static_cast<std::int64_t>(scales->size()) == (*weights.shape)[0];
}

/// The zero points of the weights as a number or a list.
ValueId zero_points(Graph& graph, const Node& weights, const Shape& shape) {
    const ValueId zeros = input_of(weights, zero);
    if (zeros == no_value || *graph.values[zeros].shape == shape) return zeros;
    return add_reshaped_constant(graph, zeros, shape);
}

/// The convolution of the bytes themselves.
Result<Node> converted(Graph& graph, const Node& node, const Node& x, const Node& weights) {
    const double unit = double{*constant_scalar(graph, x.inputs[scale])};
    const std::span<const float> of_weights = *constant_floats(graph, weights.inputs[scale]);
    std::vector<double> units;
    for (const float each : of_weights) units.push_back(unit * double{each});
    const Shape list = units.size() == 1 ? Shape{} : Shape{static_cast<std::int64_t>(units.size())};
    YOLOZU_ASSIGN(const ValueId factor, add_floats(graph, list, units));
    return Node{node.name,
                QuantisedConv{std::get<Conv>(node.op).window, 1, false, {}},
                {x.inputs[bytes], weights.inputs[bytes], input_of(x, zero), zero_points(graph, weights, list), factor,
                 input_of(node, bias)},
                node.outputs};
}

}  // namespace

Status dequantised_convolution(Graph& graph) {
    const Uses uses(graph);
    for (Node& node : graph.nodes) {
        if (!is_plain(graph, node)) continue;
        const Node* const x = uses.producer_of<DequantizeLinear>(graph, node.inputs[image]);
        const Node* const weights = uses.producer_of<DequantizeLinear>(graph, node.inputs[filters]);
        if (x == nullptr || weights == nullptr || !has_one_constant_scale(graph, *x) ||
            !are_quantised_weights(graph, *weights))
            continue;
        YOLOZU_ASSIGN(node, converted(graph, node, *x, *weights));
        YOLOZU_TRY(graph.infer_node(node));
    }
    return {};
}

}  // namespace yolozu::engine
