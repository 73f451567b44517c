// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/push_rules.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// Goes through the nodes once, in order: a node that reads transposed values reads what was transposed instead, and
/// its results are transposed after it. A transposition so sinks until something needs it, meets another one and is
/// joined with it, or turns out to change nothing.
class Pusher {
public:
    explicit Pusher(Graph& graph) : graph_(graph) {}

    Status run() {
        std::vector<Node> old = std::move(graph_.nodes);
        graph_.nodes.clear();
        for (Node& node : old) {
            for (ValueId& input : node.inputs) input = current(input);
            YOLOZU_TRY(std::holds_alternative<Transpose>(node.op) ? transpose(std::move(node))
                                                                  : other(std::move(node)));
        }
        for (ValueId& output : graph_.outputs) {
            const ValueId now = current(output);
            if (now != output && graph_.values[now].name.empty()) graph_.values[now].name = graph_.values[output].name;
            output = now;
        }
        return {};
    }

private:
    ValueId current(ValueId value) const {
        const auto found = renamed_.find(value);
        return found == renamed_.end() ? value : found->second;
    }

    Status transpose(Node node) {
        const ValueId input = node.inputs[0], output = node.outputs[0];
        if (!graph_.values[input].shape) {
            graph_.nodes.push_back(std::move(node));
            return {};
        }
        Permutation permutation = std::get<Transpose>(node.op).permutation;
        const std::size_t rank = graph_.values[input].shape->rank();
        if (permutation.empty())
            for (std::size_t axis = rank; axis-- > 0;) permutation.push_back(static_cast<std::int64_t>(axis));
        ValueId source = input;
        if (const auto found = origins_.find(input); found != origins_.end()) {
            source = found->second.source;
            permutation = composed(found->second.permutation, permutation);
        }
        return define(std::move(node.name), source, permutation, output);
    }

    /// Makes `output` the transposition of `source`.
    Status define(std::string name, ValueId source, const Permutation& permutation, ValueId output) {
        if (is_identity(permutation)) {
            renamed_[output] = source;
            return {};
        }
        const Shape& shape = *graph_.values[source].shape;
        if (keeps_order(permutation, shape)) {
            const Shape& result = *graph_.values[output].shape;
            const ValueId extents = add_integers(graph_, result.extents());
            graph_.nodes.push_back({std::move(name), Reshape{true}, {source, extents}, {output}});
            return {};
        }
        origins_[output] = {source, permutation};
        graph_.nodes.push_back({std::move(name), Transpose{permutation}, {source}, {output}});
        return {};
    }

    Status other(Node node) {
        YOLOZU_ASSIGN(std::optional<Pushed> pushed, push(graph_, node, origins_));
        if (!pushed) {
            graph_.nodes.push_back(std::move(node));
            return {};
        }
        const std::vector<ValueId> outputs = node.outputs;
        for (Node& helper : pushed->helpers) {
            YOLOZU_ASSIGN(const bool folded, fold(graph_, helper));
            if (!folded) graph_.nodes.push_back(std::move(helper));
        }
        Node& made = pushed->node;
        for (std::size_t index = 0; index < outputs.size(); ++index) {
            if (outputs[index] == no_value || pushed->permutations[index].empty()) continue;
            made.outputs[index] = graph_.add_value({});
            graph_.values[made.outputs[index]].name = graph_.values[outputs[index]].name;
            graph_.values[made.outputs[index]].permutation = pushed->permutations[index];
        }
        YOLOZU_TRY(graph_.infer_node(made));
        graph_.nodes.push_back(made);
        for (std::size_t index = 0; index < outputs.size(); ++index)
            if (made.outputs[index] != outputs[index])
                YOLOZU_TRY(define(made.name, made.outputs[index], pushed->permutations[index], outputs[index]));
        return {};
    }

    Graph& graph_;
    std::unordered_map<ValueId, ValueId> renamed_;
    Origins origins_;
};

}  // namespace

Status push_transposes(Graph& graph) {
    return Pusher(graph).run();
}

}  // namespace yolozu::engine
