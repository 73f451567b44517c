// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts_unary(const NodeFacts& node) {
    const Unary* const op = node.op<Unary>();
    return op != nullptr && node.all_of_type(DataType::float32) &&
           (op->function == UnaryFunction::identity || supported(op->function));
}

Result<std::unique_ptr<Step>> make_unary(const StepContext& context) {
    const Unary& op = context.op<Unary>();
    const RowPair rows = row_pair(context.inputs[0], context.outputs[0]);
    const UnaryTask task{op.function, op.alpha,      op.beta, rows.rows,    rows.length,
                         nullptr,     rows.x_stride, nullptr, rows.y_stride};
    return kernel_step(context, "unary", context.kernels.unary, task, [](UnaryTask& run, const OperandData& operands) {
        run.x = operands.input(0);
        run.y = operands.output(0);
    });
}

bool accepts_binary(const NodeFacts& node) {
    const Binary* const op = node.op<Binary>();
    return op != nullptr && node.all_of_type(DataType::float32) && supported(op->function) &&
           node.outputs[0].shape->element_count() > 0;
}

/// An operand's stride along an axis of the result, counted from the end; 0 where it is broadcast.
std::size_t broadcast_stride(const Operand& operand, const Strides& strides, std::size_t from_end) {
    const std::size_t rank = operand.shape.rank();
    if (from_end >= rank || operand.shape[rank - 1 - from_end] == 1) return 0;
    return strides.along[rank - 1 - from_end];
}

struct Axis {
    std::size_t extent, a, b, y;
};

/// The axes of the result, outermost first, neighbours joined where all operands walk them as one.
std::vector<Axis> joined_axes(const Operand& a, const Operand& b, const Operand& y) {
    const Strides of_a = strides_of(a), of_b = strides_of(b), of_y = strides_of(y);
    std::vector<Axis> axes;  // innermost first
    for (std::size_t from_end = 0; from_end < y.shape.rank(); ++from_end) {
        const std::size_t index = y.shape.rank() - 1 - from_end;
        const Axis axis{size(y.shape[index]), broadcast_stride(a, of_a, from_end), broadcast_stride(b, of_b, from_end),
                        of_y.along[index]};
        if (axis.extent == 1) continue;
        const bool joins = !axes.empty() && axis.y == axes.back().y * axes.back().extent &&
                           axis.a == axes.back().a * axes.back().extent && axis.b == axes.back().b * axes.back().extent;
        if (joins)
            axes.back().extent *= axis.extent;
        else
            axes.push_back(axis);
    }
    // Along the innermost axis neighbours lie beside each other or are the same; where no axis is like that, one of one
    // element is.
    const bool simple = !axes.empty() && axes.front().y == 1 && axes.front().a <= 1 && axes.front().b <= 1;
    if (!simple) axes.insert(axes.begin(), Axis{1, 0, 0, 1});
    std::ranges::reverse(axes);
    return axes;
}

Result<std::unique_ptr<Step>> make_binary(const StepContext& context) {
    const std::vector<Axis> axes = joined_axes(context.inputs[0], context.inputs[1], context.outputs[0]);
    if (axes.size() > BinaryTask::max_rank) return Error(ErrorCode::limit_exceeded, "its broadcast has too many axes");
    BinaryTask task;
    task.function = context.op<Binary>().function;
    task.rank = axes.size();
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        task.extents[axis] = axes[axis].extent;
        task.a_strides[axis] = axes[axis].a;
        task.b_strides[axis] = axes[axis].b;
        task.y_strides[axis] = axes[axis].y;
    }
    return kernel_step(context, "binary", context.kernels.binary, task,
                       [](BinaryTask& run, const OperandData& operands) {
                           run.a = operands.input(0);
                           run.b = operands.input(1);
                           run.y = operands.output(0);
                       });
}

}  // namespace

StepKind unary_kind() {
    return {"unary", accepts_unary, make_unary, true, true, true};
}

StepKind binary_kind() {
    return {"binary", accepts_binary, make_binary, true, true, true};
}

}  // namespace yolozu::engine
