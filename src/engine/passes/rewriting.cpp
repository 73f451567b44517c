// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/rewriting.hpp"

#include <algorithm>
#include <cstring>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

Uses::Uses(const Graph& graph)
    : producers_(producers_of(graph)), users_(graph.values.size()), is_output_(graph.values.size(), false) {
    for (std::size_t index = 0; index < graph.nodes.size(); ++index)
        for (const ValueId input : graph.nodes[index].inputs)
            if (input != no_value) users_[input].push_back(index);
    for (const ValueId output : graph.outputs) is_output_[output] = true;
}

Node* Uses::producer(Graph& graph, ValueId value) const {
    if (value == no_value || producers_[value] < 0) return nullptr;
    return &graph.nodes[static_cast<std::size_t>(producers_[value])];
}

std::optional<float> constant_scalar(const Graph& graph, ValueId value) {
    if (value == no_value) return std::nullopt;
    const Value& constant = graph.values[value];
    if (!constant.constant || constant.type != DataType::float32 || constant.shape->element_count() != 1)
        return std::nullopt;
    return *static_cast<const float*>(constant.constant->data);
}

std::optional<std::vector<std::int64_t>> constant_integers(const Graph& graph, ValueId value) {
    if (value == no_value || !graph.values[value].constant) return std::nullopt;
    const Result<Integers> integers = small_integers(graph.fact(value).view(), "a constant");
    if (!integers) return std::nullopt;
    return std::vector<std::int64_t>(integers->begin(), integers->end());
}

ValueId add_integers(Graph& graph, std::span<const std::int64_t> values) {
    // A handful of numbers: allocation fails only where nothing else could go on either.
    Tensor tensor =
        std::move(Tensor::allocate(DataType::int64, Shape{static_cast<std::int64_t>(values.size())})).value();
    if (!values.empty()) std::memcpy(tensor.mutable_view().data, values.data(), values.size_bytes());
    return graph.add_constant({}, std::move(tensor));
}

Result<MadeNode> make_node(Graph& graph, std::string name, Op op, std::vector<ValueId> inputs) {
    MadeNode made{{std::move(name), std::move(op), std::move(inputs), {}}, graph.add_value({})};
    made.node.outputs.push_back(made.output);
    YOLOZU_TRY(graph.infer_node(made.node));
    return made;
}

void insert_before(Graph& graph, std::vector<std::pair<std::size_t, Node>> insertions) {
    if (insertions.empty()) return;
    std::ranges::stable_sort(insertions, {}, [](const auto& insertion) { return insertion.first; });
    std::vector<Node> nodes;
    nodes.reserve(graph.nodes.size() + insertions.size());
    auto next = insertions.begin();
    for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
        for (; next != insertions.end() && next->first == index; ++next) nodes.push_back(std::move(next->second));
        nodes.push_back(std::move(graph.nodes[index]));
    }
    for (; next != insertions.end(); ++next) nodes.push_back(std::move(next->second));
    graph.nodes = std::move(nodes);
}

void replace_uses(Graph& graph, ValueId old, ValueId value) {
    for (Node& node : graph.nodes) std::ranges::replace(node.inputs, old, value);
    for (ValueId& output : graph.outputs) {
        if (output != old) continue;
        output = value;
        if (graph.values[value].name.empty()) graph.values[value].name = graph.values[old].name;
    }
}

Status remove_dead_nodes(Graph& graph) {
    std::vector<std::uint32_t> uses = use_counts_of(graph);
    std::vector<bool> dead(graph.nodes.size(), false);
    for (std::size_t index = graph.nodes.size(); index-- > 0;) {
        Node& node = graph.nodes[index];
        const auto unused = [&](ValueId output) { return output == no_value || uses[output] == 0; };
        dead[index] = std::ranges::all_of(node.outputs, unused);
        if (!dead[index]) continue;
        for (const ValueId input : node.inputs)
            if (input != no_value) --uses[input];
    }
    std::size_t kept = 0;
    for (std::size_t index = 0; index < graph.nodes.size(); ++index)
        if (!dead[index]) {
            if (kept != index) graph.nodes[kept] = std::move(graph.nodes[index]);
            ++kept;
        }
    graph.nodes.resize(kept);
    return {};
}

}  // namespace yolozu::engine
