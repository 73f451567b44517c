// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/passes/list.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

Status fold_constants(Graph& graph) {
    std::vector<Node> nodes = std::move(graph.nodes);
    graph.nodes.clear();
    for (Node& node : nodes) {
        // An input that has just become constant may tell a shape that was not known before.
        YOLOZU_TRY(graph.infer_node(node));
        YOLOZU_ASSIGN(const bool folded, fold(graph, node));
        if (!folded) graph.nodes.push_back(std::move(node));
    }
    return {};
}

}  // namespace yolozu::engine
