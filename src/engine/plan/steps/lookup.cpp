// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts(const NodeFacts& node) {
    return node.op<Lookup>() != nullptr;
}

Result<std::unique_ptr<Step>> make(const StepContext& context) {
    const RowPair rows = row_pair(context.inputs[0], context.outputs[0]);
    LookupTask task;
    task.rows = rows.rows;
    task.length = rows.length;
    task.x_stride = rows.x_stride;
    task.y_stride = rows.y_stride;
    task.in_registers = has_byte_lookups(context.isa);
    task.element_size = element_size(context.outputs[0].type);
    return kernel_step(context, "lookup", context.kernels.lookup, task,
                       [](LookupTask& run, const OperandData& operands) {
                           run.x = operands.input<std::uint8_t>(0);
                           run.table = operands.input<void>(1);
                           run.y = operands.output<void>(0);
                       });
}

}  // namespace

StepKind lookup_kind() {
    return {"lookup", accepts, make, true, true, false};
}

}  // namespace yolozu::engine
