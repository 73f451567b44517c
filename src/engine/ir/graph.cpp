// SPDX-License-Identifier: Apache-2.0
#include "engine/ir/graph.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::engine {

ValueId Graph::add_value(Value value) {
    values.push_back(std::move(value));
    return static_cast<ValueId>(values.size() - 1);
}

ValueId Graph::add_constant(std::string name, Tensor tensor) {
    const auto owner = std::make_shared<const Tensor>(std::move(tensor));
    const TensorView view = owner->view();
    return add_value({std::move(name), view.type, view.shape, Constant{view.data, owner}});
}

std::vector<Fact> Graph::facts(std::span<const ValueId> ids) const {
    std::vector<Fact> found;
    found.reserve(ids.size());
    for (const ValueId id : ids) found.push_back(fact(id));
    return found;
}

Status Graph::infer_node(Node& node) {
    const std::vector<Fact> in = facts(node.inputs);
    std::vector<Fact> out(node.outputs.size());
    Status inferred = infer(node.op, in, out);
    if (!inferred)
        return std::move(inferred).error().with_context(
            fmt::format("node '{}' ({})", printable(node.name), name_of(node.op)));
    for (std::size_t index = 0; index < out.size(); ++index) {
        if (node.outputs[index] == no_value) continue;
        Value& value = values[node.outputs[index]];
        value.type = out[index].type;
        value.shape = gives_data_dependent_shape(node.op) ? std::nullopt : out[index].shape;
    }
    return {};
}

std::vector<std::int32_t> producers_of(const Graph& graph) {
    std::vector<std::int32_t> producers(graph.values.size(), -1);
    for (std::size_t index = 0; index < graph.nodes.size(); ++index)
        for (const ValueId output : graph.nodes[index].outputs)
            if (output != no_value) producers[output] = static_cast<std::int32_t>(index);
    return producers;
}

std::vector<std::uint32_t> use_counts_of(const Graph& graph) {
    std::vector<std::uint32_t> counts(graph.values.size(), 0);
    for (const Node& node : graph.nodes)
        for (const ValueId input : node.inputs)
            if (input != no_value) ++counts[input];
    for (const ValueId output : graph.outputs) ++counts[output];
    return counts;
}

}  // namespace yolozu::engine
