// SPDX-License-Identifier: Apache-2.0
//
// A step of a plan, and how a node finds the one that does its work.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/ir/graph.hpp"
#include "engine/kernels/kernels.hpp"
#include "engine/plan/memory.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// Immutable; what a run changes is in Memory.
class Step {
public:
    virtual ~Step() = default;
    /// Which kernel, for people.
    virtual std::string_view kernel() const = 0;
    /// Scratch memory that each thread needs.
    virtual std::size_t scratch() const { return 0; }
    /// Scratch memory that all threads share.
    virtual std::size_t shared_scratch() const { return 0; }
    virtual Status run(Memory& memory) const = 0;
};

/// What a step is made from: a node, its operands in their places, the kernels of the level in use.
struct StepContext {
    const Node& node;
    std::vector<Operand> inputs;   ///< as many as the node's
    std::vector<Operand> outputs;  ///< `nowhere` where nobody asks for one
    std::vector<Fact> facts;       ///< of the inputs; a constant's elements are known
    Isa isa;
    const Kernels& kernels;

    template <class T>
    const T& op() const {
        return *std::get_if<T>(&node.op);
    }
    bool has_input(std::size_t index) const { return index < inputs.size() && inputs[index].present(); }
};

/// What a node looks like before places are given out.
struct NodeFacts {
    const Node& node;
    std::vector<Fact> inputs, outputs;
    Isa isa;  ///< the level that the plan is for

    template <class T>
    const T* op() const {
        return std::get_if<T>(&node.op);
    }
    bool has_input(std::size_t index) const { return index < inputs.size() && inputs[index].present(); }
    /// All present inputs and outputs have this type.
    bool all_of_type(DataType type) const;
};

/// One way of doing a kind of node. The first in the list that accepts a node gets it; the reference operators take
/// what is left.
struct StepKind {
    std::string_view name;
    bool (*accepts)(const NodeFacts& node);
    Result<std::unique_ptr<Step>> (*make)(const StepContext& context);
    bool strided_inputs = false;   ///< its inputs may have gaps between rows of the last axis
    bool strided_outputs = false;  ///< its outputs may
    bool in_place = false;         ///< the output may take the place of an input of the same type and shape
};

/// All kinds with vector kernels, in order of preference: one line for each file of steps/.
std::span<const StepKind> vector_step_kinds();

/// Runs a kernel over all its items on the session's threads.
template <class Task>
void run_kernel(Memory& memory, void (*kernel)(const Task&, std::size_t, std::size_t, std::byte*), const Task& task) {
    memory.pool->run(item_count(task), [&](std::size_t begin, std::size_t end, std::size_t thread) {
        kernel(task, begin, end, memory.scratch_of(thread));
    });
}

}  // namespace yolozu::engine
