// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/matching.hpp"

#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

std::optional<std::size_t> sole_user(const Uses& uses, ValueId value) {
    if (uses.count(value) != 1 || uses.is_output(value)) return std::nullopt;
    return uses.users(value).front();
}

Node* inner_unary(Graph& graph, const Uses& uses, ValueId value, UnaryFunction function) {
    Node* const node = inner_node<Unary>(graph, uses, value);
    return node != nullptr && std::get<Unary>(node->op).function == function ? node : nullptr;
}

Node* inner_binary(Graph& graph, const Uses& uses, ValueId value, BinaryFunction function) {
    Node* const node = inner_node<Binary>(graph, uses, value);
    return node != nullptr && std::get<Binary>(node->op).function == function ? node : nullptr;
}

ValueId softmax_input(Graph& graph, const Uses& uses, ValueId value, std::size_t axis) {
    const Node* const node = inner_node<Softmax>(graph, uses, value);
    if (node == nullptr || !is_known_float(graph, value)) return no_value;
    const Softmax& op = std::get<Softmax>(node->op);
    const std::size_t rank = graph.values[value].shape->rank();
    const Result<std::size_t> along = normalise_axis(op.axis, rank);
    const bool one_axis = !op.through_last || axis + 1 == rank;
    return op.kind == SoftmaxKind::softmax && one_axis && along && *along == axis ? node->inputs[0] : no_value;
}

bool nearly_equal(double a, double b) {
    constexpr double tolerance = 1e-6;
    return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

bool is_known_float(const Graph& graph, ValueId value) {
    return value != no_value && graph.values[value].type == DataType::float32 && graph.values[value].shape.has_value();
}

bool same_known_shape(const Graph& graph, ValueId a, ValueId b) {
    if (a == no_value || b == no_value) return false;
    return graph.values[a].shape && graph.values[b].shape && *graph.values[a].shape == *graph.values[b].shape;
}

bool is_one_a_channel(const Shape& operand, const Shape& result) {
    if (result.rank() < 2 || operand.rank() > result.rank() || operand.rank() + 1 < result.rank()) return false;
    return operand.element_count() == result[1] && operand[operand.rank() + 1 - result.rank()] == result[1];
}

bool has_one_constant_scale(const Graph& graph, const Node& node) {
    const QuantizeLinear* const to = std::get_if<QuantizeLinear>(&node.op);
    const DequantizeLinear* const from = std::get_if<DequantizeLinear>(&node.op);
    if ((to == nullptr && from == nullptr) || node.outputs[0] == no_value) return false;
    if ((to != nullptr ? to->block_size : from->block_size) != 0) return false;
    const Value &x = graph.values[node.inputs[0]], &y = graph.values[node.outputs[0]];
    const Value &bytes = to != nullptr ? y : x, &floats = to != nullptr ? x : y;
    if (!is_byte(bytes.type) || floats.type != DataType::float32) return false;
    if (!constant_scalar(graph, node.inputs[1]) || graph.values[node.inputs[1]].shape->rank() > 1) return false;
    const ValueId zero = input_of(node, 2);
    return zero == no_value || (graph.values[zero].constant && graph.values[zero].shape->element_count() == 1);
}

bool is_plain(const Conv& op) {
    return op.groups == 1 && !op.channels_last && op.tail.residual == Residual::none &&
           op.tail.activation.function == UnaryFunction::identity && all_are(op.window.strides, 1) &&
           all_are(op.window.pads_begin, 0) && all_are(op.window.pads_end, 0);
}

std::optional<std::span<const float>> constant_floats(const Graph& graph, ValueId value) {
    if (!is_known_float(graph, value) || !graph.values[value].constant) return std::nullopt;
    return graph.fact(value).view().as<float>();
}

std::optional<ConstantOperand> constant_operand(const Graph& graph, const Node& node) {
    const Binary* const op = std::get_if<Binary>(&node.op);
    if (op == nullptr) return std::nullopt;
    if (const auto second = constant_scalar(graph, node.inputs[1]))
        return ConstantOperand{node.inputs[0], static_cast<double>(*second)};
    const bool commutes = op->function == BinaryFunction::add || op->function == BinaryFunction::multiply ||
                          op->function == BinaryFunction::minimum || op->function == BinaryFunction::maximum;
    const std::optional<float> first = commutes ? constant_scalar(graph, node.inputs[0]) : std::nullopt;
    if (!first) return std::nullopt;
    return ConstantOperand{node.inputs[1], static_cast<double>(*first)};
}

Result<ValueId> add_floats(Graph& graph, const Shape& shape, std::span<const double> numbers) {
    YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(DataType::float32, shape));
    std::ranges::transform(numbers, tensor.mutable_view().as<float>().begin(),
                           [](double number) { return static_cast<float>(number); });
    return graph.add_constant({}, std::move(tensor));
}

ValueId add_reshaped_constant(Graph& graph, ValueId constant, const Shape& shape) {
    Value value = graph.values[constant];
    value.name.clear();
    value.permutation.clear();
    value.shape = shape;
    return graph.add_value(std::move(value));
}

void Replacements::in_outputs(Graph& graph) const {
    for (ValueId& output : graph.outputs) {
        const ValueId now = current(output);
        if (now != output && graph.values[now].name.empty()) graph.values[now].name = graph.values[output].name;
        output = now;
    }
}

}  // namespace yolozu::engine
