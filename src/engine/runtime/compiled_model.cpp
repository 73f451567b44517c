// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/compiled_model.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstring>

#include "base/file.hpp"
#include "base/machine_memory.hpp"
#include "base/try.hpp"
#include "engine/passes/passes.hpp"

namespace yolozu::engine {

Result<std::shared_ptr<const Graph>> prepare_graph(const std::shared_ptr<const ModelFile>& file,
                                                   std::span<const Shape> input_shapes, bool optimised) {
    YOLOZU_ASSIGN(Graph graph, import_model(file, input_shapes));
    if (optimised) YOLOZU_TRY(optimise(graph));
    return std::shared_ptr<const Graph>(std::make_shared<Graph>(std::move(graph)));
}

Result<std::shared_ptr<const CompiledModel>> CompiledModel::compile(std::shared_ptr<const Graph> graph, Isa isa) {
    YOLOZU_ASSIGN(Plan plan, make_plan(std::move(graph), isa));
    return std::shared_ptr<const CompiledModel>(new CompiledModel(std::move(plan)));
}

namespace {

/// What the machine's memory has beyond the arena and the scratch memory of all threads.
Result<std::uint64_t> memory_left(const Plan& plan, std::size_t threads) {
    const std::uint64_t machine = physical_memory();
    const std::uint64_t fixed = std::uint64_t{plan.arena_bytes} + plan.shared_scratch_bytes;
    if (fixed < machine && plan.scratch_bytes < (machine - fixed) / threads)
        return machine - fixed - plan.scratch_bytes * threads;
    return Error(ErrorCode::limit_exceeded,
                 fmt::format("the model needs {} bytes for its values and {} to work in for each of {} threads; this "
                             "machine has {} bytes of memory",
                             fixed, plan.scratch_bytes, threads, machine));
}

}  // namespace

Result<std::unique_ptr<Executor>> Executor::create(std::shared_ptr<const CompiledModel> model, int threads) {
    const Plan& plan = model->plan();
    std::unique_ptr<Executor> executor(new Executor(std::move(model)));
    Memory& memory = executor->memory_;
    YOLOZU_ASSIGN(memory.pool, ThreadPool::create(threads));
    YOLOZU_ASSIGN(memory.spare_bytes, memory_left(plan, memory.pool->threads()));
    const auto bytes = [](std::size_t count) { return Shape{static_cast<std::int64_t>(count)}; };
    YOLOZU_ASSIGN(memory.arena, Tensor::allocate(DataType::uint8, bytes(plan.arena_bytes)));
    memory.scratch_bytes = plan.scratch_bytes;
    memory.shared_scratch_bytes = plan.shared_scratch_bytes;
    YOLOZU_ASSIGN(memory.scratch,
                  Tensor::allocate(DataType::uint8,
                                   bytes(plan.shared_scratch_bytes + plan.scratch_bytes * memory.pool->threads())));
    memory.inputs.resize(plan.inputs.size());
    memory.dynamic.resize(plan.dynamic_count);
    memory.dynamic_shapes.resize(plan.dynamic_count);
    executor->outputs_.resize(plan.outputs.size());
    return executor;
}

Status Executor::bind_inputs(std::span<const TensorView> inputs) {
    const Plan& plan = model_->plan();
    if (inputs.size() != plan.inputs.size())
        return Error(ErrorCode::invalid_argument,
                     fmt::format("{} inputs were given, {} are expected", inputs.size(), plan.inputs.size()));
    for (std::size_t index = 0; index < inputs.size(); ++index) {
        const Operand& expected = plan.inputs[index];
        if (inputs[index].type != expected.type || !(inputs[index].shape == expected.shape))
            return Error(
                ErrorCode::invalid_argument,
                fmt::format("input {} is {} {}, the model was prepared for {} {}", index, to_string(inputs[index].type),
                            inputs[index].shape.to_string(), to_string(expected.type), expected.shape.to_string()));
        memory_.inputs[index] = inputs[index].data;
    }
    return {};
}

std::span<const TensorView> Executor::collect_outputs() {
    for (std::size_t index = 0; index < outputs_.size(); ++index)
        outputs_[index] = memory_.view(model_->plan().outputs[index]);
    return outputs_;
}

namespace {

Status run_step(const Plan::PlannedStep& step, Memory& memory) {
    Status done = step.step->run(memory);
    if (!done) return std::move(done).error().with_context(fmt::format("node '{}'", printable(step.node)));
    return {};
}

}  // namespace

Result<std::span<const TensorView>> Executor::run(std::span<const TensorView> inputs) {
    YOLOZU_TRY(bind_inputs(inputs));
    for (const Plan::PlannedStep& step : model_->plan().steps) YOLOZU_TRY(run_step(step, memory_));
    return collect_outputs();
}

Result<std::span<const TensorView>> Executor::run_timed(std::span<const TensorView> inputs,
                                                        std::span<double> seconds) {
    using Clock = std::chrono::steady_clock;
    YOLOZU_TRY(bind_inputs(inputs));
    const std::vector<Plan::PlannedStep>& steps = model_->plan().steps;
    Clock::time_point before = Clock::now();
    for (std::size_t index = 0; index < steps.size(); ++index) {
        YOLOZU_TRY(run_step(steps[index], memory_));
        const Clock::time_point after = Clock::now();
        seconds[index] += std::chrono::duration<double>(after - before).count();
        before = after;
    }
    return collect_outputs();
}

Status Executor::observe_step(const Plan::PlannedStep& step, const Observer& observe) {
    for (std::size_t index = 0; index < step.values.size(); ++index) {
        if (step.values[index] == no_value) continue;
        const Operand& operand = step.operands[index];
        TensorView view{
            operand.type,
            operand.place.kind == Place::Kind::dynamic ? memory_.dynamic_shapes[operand.place.index] : operand.shape,
            memory_.read(operand.place)};
        Tensor copy;
        if (!operand.dense()) {
            YOLOZU_ASSIGN(copy, Tensor::allocate(operand.type, operand.shape));
            const std::size_t bytes = element_size(operand.type), row = operand.row_length() * bytes;
            for (std::size_t r = 0; r < operand.rows(); ++r)
                std::memcpy(static_cast<std::byte*>(copy.mutable_view().data) + r * row,
                            static_cast<const std::byte*>(view.data) + r * operand.row_stride * bytes, row);
            view.data = copy.view().data;
        }
        observe(model_->plan().graph->values[step.values[index]], view);
    }
    return {};
}

Result<std::span<const TensorView>> Executor::run_observed(std::span<const TensorView> inputs,
                                                           const Observer& observe) {
    YOLOZU_TRY(bind_inputs(inputs));
    for (const Plan::PlannedStep& step : model_->plan().steps) {
        YOLOZU_TRY(run_step(step, memory_));
        YOLOZU_TRY(observe_step(step, observe));
    }
    return collect_outputs();
}

}  // namespace yolozu::engine
