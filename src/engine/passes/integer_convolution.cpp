// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

// Inputs of ConvInteger and, as far as it has them, of QuantisedConv.
constexpr std::size_t x = 0, weights = 1, x_zero = 2, weights_zero = 3;

/// A convolution whose weights never change and whose sums are of known shape.
bool is_constant_convolution(const Graph& graph, const Node& node) {
    const ConvInteger* const op = std::get_if<ConvInteger>(&node.op);
    if (op == nullptr || op->channels_last || node.outputs[0] == no_value) return false;
    const ValueId zero = input_of(node, weights_zero);
    return graph.values[node.outputs[0]].shape && graph.values[node.inputs[weights]].constant &&
           (zero == no_value || graph.values[zero].constant);
}

/// Takes in what follows a ConvInteger, node by node. The last one becomes the QuantisedConv.
class Conversion {
public:
    explicit Conversion(Graph& graph) : graph_(graph), uses_(graph) {}

    Status run() {
        for (const Node& node : graph_.nodes)
            if (is_constant_convolution(graph_, node)) YOLOZU_TRY(convert(node));
        insert_before(graph_, std::move(insertions_));
        return {};
    }

private:
    Status convert(const Node& sums) {
        const std::optional<std::size_t> cast = next<Cast>(sums);
        if (!cast || graph_.values[graph_.nodes[*cast].outputs[0]].type != DataType::float32) return {};
        const std::optional<std::size_t> product = next(graph_.nodes[*cast], BinaryFunction::multiply);
        if (!product) return {};
        YOLOZU_ASSIGN(const std::optional<ValueId> scale,
                      scale_of(*product, other_input(graph_.nodes[*cast], *product)));
        if (!scale) return {};
        std::size_t last = *product;
        ValueId bias = no_value;
        if (const auto sum = next(graph_.nodes[*product], BinaryFunction::add)) {
            YOLOZU_ASSIGN(bias, bias_of(sums, other_input(graph_.nodes[*product], *sum)));
            if (bias != no_value) last = *sum;
        }
        const ConvInteger& op = std::get<ConvInteger>(sums.op);
        Node made{
            sums.name,
            QuantisedConv{op.window, op.groups, op.channels_last, {}},
            {sums.inputs[x], sums.inputs[weights], input_of(sums, x_zero), input_of(sums, weights_zero), *scale, bias},
            graph_.nodes[last].outputs};
        graph_.nodes[last] = std::move(made);
        return graph_.infer_node(graph_.nodes[last]);
    }

    /// The one node that uses a node's result, if its own is of the same shape.
    std::optional<std::size_t> next(const Node& node) const {
        const std::optional<std::size_t> user = sole_user(uses_, node.outputs[0]);
        const bool fits = user && same_known_shape(graph_, node.outputs[0], graph_.nodes[*user].outputs[0]);
        return fits ? user : std::nullopt;
    }
    template <class T>
    std::optional<std::size_t> next(const Node& node) const {
        const std::optional<std::size_t> user = next(node);
        return user && std::holds_alternative<T>(graph_.nodes[*user].op) ? user : std::nullopt;
    }
    std::optional<std::size_t> next(const Node& node, BinaryFunction function) const {
        const std::optional<std::size_t> user = next<Binary>(node);
        return user && std::get<Binary>(graph_.nodes[*user].op).function == function ? user : std::nullopt;
    }
    /// The operand of a node with two that is not another node's result.
    ValueId other_input(const Node& node, std::size_t user) const {
        const std::vector<ValueId>& inputs = graph_.nodes[user].inputs;
        return inputs[inputs[0] == node.outputs[0] ? 1 : 0];
    }

    /// A factor of the sums as QuantisedConv takes it: one number or a list of one a channel. A node may have to make
    /// it so, before the one that uses it.
    Result<std::optional<ValueId>> scale_of(std::size_t user, ValueId factor) {
        if (!is_known_float(graph_, factor)) return std::optional<ValueId>();
        const Shape &shape = *graph_.values[factor].shape, &y = *graph_.values[graph_.nodes[user].outputs[0]].shape;
        if (shape.element_count() == 1 && shape.rank() <= 1) return std::optional(factor);
        if (shape.element_count() != 1 && !is_one_a_channel(shape, y)) return std::optional<ValueId>();
        const Shape list{shape.element_count()};
        if (graph_.values[factor].constant) return std::optional(add_reshaped_constant(graph_, factor, list));
        YOLOZU_ASSIGN(MadeNode made, make_node(graph_, graph_.nodes[user].name, Reshape{true},
                                               {factor, add_integers(graph_, list.extents())}));
        insertions_.emplace_back(user, std::move(made.node));
        return std::optional(made.output);
    }

    /// What is added to the products as a list of one number a channel; no_value where it is something else.
    Result<ValueId> bias_of(const Node& sums, ValueId added) {
        const auto floats = constant_floats(graph_, added);
        if (!floats) return no_value;
        const Shape &shape = *graph_.values[added].shape, &y = *graph_.values[sums.outputs[0]].shape;
        if (is_one_a_channel(shape, y)) return add_reshaped_constant(graph_, added, Shape{y[1]});
        if (floats->size() != 1) return no_value;
        const std::vector<double> numbers(static_cast<std::size_t>(y[1]), double{floats->front()});
        return add_floats(graph_, Shape{y[1]}, numbers);
    }

    Graph& graph_;
    const Uses uses_;
    std::vector<std::pair<std::size_t, Node>> insertions_;
};

}  // namespace

Status integer_convolution(Graph& graph) {
    return Conversion(graph).run();
}

}  // namespace yolozu::engine
