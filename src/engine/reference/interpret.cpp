// SPDX-License-Identifier: Apache-2.0
#include "engine/reference/interpret.hpp"

#include <fmt/format.h>

#include <cstring>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/ir/limits.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

class Interpreter {
public:
    explicit Interpreter(const Graph& graph) : graph_(graph), owned_(graph.values.size()), views_(graph.values.size()) {
        for (std::size_t id = 0; id < graph.values.size(); ++id)
            if (graph.values[id].constant) views_[id] = graph.values[id].fact().view();
    }

    Status bind_inputs(std::span<const TensorView> inputs) {
        if (inputs.size() != graph_.inputs.size())
            return Error(ErrorCode::invalid_argument, fmt::format("{} inputs were given, {} are expected",
                                                                  inputs.size(), graph_.inputs.size()));
        for (std::size_t index = 0; index < inputs.size(); ++index) views_[graph_.inputs[index]] = inputs[index];
        return {};
    }

    Status run(const Node& node, const ValueObserver& observe) {
        std::vector<Fact> facts, results(node.outputs.size());
        std::vector<TensorView> inputs;
        for (const ValueId input : node.inputs) {
            inputs.push_back(input == no_value ? TensorView{} : views_[input]);
            facts.push_back(input == no_value ? Fact{} : Fact{inputs.back().type, inputs.back().shape,
                                                              inputs.back().data});
        }
        YOLOZU_TRY(infer(node.op, facts, results));
        std::vector<Tensor> tensors;
        std::vector<MutableTensorView> outputs;
        for (const Fact& result : results) {
            YOLOZU_TRY(check_size(result));
            YOLOZU_ASSIGN(Tensor tensor, Tensor::allocate(result.type, *result.shape));
            tensors.push_back(std::move(tensor));
            outputs.push_back(tensors.back().mutable_view());
        }
        YOLOZU_TRY(evaluate(node.op, inputs, outputs));
        for (std::size_t index = 0; index < outputs.size(); ++index) {
            const ValueId id = node.outputs[index];
            if (id == no_value) continue;
            owned_[id] = std::move(tensors[index]);
            views_[id] = outputs[index];
            if (observe) observe(id, views_[id]);
        }
        return {};
    }

    Result<std::vector<Tensor>> outputs() const {
        std::vector<Tensor> results;
        for (const ValueId output : graph_.outputs) {
            const TensorView& view = views_[output];
            YOLOZU_ASSIGN(Tensor copy, Tensor::allocate(view.type, view.shape));
            if (copy.size_bytes() > 0) std::memcpy(copy.mutable_view().data, view.data, copy.size_bytes());
            results.push_back(std::move(copy));
        }
        return results;
    }

private:
    static Status check_size(const Fact& result) {
        if (!result.shape) return Error(ErrorCode::internal, "the shape of an output cannot be told");
        const std::size_t size = std::max<std::size_t>(element_size(result.type), 1);
        if (static_cast<std::uint64_t>(result.shape->element_count()) <= limits::tensor_bytes / size) return {};
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("a tensor of shape {} is too large", result.shape->to_string()));
    }

    const Graph& graph_;
    std::vector<Tensor> owned_;
    std::vector<TensorView> views_;
};

}  // namespace

Result<std::vector<Tensor>> interpret(const Graph& graph, std::span<const TensorView> inputs,
                                      const ValueObserver& observe) {
    Interpreter interpreter(graph);
    YOLOZU_TRY(interpreter.bind_inputs(inputs));
    for (const Node& node : graph.nodes) {
        Status done = interpreter.run(node, observe);
        if (!done)
            return std::move(done).error().with_context(
                fmt::format("node '{}' ({})", printable(node.name), name_of(node.op)));
    }
    return interpreter.outputs();
}

}  // namespace yolozu::engine
