// SPDX-License-Identifier: Apache-2.0
//
// A model made ready to run for inputs of certain shapes, and sessions that run it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/isa.hpp"
#include "engine/import/import.hpp"
#include "engine/plan/plan.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// The graph that is planned: imported for these input shapes and, unless told otherwise, optimised.
Result<std::shared_ptr<const Graph>> prepare_graph(const std::shared_ptr<const ModelFile>& file,
                                                   std::span<const Shape> input_shapes, bool optimised = true);

/// Immutable; shared by any number of executors on any number of threads.
class CompiledModel {
public:
    static Result<std::shared_ptr<const CompiledModel>> compile(std::shared_ptr<const Graph> graph, Isa isa);

    const Plan& plan() const { return plan_; }

private:
    explicit CompiledModel(Plan plan) : plan_(std::move(plan)) {}
    Plan plan_;
};

/// One thread's runs of a compiled model: its arena and its pool of threads. After the first run nothing is allocated
/// any more, unless a tensor whose size depends on data becomes larger than ever before.
class Executor {
public:
    static Result<std::unique_ptr<Executor>> create(std::shared_ptr<const CompiledModel> model, int threads);

    /// Inputs in the model's order, of the shapes it was compiled for. The views stay valid until the next run.
    Result<std::span<const TensorView>> run(std::span<const TensorView> inputs);

    /// The same, calling observe(value, elements) after each step for each value that it made. The elements are a dense
    /// copy, valid during the call.
    using Observer = std::function<void(const Value& value, const TensorView& elements)>;
    Result<std::span<const TensorView>> run_observed(std::span<const TensorView> inputs, const Observer& observe);

    /// The same as run(), adding to each element of `seconds` how long the plan's step of that number took. There are
    /// as many elements as steps.
    Result<std::span<const TensorView>> run_timed(std::span<const TensorView> inputs, std::span<double> seconds);

    const CompiledModel& model() const { return *model_; }
    /// Bytes of the memory that holds all values.
    std::size_t arena_bytes() const { return memory_.arena.size_bytes(); }

private:
    explicit Executor(std::shared_ptr<const CompiledModel> model) : model_(std::move(model)) {}

    Status bind_inputs(std::span<const TensorView> inputs);
    Status observe_step(const Plan::PlannedStep& step, const Observer& observe);
    std::span<const TensorView> collect_outputs();

    std::shared_ptr<const CompiledModel> model_;
    Memory memory_;
    std::vector<TensorView> outputs_;
};

}  // namespace yolozu::engine
