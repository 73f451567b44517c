// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/limits.hpp"
#include "engine/ir/rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

/// x normalised over its axes from `axis` on.
struct Normalized {
    ValueId x = no_value;
    std::size_t axis = 0;
    float epsilon = 0.0F;
};

class Search {
public:
    Search(Graph& graph, const Uses& uses) : graph_(graph), uses_(uses) {}

    /// (x - mean) / sqrt(variance + epsilon), or times its reciprocal, ending in this node.
    std::optional<Normalized> at(const Node& node) {
        const Binary* const op = std::get_if<Binary>(&node.op);
        if (op == nullptr) return std::nullopt;
        if (op->function == BinaryFunction::divide) return of(node.inputs[0], node.inputs[1], node);
        if (op->function != BinaryFunction::multiply) return std::nullopt;
        for (const std::size_t inverse : {1U, 0U}) {
            const Node* const reciprocal = inner_unary(graph_, uses_, node.inputs[inverse], UnaryFunction::reciprocal);
            if (reciprocal != nullptr) return of(node.inputs[1 - inverse], reciprocal->inputs[0], node);
        }
        return std::nullopt;
    }

private:
    std::optional<Normalized> of(ValueId centred, ValueId deviation, const Node& last) {
        const Node* const root = inner_unary(graph_, uses_, deviation, UnaryFunction::square_root);
        const Node* const sum =
            root == nullptr ? nullptr : inner_binary(graph_, uses_, root->inputs[0], BinaryFunction::add);
        const auto epsilon = sum == nullptr ? std::nullopt : constant_operand(graph_, *sum);
        if (!epsilon) return std::nullopt;
        const Node* const variance = inner_mean(epsilon->other);
        const ValueId deviating = variance == nullptr ? no_value : squared(variance->inputs[0]);
        const ValueId x = deviating == no_value ? no_value : centred_of(deviating);
        if (x == no_value || centred_of(centred) != x || !is_known_float(graph_, x)) return std::nullopt;
        const auto axis = mean_axis(*variance, x), centred_axis = mean_axis(*mean_of(deviating), x);
        if (!axis || axis != centred_axis || mean_axis(*mean_of(centred), x) != axis) return std::nullopt;
        if (!same_known_shape(graph_, x, last.outputs[0])) return std::nullopt;
        return Normalized{x, *axis, static_cast<float>(epsilon->number)};
    }

    const Node* inner_mean(ValueId value) {
        const Node* const node = inner_node<Reduce>(graph_, uses_, value);
        return node != nullptr && is_mean(*node) ? node : nullptr;
    }
    static bool is_mean(const Node& node) {
        const Reduce& op = std::get<Reduce>(node.op);
        return op.function == ReduceFunction::mean && op.keep_dims;
    }

    /// The v of v * v or of v to the power of 2.
    ValueId squared(ValueId value) {
        const Node* const node = inner_node<Binary>(graph_, uses_, value);
        if (node == nullptr) return no_value;
        const BinaryFunction function = std::get<Binary>(node->op).function;
        if (function == BinaryFunction::multiply && node->inputs[0] == node->inputs[1]) return node->inputs[0];
        const bool squares = function == BinaryFunction::power && is_two(node->inputs[1]);
        return squares ? node->inputs[0] : no_value;
    }
    /// An exponent may be an integer too.
    bool is_two(ValueId value) const {
        const Fact fact = graph_.fact(value);
        if (fact.data == nullptr) return false;
        const Result<double> number = scalar_of(fact.view(), "an exponent");
        return number && *number == 2.0;
    }

    /// The node that makes the mean in x - mean(x).
    const Node* mean_of(ValueId centred) {
        const Node* const difference = uses_.producer_of<Binary>(graph_, centred);
        if (difference == nullptr || std::get<Binary>(difference->op).function != BinaryFunction::subtract)
            return nullptr;
        const Node* const mean = uses_.producer_of<Reduce>(graph_, difference->inputs[1]);
        return mean != nullptr && is_mean(*mean) && mean->inputs[0] == difference->inputs[0] ? mean : nullptr;
    }
    /// The x of x - mean(x).
    ValueId centred_of(ValueId centred) {
        const Node* const mean = mean_of(centred);
        return mean == nullptr ? no_value : mean->inputs[0];
    }

    /// The first of the last axes of x that a mean is over, if it is over the last axes.
    std::optional<std::size_t> mean_axis(const Node& mean, ValueId x) const {
        const auto axes = mean.inputs.size() > 1 ? constant_integers(graph_, mean.inputs[1]) : std::nullopt;
        const std::size_t rank = graph_.values[x].shape->rank();
        if (!axes || axes->empty()) return std::nullopt;
        std::vector<std::size_t> named;
        for (const std::int64_t axis : *axes) {
            const Result<std::size_t> normalised = normalise_axis(axis, rank);
            if (!normalised) return std::nullopt;
            named.push_back(*normalised);
        }
        std::ranges::sort(named);
        for (std::size_t index = 0; index < named.size(); ++index)
            if (named[index] != rank - named.size() + index) return std::nullopt;
        return named.front();
    }

    Graph& graph_;
    const Uses& uses_;
};

/// The shape of the axes from `axis` on.
Shape inner_shape(const Shape& shape, std::size_t axis) {
    return *Shape::from(shape.extents().subspan(axis));
}

/// LayerNormalization with ones for its scale, in the place of the last node of the pattern.
Status normalize(Graph& graph, Node& node, const Normalized& found) {
    const Shape shape = inner_shape(*graph.values[found.x].shape, found.axis);
    if (static_cast<std::uint64_t>(shape.element_count()) > limits::folded_bytes / sizeof(float)) return {};
    const std::vector<double> ones(static_cast<std::size_t>(shape.element_count()), 1.0);
    YOLOZU_ASSIGN(const ValueId scale, add_floats(graph, shape, ones));
    node.op = LayerNormalization{static_cast<std::int64_t>(found.axis), found.epsilon};
    node.inputs = {found.x, scale};
    return graph.infer_node(node);
}

/// Whether a constant has one number for each element of the normalised axes.
bool fits(const Graph& graph, ValueId parameters, const Shape& x, std::size_t axis) {
    return constant_floats(graph, parameters) && *graph.values[parameters].shape == inner_shape(x, axis);
}

/// A product with constant scales or a sum with constant biases behind a normalisation found here moves into it.
Status absorb(Graph& graph, const Uses& uses, Node& node, const std::vector<bool>& found) {
    const Binary* const op = std::get_if<Binary>(&node.op);
    if (op == nullptr) return {};
    const bool scales = op->function == BinaryFunction::multiply, adds = op->function == BinaryFunction::add;
    if (!scales && !adds) return {};
    for (const std::size_t side : {0U, 1U}) {
        const ValueId input = node.inputs[side], parameters = node.inputs[1 - side];
        const Node* const before = inner_node<LayerNormalization>(graph, uses, input);
        if (before == nullptr || input >= found.size() || !found[input]) continue;
        const LayerNormalization normalization = std::get<LayerNormalization>(before->op);
        const Shape& x = *graph.values[before->inputs[0]].shape;
        const bool has_bias = before->inputs.size() > 2;
        if (!fits(graph, parameters, x, static_cast<std::size_t>(normalization.axis)) || has_bias) continue;
        std::vector<ValueId> inputs = before->inputs;
        if (scales) inputs[1] = parameters;
        if (adds) inputs.push_back(parameters);
        node.op = normalization;
        node.inputs = std::move(inputs);
        return graph.infer_node(node);
    }
    return {};
}

}  // namespace

Status find_layer_normalization(Graph& graph) {
    const Uses uses(graph);
    Search search(graph, uses);
    // Those of these results that still have ones for a scale, or no bias.
    std::vector<bool> unscaled(graph.values.size(), false), unbiased = unscaled;
    for (Node& node : graph.nodes) {
        const Binary* const binary = std::get_if<Binary>(&node.op);
        if (binary == nullptr || node.outputs[0] == no_value) continue;
        const bool scales = binary->function == BinaryFunction::multiply;
        if (const std::optional<Normalized> found = search.at(node)) {
            YOLOZU_TRY(normalize(graph, node, *found));
            const bool normalized = std::holds_alternative<LayerNormalization>(node.op);
            unscaled[node.outputs[0]] = unbiased[node.outputs[0]] = normalized;
        } else {
            YOLOZU_TRY(absorb(graph, uses, node, scales ? unscaled : unbiased));
            if (scales && std::holds_alternative<LayerNormalization>(node.op)) unbiased[node.outputs[0]] = true;
        }
    }
    return {};
}

}  // namespace yolozu::engine
