// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/push_rules.hpp"

#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

using Outcome = Result<std::optional<Pushed>>;

Outcome nothing() {
    return std::optional<Pushed>();
}

Outcome done(Pushed pushed) {
    return std::optional<Pushed>(std::move(pushed));
}

/// One node, its transposed inputs and the rule that fits its operator.
class Push {
public:
    Push(Graph& graph, const Node& node, const Origins& origins) : graph_(graph), node_(node), origins_(origins) {}

    Outcome operator()(const Unary&) { return elementwise(); }
    Outcome operator()(const Binary&) { return elementwise(); }
    Outcome operator()(const Where&) { return elementwise(); }
    Outcome operator()(const Cast&) { return elementwise(); }
    Outcome operator()(const Concat& op) {
        YOLOZU_ASSIGN(std::optional<Pushed> pushed, elementwise());
        if (!pushed) return nothing();
        YOLOZU_ASSIGN(const std::int64_t axis, source_axis(op.axis, *any_origin()));
        pushed->node.op = Concat{axis};
        return pushed;
    }
    Outcome operator()(const Split& op) { return along_axis(op, op.axis); }
    Outcome operator()(const Softmax& op) {
        const Origin* const origin = origin_of(0);
        if (origin == nullptr) return nothing();
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, origin->permutation.size()));
        if (op.through_last && axis + 1 != origin->permutation.size()) return nothing();
        Softmax moved = op;
        moved.through_last = false;
        return along_axis(moved, op.axis);
    }
    Outcome operator()(const QuantizeLinear& op) { return quantisation(op); }
    Outcome operator()(const DequantizeLinear& op) { return quantisation(op); }
    Outcome operator()(const DynamicQuantizeLinear&) { return of_first_input(); }
    Outcome operator()(const Lookup&) { return of_first_input(); }
    Outcome operator()(const Reduce& op) {
        const Origin* const origin = origin_of(0);
        const std::optional<std::vector<std::int64_t>> axes =
            node_.inputs.size() > 1 ? constant_integers(graph_, node_.inputs[1]) : std::nullopt;
        if (origin == nullptr || !axes || axes->empty()) return nothing();
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        YOLOZU_ASSIGN(pushed.node.inputs[1], moved_axes(*axes, *origin));
        YOLOZU_ASSIGN(Permutation rest, without(*axes, *origin));
        return finish(std::move(pushed), op.keep_dims ? origin->permutation : rest);
    }
    Outcome operator()(const ArgReduce& op) {
        const Origin* const origin = origin_of(0);
        if (origin == nullptr) return nothing();
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        ArgReduce moved = op;
        YOLOZU_ASSIGN(moved.axis, source_axis(op.axis, *origin));
        pushed.node.op = moved;
        YOLOZU_ASSIGN(Permutation rest, without({{op.axis}}, *origin));
        return finish(std::move(pushed), op.keep_dims ? origin->permutation : rest);
    }
    Outcome operator()(const ExpectedValue&) {
        const Origin* const origin = origin_of(0);
        const auto last = static_cast<std::int64_t>(origin == nullptr ? 0 : origin->permutation.size() - 1);
        if (origin == nullptr || origin->permutation.back() != last) return nothing();
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        return finish(std::move(pushed), Permutation(origin->permutation.begin(), origin->permutation.end() - 1));
    }
    Outcome operator()(const Slice&) {
        const Origin* const origin = origin_of(0);
        if (origin == nullptr) return nothing();
        const std::optional<std::vector<std::int64_t>> axes = slice_axes();
        if (!axes) return nothing();
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        if (pushed.node.inputs.size() < 4) pushed.node.inputs.resize(4, no_value);
        YOLOZU_ASSIGN(pushed.node.inputs[3], moved_axes(*axes, *origin));
        return finish(std::move(pushed), origin->permutation);
    }
    Outcome operator()(const Pad&) {
        const Origin* const origin = origin_of(0);
        const bool has_axes = node_.inputs.size() > 3 && node_.inputs[3] != no_value;
        const auto pads = node_.inputs.size() > 1 ? constant_integers(graph_, node_.inputs[1]) : std::nullopt;
        if (origin == nullptr || !pads || has_axes || pads->size() != 2 * origin->permutation.size()) return nothing();
        const std::size_t rank = origin->permutation.size();
        std::vector<std::int64_t> moved(pads->size());
        for (std::size_t axis = 0; axis < rank; ++axis) {
            const auto from = static_cast<std::size_t>(origin->permutation[axis]);
            moved[from] = (*pads)[axis];
            moved[from + rank] = (*pads)[axis + rank];
        }
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        pushed.node.inputs[1] = add_integers(graph_, moved);
        return finish(std::move(pushed), origin->permutation);
    }
    Outcome operator()(const Resize& op) {
        const Origin* const origin = origin_of(0);
        const bool has_region = node_.inputs.size() > 1 && present_with_elements(node_.inputs[1]);
        if (origin == nullptr || has_region) return nothing();
        // Scales and sizes keep their order and name the axes they are for.
        Resize moved = op;
        moved.axes.clear();
        for (std::size_t axis = 0; axis < origin->permutation.size(); ++axis)
            if (op.axes.empty()) moved.axes.push_back(origin->permutation[axis]);
        for (const std::int64_t axis : op.axes) {
            YOLOZU_ASSIGN(const std::int64_t from, source_axis(axis, *origin));
            moved.axes.push_back(from);
        }
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        pushed.node.op = moved;
        return finish(std::move(pushed), origin->permutation);
    }
    Outcome operator()(const Reshape&) {
        const Origin* const origin = origin_of(0);
        const std::optional<Shape>& result = graph_.values[node_.outputs[0]].shape;
        if (origin == nullptr || !result) return nothing();
        const std::optional<TurnedReshape> turned =
            turn_reshape(*graph_.values[origin->source].shape, origin->permutation, *result);
        if (!turned) return nothing();
        Pushed pushed = start();
        pushed.node.inputs = {origin->source, add_integers(graph_, turned->shape)};
        pushed.node.op = Reshape{true};
        if (is_identity(turned->permutation)) return done(std::move(pushed));
        return finish(std::move(pushed), turned->permutation);
    }
    /// Everything else needs its inputs as they are.
    template <class Other>
    Outcome operator()(const Other&) {
        return nothing();
    }

private:
    const Origin* origin_of(std::size_t input) const {
        if (input >= node_.inputs.size()) return nullptr;
        const auto found = origins_.find(node_.inputs[input]);
        return found == origins_.end() ? nullptr : &found->second;
    }
    const Origin* any_origin() const {
        for (std::size_t input = 0; input < node_.inputs.size(); ++input)
            if (const Origin* const origin = origin_of(input)) return origin;
        return nullptr;
    }
    /// Whether the output has as many axes as the transposed input.
    bool same_rank(const Origin& origin) const {
        const std::optional<Shape>& shape = graph_.values[node_.outputs[0]].shape;
        return shape && shape->rank() == origin.permutation.size();
    }
    bool present_with_elements(ValueId value) const {
        return value != no_value && (!graph_.values[value].shape || graph_.values[value].shape->element_count() > 0);
    }

    Pushed start() const { return {{}, node_, std::vector<Permutation>(node_.outputs.size())}; }
    static Outcome finish(Pushed pushed, const Permutation& permutation) {
        for (Permutation& each : pushed.permutations) each = is_identity(permutation) ? Permutation() : permutation;
        return done(std::move(pushed));
    }

    static Result<std::int64_t> source_axis(std::int64_t axis, const Origin& origin) {
        YOLOZU_ASSIGN(const std::size_t normalised, normalise_axis(axis, origin.permutation.size()));
        return origin.permutation[normalised];
    }
    Result<ValueId> moved_axes(std::span<const std::int64_t> axes, const Origin& origin) {
        std::vector<std::int64_t> moved;
        for (const std::int64_t axis : axes) {
            YOLOZU_ASSIGN(const std::int64_t from, source_axis(axis, origin));
            moved.push_back(from);
        }
        return add_integers(graph_, moved);
    }
    /// The permutation of the axes that are left when some of the result's are dropped.
    static Result<Permutation> without(std::span<const std::int64_t> axes, const Origin& origin) {
        const std::size_t rank = origin.permutation.size();
        std::vector<bool> dropped(rank, false), dropped_from(rank, false);
        for (const std::int64_t axis : axes) {
            YOLOZU_ASSIGN(const std::size_t normalised, normalise_axis(axis, rank));
            dropped[normalised] = true;
            dropped_from[static_cast<std::size_t>(origin.permutation[normalised])] = true;
        }
        Permutation rest;
        for (std::size_t axis = 0; axis < rank; ++axis) {
            if (dropped[axis]) continue;
            const auto from = static_cast<std::size_t>(origin.permutation[axis]);
            rest.push_back(static_cast<std::int64_t>(from) -
                           std::count(dropped_from.begin(), dropped_from.begin() + origin.permutation[axis], true));
        }
        return rest;
    }
    std::optional<std::vector<std::int64_t>> slice_axes() const {
        if (node_.inputs.size() > 3 && node_.inputs[3] != no_value) return constant_integers(graph_, node_.inputs[3]);
        const std::optional<Shape>& starts = graph_.values[node_.inputs[1]].shape;
        if (!starts) return std::nullopt;
        std::vector<std::int64_t> axes;
        for (std::int64_t axis = 0; axis < starts->element_count(); ++axis) axes.push_back(axis);
        return axes;
    }

    /// The first output is made of the first input element by element; nothing else has axes.
    Outcome of_first_input() {
        const Origin* const origin = origin_of(0);
        if (origin == nullptr) return nothing();
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        pushed.permutations[0] = origin->permutation;
        return done(std::move(pushed));
    }

    template <class Along>
    Outcome along_axis(Along op, std::int64_t axis) {
        const Origin* const origin = origin_of(0);
        if (origin == nullptr) return nothing();
        YOLOZU_ASSIGN(op.axis, source_axis(axis, *origin));
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        pushed.node.op = op;
        return finish(std::move(pushed), origin->permutation);
    }

    template <class Quantisation>
    Outcome quantisation(const Quantisation& op) {
        const Origin* const origin = origin_of(0);
        const std::optional<Shape>& scale = graph_.values[node_.inputs[1]].shape;
        if (origin == nullptr || !scale || op.block_size != 0) return nothing();
        if (scale->rank() == 1 && scale->element_count() != 1) return along_axis(op, op.axis);
        Pushed pushed = start();
        pushed.node.inputs[0] = origin->source;
        return finish(std::move(pushed), origin->permutation);
    }

    /// All operands through the same permutation; small ones are transposed the other way to fit.
    Outcome elementwise() {
        const Origin* const first = any_origin();
        if (first == nullptr || !same_rank(*first)) return nothing();
        Pushed pushed = start();
        for (std::size_t input = 0; input < node_.inputs.size(); ++input) {
            YOLOZU_ASSIGN(const bool possible, bring(pushed, input, first->permutation));
            if (!possible) return nothing();
        }
        return finish(std::move(pushed), first->permutation);
    }

    /// Makes an operand what, transposed by the permutation, it was. False when that would cost more than it saves.
    Result<bool> bring(Pushed& pushed, std::size_t input, const Permutation& permutation) {
        const ValueId value = node_.inputs[input];
        if (value == no_value) return true;
        const Origin* const origin = origin_of(input);
        if (origin != nullptr && origin->permutation == permutation) {
            pushed.node.inputs[input] = origin->source;
            return true;
        }
        const std::optional<Shape> shape = graph_.values[value].shape;
        if (!shape || shape->rank() > permutation.size()) return false;
        if (shape->element_count() == 1 && shape->rank() <= 1) return true;
        const std::optional<Shape>& result = graph_.values[node_.outputs[0]].shape;
        constexpr std::int64_t much_smaller = 8;
        const bool cheap =
            graph_.values[value].constant || shape->element_count() <= result->element_count() / much_smaller;
        if (!cheap) return false;
        ValueId full = value;
        if (shape->rank() < permutation.size()) {
            std::vector<std::int64_t> extents(permutation.size() - shape->rank(), 1);
            extents.insert(extents.end(), shape->extents().begin(), shape->extents().end());
            const ValueId target = add_integers(graph_, extents);
            YOLOZU_ASSIGN(MadeNode reshape, make_node(graph_, node_.name, Reshape{true}, {value, target}));
            full = reshape.output;
            pushed.helpers.push_back(std::move(reshape.node));
        }
        YOLOZU_ASSIGN(MadeNode transpose, make_node(graph_, node_.name, Transpose{inverse(permutation)}, {full}));
        pushed.node.inputs[input] = transpose.output;
        pushed.helpers.push_back(std::move(transpose.node));
        return true;
    }

    Graph& graph_;
    const Node& node_;
    const Origins& origins_;
};

}  // namespace

Result<std::optional<Pushed>> push(Graph& graph, const Node& node, const Origins& origins) {
    const bool any = std::ranges::any_of(node.inputs, [&](ValueId input) { return origins.contains(input); });
    if (!any) return std::optional<Pushed>();
    for (const ValueId input : node.inputs)
        if (input != no_value && !graph.values[input].shape) return std::optional<Pushed>();
    return std::visit(Push(graph, node, origins), node.op);
}

}  // namespace yolozu::engine
