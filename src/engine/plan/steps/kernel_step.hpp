// SPDX-License-Identifier: Apache-2.0
//
// The step that most kinds make: one kernel over one task that is prepared but for where the operands lie.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/plan/step.hpp"

namespace yolozu::engine {

/// Where a node's operands lie in one run; nullptr for one that is left out.
class OperandData {
public:
    OperandData(Memory& memory, std::span<const Operand> inputs, std::span<const Operand> outputs)
        : memory_(memory), inputs_(inputs), outputs_(outputs) {}

    template <class T = float>
    const T* input(std::size_t index) const {
        return index < inputs_.size() ? read<T>(memory_, inputs_[index]) : nullptr;
    }
    template <class T = float>
    T* output(std::size_t index) const {
        return index < outputs_.size() ? write<T>(memory_, outputs_[index]) : nullptr;
    }

private:
    Memory& memory_;
    std::span<const Operand> inputs_, outputs_;
};

/// `Complete` puts operands, and tables that it owns, into a copy of the task: complete(Task&, const OperandData&).
template <class Task, class Complete>
class KernelStep final : public Step {
public:
    using Function = void (*)(const Task&, std::size_t, std::size_t, std::byte*);

    KernelStep(const StepContext& context, std::string_view name, Function function, const Task& task,
               Complete complete)
        : name_(name),
          function_(function),
          task_(task),
          complete_(std::move(complete)),
          inputs_(context.inputs),
          outputs_(context.outputs) {}

    std::string_view kernel() const override { return name_; }
    std::size_t scratch() const override { return scratch_bytes(task_); }
    Status run(Memory& memory) const override {
        Task task = task_;
        complete_(task, OperandData(memory, inputs_, outputs_));
        run_kernel(memory, function_, task);
        return {};
    }

private:
    std::string_view name_;
    Function function_;
    Task task_;
    Complete complete_;
    std::vector<Operand> inputs_, outputs_;
};

template <class Task, class Complete>
std::unique_ptr<Step> kernel_step(const StepContext& context, std::string_view name,
                                  void (*function)(const Task&, std::size_t, std::size_t, std::byte*), const Task& task,
                                  Complete complete) {
    return std::make_unique<KernelStep<Task, Complete>>(context, name, function, task, std::move(complete));
}

}  // namespace yolozu::engine
