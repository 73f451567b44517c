// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

using Insertions = std::vector<std::pair<std::size_t, Node>>;

bool has_no_bias(const Graph& graph, const Node& node) {
    if (node.inputs.size() < 3 || node.inputs[2] == no_value) return true;
    const auto bias = constant_floats(graph, node.inputs[2]);
    return bias && std::ranges::all_of(*bias, [](float number) { return number == 0.0F; });
}

/// The same where a Transpose lies behind the softmax and brings its axis to `axis`: the softmax's input is transposed
/// instead, before the node number `index`.
Result<ValueId> transposed_softmax_input(Graph& graph, const Uses& uses, ValueId value, std::size_t axis,
                                         std::size_t index, Insertions& insertions) {
    const Node* const node = inner_node<Transpose>(graph, uses, value);
    if (node == nullptr || !is_known_float(graph, value)) return no_value;
    YOLOZU_ASSIGN(const std::vector<std::size_t> permutation,
                  resolve_permutation(std::get<Transpose>(node->op), graph.values[value].shape->rank()));
    if (axis >= permutation.size()) return no_value;
    const ValueId x = softmax_input(graph, uses, node->inputs[0], permutation[axis]);
    if (x == no_value) return no_value;
    YOLOZU_ASSIGN(MadeNode moved, make_node(graph, node->name, node->op, {x}));
    insertions.emplace_back(index, std::move(moved.node));
    return moved.output;
}

/// Softmax over the channels and a convolution of the image's places one by one to one channel.
Status from_convolution(Graph& graph, const Uses& uses, std::size_t index, Insertions& insertions) {
    Node& node = graph.nodes[index];
    const ValueId probabilities = node.inputs[0];
    if (!is_plain(std::get<Conv>(node.op)) || !has_no_bias(graph, node)) return {};
    if (!is_known_float(graph, probabilities) || !constant_floats(graph, node.inputs[1])) return {};
    const Shape shape = *graph.values[probabilities].shape;
    if (shape.rank() != 4 || shape[1] == 0 || !(*graph.values[node.inputs[1]].shape == Shape{1, shape[1], 1, 1}))
        return {};
    ValueId x = softmax_input(graph, uses, probabilities, 1);
    if (x == no_value) {
        YOLOZU_ASSIGN(x, transposed_softmax_input(graph, uses, probabilities, 1, index, insertions));
    }
    if (x == no_value) return {};
    const ValueId weights = add_reshaped_constant(graph, node.inputs[1], Shape{shape[1]});
    YOLOZU_ASSIGN(MadeNode last, make_node(graph, node.name, Transpose{{0, 2, 3, 1}}, {x}));
    YOLOZU_ASSIGN(MadeNode expected, make_node(graph, node.name, ExpectedValue{}, {last.output, weights}));
    insertions.emplace_back(index, std::move(last.node));
    insertions.emplace_back(index, std::move(expected.node));
    node.op = Reshape{true};
    const std::vector<std::int64_t> extents{shape[0], 1, shape[2], shape[3]};
    node.inputs = {expected.output, add_integers(graph, extents)};
    return graph.infer_node(node);
}

/// Softmax over the last axis and a product with one column.
Status from_product(Graph& graph, const Uses& uses, std::size_t index, Insertions& insertions) {
    Node& node = graph.nodes[index];
    const ValueId probabilities = node.inputs[0];
    if (!is_known_float(graph, probabilities) || !constant_floats(graph, node.inputs[1])) return {};
    const Shape shape = *graph.values[probabilities].shape, column = *graph.values[node.inputs[1]].shape;
    if (shape.rank() == 0 || shape[shape.rank() - 1] == 0) return {};
    const std::int64_t bins = shape[shape.rank() - 1];
    const ValueId x = softmax_input(graph, uses, probabilities, shape.rank() - 1);
    const bool drops_axis = column == Shape{bins};
    if (x == no_value || !(drops_axis || column == Shape{bins, 1})) return {};
    const ValueId weights = add_reshaped_constant(graph, node.inputs[1], Shape{bins});
    if (drops_axis) {
        node.op = ExpectedValue{};
        node.inputs = {x, weights};
        return graph.infer_node(node);
    }
    YOLOZU_ASSIGN(MadeNode expected, make_node(graph, node.name, ExpectedValue{}, {x, weights}));
    insertions.emplace_back(index, std::move(expected.node));
    std::vector<std::int64_t> extents(shape.extents().begin(), shape.extents().end());
    extents.back() = 1;
    node.op = Reshape{true};
    node.inputs = {expected.output, add_integers(graph, extents)};
    return graph.infer_node(node);
}

}  // namespace

Status find_expected_value(Graph& graph) {
    const Uses uses(graph);
    Insertions insertions;
    for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
        const Op& op = graph.nodes[index].op;
        if (std::holds_alternative<Conv>(op)) {
            YOLOZU_TRY(from_convolution(graph, uses, index, insertions));
        } else if (std::holds_alternative<MatMul>(op)) {
            YOLOZU_TRY(from_product(graph, uses, index, insertions));
        }
    }
    insert_before(graph, std::move(insertions));
    return {};
}

}  // namespace yolozu::engine
