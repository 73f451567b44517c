// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts_unary(const NodeFacts& node) {
    const Unary* const op = node.op<Unary>();
    return op != nullptr && node.all_of_type(DataType::float32) &&
           (op->function == UnaryFunction::identity || supported(op->function));
}

class UnaryStep final : public Step {
public:
    explicit UnaryStep(const StepContext& context)
        : kernel_(context.kernels.unary), x_(context.inputs[0]), y_(context.outputs[0]) {
        const Unary& op = context.op<Unary>();
        const RowPair rows = row_pair(x_, y_);
        task_ = {op.function, op.alpha,      op.beta, rows.rows,    rows.length,
                 nullptr,     rows.x_stride, nullptr, rows.y_stride};
    }
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        return std::unique_ptr<Step>(new UnaryStep(context));
    }
    std::string_view kernel() const override { return "unary"; }
    Status run(Memory& memory) const override {
        UnaryTask task = task_;
        task.x = read(memory, x_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    decltype(Kernels::unary) kernel_;
    UnaryTask task_;
    Operand x_, y_;
};

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
        const Axis axis{static_cast<std::size_t>(y.shape[index]), broadcast_stride(a, of_a, from_end),
                        broadcast_stride(b, of_b, from_end), of_y.along[index]};
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

class BinaryStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        std::unique_ptr<BinaryStep> step(new BinaryStep(context));
        const std::vector<Axis> axes = joined_axes(step->a_, step->b_, step->y_);
        if (axes.size() > BinaryTask::max_rank)
            return Error(ErrorCode::limit_exceeded, "its broadcast has too many axes");
        BinaryTask& task = step->task_;
        task.function = context.op<Binary>().function;
        task.rank = axes.size();
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            task.extents[axis] = axes[axis].extent;
            task.a_strides[axis] = axes[axis].a;
            task.b_strides[axis] = axes[axis].b;
            task.y_strides[axis] = axes[axis].y;
        }
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "binary"; }
    Status run(Memory& memory) const override {
        BinaryTask task = task_;
        task.a = read(memory, a_);
        task.b = read(memory, b_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit BinaryStep(const StepContext& context)
        : kernel_(context.kernels.binary), a_(context.inputs[0]), b_(context.inputs[1]), y_(context.outputs[0]) {}

    decltype(Kernels::binary) kernel_;
    BinaryTask task_;
    Operand a_, b_, y_;
};

}  // namespace

StepKind unary_kind() {
    return {"unary", accepts_unary, UnaryStep::make, true, true, true};
}

StepKind binary_kind() {
    return {"binary", accepts_binary, BinaryStep::make, true, true, true};
}

}  // namespace yolozu::engine
