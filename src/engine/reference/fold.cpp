// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/ir/limits.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/operations.hpp"

namespace yolozu::engine {

namespace {

/// Whether all that the operator looks at is known: of Shape and Size that is their operand's shape alone.
bool foldable(const Graph& graph, const Node& node) {
    if (std::holds_alternative<ShapeOf>(node.op) || std::holds_alternative<SizeOf>(node.op))
        return graph.fact(node.inputs[0]).shape.has_value();
    for (const ValueId input : node.inputs)
        if (input != no_value && !graph.values[input].constant) return false;
    return true;
}

/// Whether the outputs are of known, moderate size and the work is too; if so, both are counted.
bool spend(Graph& graph, const Op& op, std::span<const Fact> inputs, std::span<const Fact> outputs) {
    std::uint64_t bytes = 0;
    for (const Fact& output : outputs) {
        const std::size_t size = element_size(output.type);
        if (!output.shape || size == 0) return false;
        if (static_cast<std::uint64_t>(output.shape->element_count()) > limits::folded_bytes / size) return false;
        bytes += static_cast<std::uint64_t>(output.shape->element_count()) * size;
    }
    const std::uint64_t operations = operations_of(op, inputs, outputs);
    if (bytes > limits::all_folded_bytes - graph.folded_bytes ||
        operations > limits::all_folded_operations - graph.folded_operations)
        return false;
    graph.folded_bytes += bytes;
    graph.folded_operations += operations;
    return true;
}

}  // namespace

Status evaluate(const Op& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return std::visit([&](const auto& alternative) { return evaluate(alternative, inputs, outputs); }, op);
}

Result<bool> fold(Graph& graph, const Node& node) {
    if (!foldable(graph, node)) return false;
    std::vector<Fact> facts, results(node.outputs.size());
    std::vector<TensorView> inputs;
    for (const ValueId input : node.inputs) {
        facts.push_back(graph.fact(input));
        inputs.push_back(input == no_value ? TensorView{} : facts.back().view());
    }
    const auto context = [&] { return fmt::format("node '{}' ({})", printable(node.name), name_of(node.op)); };
    if (Status inferred = infer(node.op, facts, results); !inferred)
        return std::move(inferred).error().with_context(context());
    if (!spend(graph, node.op, facts, results)) return false;
    std::vector<Tensor> tensors;
    std::vector<MutableTensorView> outputs;
    for (const Fact& result : results) {
        YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(result.type, *result.shape));
        tensors.push_back(std::move(tensor));
        outputs.push_back(tensors.back().mutable_view());
    }
    if (Status evaluated = evaluate(node.op, inputs, outputs); !evaluated)
        return std::move(evaluated).error().with_context(context());
    for (std::size_t index = 0; index < tensors.size(); ++index) {
        if (node.outputs[index] == no_value) continue;
        Value& value = graph.values[node.outputs[index]];
        value.type = outputs[index].type;
        value.shape = outputs[index].shape;
        value.constant = Constant{outputs[index].data, std::make_shared<const Tensor>(std::move(tensors[index]))};
    }
    return true;
}

}  // namespace yolozu::engine
