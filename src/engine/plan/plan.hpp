// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/isa.hpp"
#include "engine/ir/graph.hpp"
#include "engine/plan/memory.hpp"
#include "engine/plan/step.hpp"
#include "engine/plan/work.hpp"
#include "yolozu/result.hpp"

namespace yolozu::engine {

/// A graph made ready to run: kernels chosen, weights packed, every value in its place. Immutable.
struct Plan {
    struct PlannedStep {
        std::string node;               ///< name of the node that it does
        std::vector<ValueId> values;    ///< what it makes; no_value where nobody asks for an output
        std::vector<Operand> operands;  ///< where that lies
        std::unique_ptr<Step> step;
        Work work;
    };
    std::shared_ptr<const Graph> graph;
    std::vector<PlannedStep> steps;
    std::vector<Operand> inputs, outputs;
    std::size_t arena_bytes = 0;
    std::size_t scratch_bytes = 0, shared_scratch_bytes = 0;  ///< multiples of the alignment
    std::size_t dynamic_count = 0;
};

/// Plans a graph for a vector level (ref: everything by the reference operators).
Result<Plan> make_plan(std::shared_ptr<const Graph> graph, Isa isa);

/// One line a step: kernel, node, outputs and their places.
std::string dump(const Plan& plan);

}  // namespace yolozu::engine
