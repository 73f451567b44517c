// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "engine/ir/describe.hpp"
#include "engine/ir/graph.hpp"

namespace yolozu::engine {

namespace {

/// A value's name, or its number where it has none; small integer constants show their elements.
std::string name_of_value(const Graph& graph, ValueId id) {
    if (id == no_value) return "-";
    const Value& value = graph.values[id];
    if (!value.name.empty()) return printable(value.name);
    return fmt::format("%{}", id);
}

std::string use_of(const Graph& graph, ValueId id) {
    if (id == no_value || !graph.values[id].constant) return name_of_value(graph, id);
    const Value& value = graph.values[id];
    constexpr std::int64_t few = 8;
    if (value.type != DataType::int64 || value.shape->element_count() > few)
        return fmt::format("{}[{} {}]", name_of_value(graph, id), to_string(value.type), value.shape->to_string());
    std::string text;
    for (const std::int64_t number : value.fact().view().as<std::int64_t>())
        text += fmt::format("{}{}", text.empty() ? "" : ",", number);
    return "{" + text + "}";
}

std::string definition_of(const Graph& graph, ValueId id) {
    if (id == no_value) return "-";
    const Value& value = graph.values[id];
    std::string text = fmt::format("{}: {} {}", name_of_value(graph, id), to_string(value.type),
                                   value.shape ? value.shape->to_string() : "?");
    if (value.permutation.empty()) return text;
    text += " (file's value permuted by";
    for (const std::int64_t axis : value.permutation) text += fmt::format(" {}", axis);
    return text + ")";
}

template <class Describe>
std::string listed(std::span<const ValueId> ids, const Describe& describe) {
    std::string text;
    for (const ValueId id : ids) text.append(text.empty() ? "" : ", ").append(describe(id));
    return text;
}

}  // namespace

std::string dump(const Graph& graph) {
    const auto defined = [&](ValueId id) { return definition_of(graph, id); };
    const auto used = [&](ValueId id) { return use_of(graph, id); };
    std::string text = fmt::format("inputs  {}\noutputs {}\n{} nodes\n", listed(graph.inputs, defined),
                                   listed(graph.outputs, defined), graph.nodes.size());
    for (const Node& node : graph.nodes)
        text += fmt::format("{} = {} ({})\n", listed(node.outputs, defined), describe(node.op),
                            listed(node.inputs, used));
    return text;
}

}  // namespace yolozu::engine
