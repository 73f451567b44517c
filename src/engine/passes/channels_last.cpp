// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/permutation.hpp"

namespace yolozu::engine {

namespace {

/// The flag of an operator that slides a window over x and is not yet channels-last; nullptr for all others.
bool* layout_flag(Node& node) {
    const auto without_residual = [](auto& conv) {
        return conv.tail.residual == Residual::none ? &conv.channels_last : nullptr;
    };
    if (auto* const conv = std::get_if<Conv>(&node.op)) return without_residual(*conv);
    if (auto* const conv = std::get_if<QuantisedConv>(&node.op)) return without_residual(*conv);
    if (auto* const conv = std::get_if<ConvTranspose>(&node.op)) return &conv->channels_last;
    if (auto* const conv = std::get_if<ConvInteger>(&node.op)) return &conv->channels_last;
    if (auto* const conv = std::get_if<QLinearConv>(&node.op)) return &conv->channels_last;
    if (auto* const pool = std::get_if<Pool>(&node.op))
        return node.outputs.size() == 1 ? &pool->channels_last : nullptr;
    return nullptr;
}

/// N x C x spatial... to N x spatial... x C.
Permutation to_channels_last(std::size_t rank) {
    Permutation permutation{0};
    for (std::size_t axis = 2; axis < rank; ++axis) permutation.push_back(static_cast<std::int64_t>(axis));
    permutation.push_back(1);
    return permutation;
}

}  // namespace

Status channels_last(Graph& graph) {
    std::vector<Node> nodes;
    for (Node& node : graph.nodes) {
        bool* const flag = layout_flag(node);
        const bool known = flag != nullptr && !*flag && graph.values[node.inputs[0]].shape.has_value();
        if (!known) {
            nodes.push_back(std::move(node));
            continue;
        }
        *flag = true;
        const Permutation forward = to_channels_last(graph.values[node.inputs[0]].shape->rank());
        const Permutation back = inverse(forward);
        YOLOZU_ASSIGN(MadeNode before, make_node(graph, node.name, Transpose{forward}, {node.inputs[0]}));
        node.inputs[0] = before.output;
        const ValueId result = node.outputs[0];
        node.outputs[0] = graph.add_value({});
        graph.values[node.outputs[0]].name = graph.values[result].name;
        graph.values[node.outputs[0]].permutation = back;
        YOLOZU_TRY(graph.infer_node(node));
        Node after{node.name, Transpose{back}, {node.outputs[0]}, {result}};
        nodes.push_back(std::move(before.node));
        nodes.push_back(std::move(node));
        nodes.push_back(std::move(after));
    }
    graph.nodes = std::move(nodes);
    return {};
}

}  // namespace yolozu::engine
