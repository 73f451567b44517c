// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts(const NodeFacts& node) {
    return node.op<Attention>() != nullptr && node.all_of_type(DataType::float32) &&
           std::ranges::all_of(node.inputs, [](const Fact& input) { return input.shape->element_count() > 0; });
}

/// An operand's matrices along the batch axes of the output.
BatchTask batch_of(const Operand& operand, const Operand& output) {
    const std::size_t rows = size(operand.shape[operand.shape.rank() - 2]);
    return batch_task(operand.shape, output.shape, rows * operand.row_stride);
}

Result<std::unique_ptr<Step>> make(const StepContext& context) {
    const Operand &q = context.inputs[0], &k = context.inputs[1], &v = context.inputs[2], &y = context.outputs[0];
    AttentionTask task;
    task.rows = size(q.shape[q.shape.rank() - 2]);
    task.depth = q.row_length();
    task.keys = size(k.shape[k.shape.rank() - 2]);
    task.columns = v.row_length();
    task.scale = context.op<Attention>().scale;
    task.q_batch = batch_of(q, y);
    task.k_batch = batch_of(k, y);
    task.v_batch = batch_of(v, y);
    task.q_stride = q.row_stride;
    task.k_stride = k.row_stride;
    task.v_stride = v.row_stride;
    task.y_stride = y.row_stride;
    task.tile = tile_of(context.isa);
    return kernel_step(context, "attention", context.kernels.attention, task,
                       [](AttentionTask& run, const OperandData& operands) {
                           run.q = operands.input(0);
                           run.k = operands.input(1);
                           run.v = operands.input(2);
                           run.y = operands.output(0);
                       });
}

}  // namespace

StepKind attention_kind() {
    return {"attention", accepts, make, true, true, false};
}

}  // namespace yolozu::engine
