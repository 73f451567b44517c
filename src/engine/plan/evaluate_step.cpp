// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/evaluate_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/ir/limits.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// More operands are refused when the plan is made, so that a run needs no heap.
constexpr std::size_t most_operands = limits::operands;

class EvaluateStep final : public Step {
public:
    EvaluateStep(const Node& node, std::vector<Operand> inputs, std::vector<Operand> outputs)
        : op_(node.op), inputs_(std::move(inputs)), outputs_(std::move(outputs)) {}

    std::string_view kernel() const override { return "reference"; }

    Status run(Memory& memory) const override {
        std::array<TensorView, most_operands> inputs;
        std::array<MutableTensorView, most_operands> outputs;
        for (std::size_t index = 0; index < inputs_.size(); ++index) inputs[index] = memory.view(inputs_[index]);
        const std::span<const TensorView> in(inputs.data(), inputs_.size());
        const std::span<MutableTensorView> out(outputs.data(), outputs_.size());
        YOLOZU_TRY(bind_outputs(memory, in, out));
        YOLOZU_TRY(evaluate(op_, in, out));
        for (std::size_t index = 0; index < outputs_.size(); ++index)
            if (outputs_[index].place.kind == Place::Kind::dynamic)
                memory.dynamic_shapes[outputs_[index].place.index] = out[index].shape;
        return {};
    }

private:
    Status bind_outputs(Memory& memory, std::span<const TensorView> inputs,
                        std::span<MutableTensorView> outputs) const {
        std::array<Fact, most_operands> facts, results;
        for (std::size_t index = 0; index < inputs.size(); ++index)
            facts[index] = {inputs[index].type, inputs[index].shape, inputs[index].data};
        YOLOZU_TRY(infer(op_, {facts.data(), inputs.size()}, {results.data(), outputs.size()}));
        for (std::size_t index = 0; index < outputs.size(); ++index) {
            const Operand& operand = outputs_[index];
            if (!results[index].shape) return Error(ErrorCode::internal, "the shape of an output cannot be told");
            if (operand.place.kind == Place::Kind::dynamic)
                YOLOZU_TRY(grow(memory, operand.place.index, results[index]));
            else if (operand.present() && !(operand.shape == *results[index].shape))
                return Error(ErrorCode::internal, "an output has another shape than planned");
            outputs[index] = {results[index].type, *results[index].shape, memory.write(operand.place)};
        }
        return {};
    }

    /// Memory for a dynamic tensor: what is there if it is enough.
    static Status grow(Memory& memory, std::size_t index, const Fact& fact) {
        const std::size_t size = element_size(fact.type);
        const auto count = static_cast<std::uint64_t>(fact.shape->element_count());
        Tensor& tensor = memory.dynamic[index];
        const std::uint64_t held = tensor.view().data == nullptr ? 0 : tensor.size_bytes();
        const std::uint64_t room = memory.spare_bytes + held;
        if (size == 0 || count > std::min(limits::tensor_bytes, room) / size)
            return Error(ErrorCode::limit_exceeded,
                         fmt::format("a tensor of shape {} is too large", fact.shape->to_string()));
        if (tensor.view().data != nullptr && held >= count * size) return {};
        tensor = Tensor();
        memory.spare_bytes = room;
        YOLOZU_ASSIGN(tensor, Tensor::allocate(fact.type, *fact.shape));
        memory.spare_bytes -= count * size;
        return {};
    }

    Op op_;
    std::vector<Operand> inputs_, outputs_;
};

}  // namespace

Result<std::unique_ptr<Step>> make_evaluate_step(const Node& node, std::vector<Operand> inputs,
                                                 std::vector<Operand> outputs) {
    if (inputs.size() > most_operands || outputs.size() > most_operands)
        return Error(ErrorCode::limit_exceeded, fmt::format("it has more than {} operands", most_operands));
    return std::unique_ptr<Step>(new EvaluateStep(node, std::move(inputs), std::move(outputs)));
}

}  // namespace yolozu::engine
