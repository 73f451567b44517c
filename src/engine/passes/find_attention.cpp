// SPDX-License-Identifier: Apache-2.0
#include <numeric>
#include <utility>

#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

bool is_matrix(const Graph& graph, ValueId value) {
    return is_known_float(graph, value) && graph.values[value].shape->rank() >= 2;
}

/// Exchanges the last two axes of a matrix.
Transpose exchange_for(const Graph& graph, ValueId matrix) {
    Transpose op;
    op.permutation.resize(graph.values[matrix].shape->rank());
    std::iota(op.permutation.begin(), op.permutation.end(), 0);
    std::swap(op.permutation.end()[-2], op.permutation.end()[-1]);
    return op;
}

/// Scores = scale times the product of these.
struct Scores {
    ValueId queries = no_value, transposed_keys = no_value;
    float scale = 1.0F;
};

/// What probabilities that only one node uses are the softmax of, over the last axis.
std::optional<Scores> scores_behind(Graph& graph, const Uses& uses, ValueId probabilities) {
    if (!is_matrix(graph, probabilities) || graph.values[probabilities].shape->element_count() == 0)
        return std::nullopt;
    const std::size_t last = graph.values[probabilities].shape->rank() - 1;
    ValueId product = softmax_input(graph, uses, probabilities, last);
    Scores scores;
    for (const BinaryFunction function : {BinaryFunction::multiply, BinaryFunction::divide}) {
        const Node* const scaling = inner_binary(graph, uses, product, function);
        const auto by = scaling != nullptr ? constant_operand(graph, *scaling) : std::nullopt;
        if (!by || !same_known_shape(graph, product, by->other)) continue;
        scores.scale = static_cast<float>(function == BinaryFunction::divide ? 1.0 / by->number : by->number);
        product = by->other;
        break;
    }
    const Node* const node = inner_node<MatMul>(graph, uses, product);
    if (node == nullptr || !is_matrix(graph, node->inputs[0]) || !is_matrix(graph, node->inputs[1]))
        return std::nullopt;
    scores.queries = node->inputs[0];
    scores.transposed_keys = node->inputs[1];
    return scores;
}

class Search {
public:
    explicit Search(Graph& graph) : graph_(graph), uses_(graph) {}

    Status run() {
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index)
            if (std::holds_alternative<MatMul>(graph_.nodes[index].op)) YOLOZU_TRY(look_at(index));
        insert_before(graph_, std::move(insertions_));
        return {};
    }

private:
    Status look_at(std::size_t index) {
        Node& node = graph_.nodes[index];
        const ValueId left = node.inputs[0], right = node.inputs[1];
        if (const auto scores = scores_behind(graph_, uses_, left); scores && is_matrix(graph_, right)) {
            YOLOZU_ASSIGN(const ValueId keys, exchanged(index, scores->transposed_keys));
            node.op = Attention{scores->scale};
            node.inputs = {scores->queries, keys, right};
            return graph_.infer_node(node);
        }
        // v' softmax(...)' is (softmax(...) v)'.
        const auto scores = scores_behind(graph_, uses_, source_of_exchange(right));
        if (!scores || !is_matrix(graph_, left)) return {};
        YOLOZU_ASSIGN(const ValueId keys, exchanged(index, scores->transposed_keys));
        YOLOZU_ASSIGN(const ValueId values, exchanged(index, left));
        YOLOZU_ASSIGN(const ValueId y, insert(index, Attention{scores->scale}, {scores->queries, keys, values}));
        node.op = exchange_for(graph_, y);
        node.inputs = {y};
        return graph_.infer_node(node);
    }

    /// What a Transpose of the last two axes is of, where only one node uses the result; else no_value.
    ValueId source_of_exchange(ValueId value) {
        const Node* const node = inner_node<Transpose>(graph_, uses_, value);
        if (node == nullptr || !is_matrix(graph_, value)) return no_value;
        const Transpose expected = exchange_for(graph_, value);
        return std::get<Transpose>(node->op).permutation == expected.permutation ? node->inputs[0] : no_value;
    }

    /// A value with its last two axes exchanged, made before the node number `index`.
    Result<ValueId> exchanged(std::size_t index, ValueId value) {
        return insert(index, exchange_for(graph_, value), {value});
    }

    Result<ValueId> insert(std::size_t index, Op op, std::vector<ValueId> inputs) {
        YOLOZU_ASSIGN(MadeNode made, make_node(graph_, graph_.nodes[index].name, std::move(op), std::move(inputs)));
        insertions_.emplace_back(index, std::move(made.node));
        return made.output;
    }

    Graph& graph_;
    Uses uses_;
    std::vector<std::pair<std::size_t, Node>> insertions_;
};

}  // namespace

Status find_attention(Graph& graph) {
    return Search(graph).run();
}

}  // namespace yolozu::engine
