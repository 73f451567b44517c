// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/resize_rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/matching.hpp"
#include "engine/passes/permutation.hpp"

namespace yolozu::engine {

namespace {

/// Whether a node's only output is its first input again. That both have the same type and shape, where it is known, is
/// checked already.
class ChangesNothing {
public:
    ChangesNothing(const Graph& graph, const Node& node)
        : graph_(graph), node_(node), shape_(graph.values[node.outputs[0]].shape) {}

    bool operator()(const Unary& op) const { return op.function == UnaryFunction::identity; }
    bool operator()(const Cast&) const { return true; }
    bool operator()(const Reshape&) const { return shape_.has_value(); }
    bool operator()(const Expand&) const { return shape_.has_value(); }
    bool operator()(const Split&) const { return shape_.has_value(); }
    bool operator()(const Concat&) const { return node_.inputs.size() == 1; }
    bool operator()(const Transpose& op) const {
        if (op.permutation.empty()) return shape_ && shape_->rank() <= 1;
        return is_identity(op.permutation);
    }
    bool operator()(const Pad&) const {
        const auto pads = constant_integers(graph_, node_.inputs[1]);
        return shape_ && pads && std::ranges::all_of(*pads, [](std::int64_t pad) { return pad == 0; });
    }
    /// Steps forward that reach as many places as there are reach each in turn.
    bool operator()(const Slice&) const {
        if (!shape_) return false;
        if (node_.inputs.size() < 5 || node_.inputs[4] == no_value) return true;
        const auto steps = constant_integers(graph_, node_.inputs[4]);
        return steps && std::ranges::all_of(*steps, [](std::int64_t step) { return step > 0; });
    }
    bool operator()(const Resize& op) const {
        // These coordinates shift or crop whatever the scale.
        if (op.coordinates == ResizeCoordinates::tf_half_pixel_for_nn ||
            op.coordinates == ResizeCoordinates::tf_crop_and_resize || !shape_)
            return false;
        const Fact scales = fact_of(2), sizes = fact_of(3);
        if (!readable(scales) || !readable(sizes)) return false;
        const auto axes = resolve_resize(op, *shape_, {}, parameter(scales), parameter(sizes));
        return axes && std::ranges::all_of(*axes, &ResizedAxis::unchanged);
    }
    template <class Other>
    bool operator()(const Other&) const {
        return false;
    }

private:
    Fact fact_of(std::size_t input) const {
        return input < node_.inputs.size() ? graph_.fact(node_.inputs[input]) : Fact{};
    }

    const Graph& graph_;
    const Node& node_;
    const std::optional<Shape>& shape_;
};

bool has_one_output(const Node& node) {
    return node.outputs.size() == 1 && node.outputs[0] != no_value && !node.inputs.empty() &&
           node.inputs[0] != no_value;
}

bool is_identity_node(const Graph& graph, const Node& node) {
    if (!has_one_output(node)) return false;
    const Value &from = graph.values[node.inputs[0]], &to = graph.values[node.outputs[0]];
    return from.type == to.type && from.shape == to.shape && std::visit(ChangesNothing(graph, node), node.op);
}

bool only_reshapes(const Op& op) {
    return std::holds_alternative<Reshape>(op) || std::holds_alternative<Squeeze>(op) ||
           std::holds_alternative<Unsqueeze>(op) || std::holds_alternative<Flatten>(op);
}

/// One sweep: nodes that do nothing are left out, nodes behind them read what they read.
class Sweep {
public:
    explicit Sweep(Graph& graph) : graph_(graph) {}

    Status run() {
        std::vector<Node> nodes = std::move(graph_.nodes);
        graph_.nodes.clear();
        for (Node& node : nodes) {
            replacements_.in_inputs(node);
            // An input that turned out to be a constant may tell a shape that was not known before.
            YOLOZU_TRY(graph_.infer_node(node));
            if (only_reshapes(node.op) && has_one_output(node) && graph_.values[node.outputs[0]].shape) reshape(node);
            if (is_identity_node(graph_, node)) {
                replacements_.replace(node.outputs[0], node.inputs[0]);
                continue;
            }
            graph_.nodes.push_back(std::move(node));
        }
        replacements_.in_outputs(graph_);
        return {};
    }

private:
    /// One Reshape from where the elements come to the known shape.
    void reshape(Node& node) {
        const ValueId output = node.outputs[0];
        ValueId source = node.inputs[0];
        if (const auto found = reshaped_from_.find(source); found != reshaped_from_.end()) source = found->second;
        const Shape shape = *graph_.values[output].shape;
        if (source == node.inputs[0] && is_plain_reshape(node, shape)) {
            reshaped_from_[output] = source;
            return;
        }
        node.op = Reshape{true};
        node.inputs = {source, add_integers(graph_, shape.extents())};
        reshaped_from_[output] = source;
    }

    /// Whether a node already is the Reshape to a constant shape without holes.
    bool is_plain_reshape(const Node& node, const Shape& shape) const {
        const Reshape* const op = std::get_if<Reshape>(&node.op);
        const auto extents = op != nullptr ? constant_integers(graph_, node.inputs[1]) : std::nullopt;
        return op != nullptr && op->allow_zero && extents && std::ranges::equal(*extents, shape.extents());
    }

    Graph& graph_;
    Replacements replacements_;
    std::unordered_map<ValueId, ValueId> reshaped_from_;
};

}  // namespace

Status remove_identities(Graph& graph) {
    return Sweep(graph).run();
}

}  // namespace yolozu::engine
