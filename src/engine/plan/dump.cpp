// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/file.hpp"
#include "engine/plan/plan.hpp"

namespace yolozu::engine {

namespace {

std::string describe_place(const Operand& operand) {
    switch (operand.place.kind) {
        case Place::Kind::arena:
            return fmt::format("arena+{}{}", operand.place.offset,
                               operand.dense() ? "" : fmt::format(" stride {}", operand.row_stride));
        case Place::Kind::dynamic:
            return fmt::format("dynamic {}", operand.place.index);
        default:
            return "elsewhere";
    }
}

std::string describe_outputs(const Graph& graph, const Plan::PlannedStep& step) {
    std::string text;
    for (std::size_t index = 0; index < step.values.size(); ++index) {
        if (step.values[index] == no_value) continue;
        const Value& value = graph.values[step.values[index]];
        text += fmt::format("{}{}: {} {} at {}", text.empty() ? "" : ", ", printable(value.name), to_string(value.type),
                            value.shape ? value.shape->to_string() : "?", describe_place(step.operands[index]));
    }
    return text;
}

}  // namespace

std::string dump(const Plan& plan) {
    std::string text = fmt::format("{} steps, arena {} bytes, scratch {} bytes and {} a thread, {} dynamic values\n",
                                   plan.steps.size(), plan.arena_bytes, plan.shared_scratch_bytes, plan.scratch_bytes,
                                   plan.dynamic_count);
    for (const Plan::PlannedStep& step : plan.steps)
        text += fmt::format("{:<14} {:<40} {}\n", step.step->kernel(), printable(step.node),
                            describe_outputs(*plan.graph, step));
    return text;
}

}  // namespace yolozu::engine
