// SPDX-License-Identifier: Apache-2.0
//
// Steps along one axis: softmax and its expected value, reductions, layer normalisation.
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

/// An operand as outer x n x inner elements around consecutive axes.
struct Around {
    std::size_t outer, n, inner, outer_stride, axis_stride;
};

/// Axes [first, last) of a dense operand, or the last axis of any.
Around around(const Operand& x, std::size_t first, std::size_t last) {
    const auto product = [&](std::size_t from, std::size_t to) { return size(extent_product(x.shape, from, to)); };
    const std::size_t inner = product(last, x.shape.rank()), n = product(first, last);
    if (x.dense()) return {product(0, first), n, inner, n * inner, inner};
    return {product(0, first), n, inner, x.row_stride, 1};
}

// ---- Softmax ------------------------------------------------------------------------------------------------------

bool accepts_softmax(const NodeFacts& node) {
    const Softmax* const op = node.op<Softmax>();
    return op != nullptr && op->kind != SoftmaxKind::hardmax && node.all_of_type(DataType::float32) &&
           node.outputs[0].shape->rank() >= 1 && node.outputs[0].shape->element_count() > 0;
}

Result<std::unique_ptr<Step>> make_softmax(const StepContext& context) {
    const Softmax& op = context.op<Softmax>();
    const std::size_t rank = context.inputs[0].shape.rank();
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, rank));
    const Around x = around(context.inputs[0], axis, op.through_last ? rank : axis + 1);
    SoftmaxTask task{op.kind == SoftmaxKind::log_softmax, x.outer, x.n, x.inner};
    task.x = {nullptr, x.outer_stride, x.axis_stride};
    task.y = {nullptr, x.outer_stride, x.axis_stride};
    return kernel_step(context, "softmax", context.kernels.softmax, task,
                       [](SoftmaxTask& run, const OperandData& operands) {
                           run.x.data = operands.input(0);
                           run.y.data = operands.output(0);
                       });
}

// ---- Expected value -----------------------------------------------------------------------------------------------

bool accepts_expected_value(const NodeFacts& node) {
    return node.op<ExpectedValue>() != nullptr && node.all_of_type(DataType::float32) &&
           node.inputs[0].shape->element_count() > 0;
}

Result<std::unique_ptr<Step>> make_expected_value(const StepContext& context) {
    const Operand& x = context.inputs[0];
    ExpectedValueTask task;
    task.outer = x.rows();
    task.n = x.row_length();
    task.x.outer_stride = x.row_stride;
    task.y_outer_stride = 1;
    return kernel_step(context, "expected_value", context.kernels.expected_value, task,
                       [](ExpectedValueTask& run, const OperandData& operands) {
                           run.x.data = operands.input(0);
                           run.weights = operands.input(1);
                           run.y = operands.output(0);
                       });
}

// ---- Reductions ---------------------------------------------------------------------------------------------------

/// The consecutive axes that a reduction goes over; nothing for scattered or unknown ones.
std::optional<std::pair<std::size_t, std::size_t>> reduced_axes(const Reduce& op, std::span<const Fact> inputs) {
    const std::size_t rank = inputs[0].shape->rank();
    if (rank == 0) return std::nullopt;
    const bool listed = inputs.size() > 1 && inputs[1].present();
    if (listed && inputs[1].data == nullptr) return std::nullopt;
    Integers axes;
    if (listed) {
        const Result<Integers> given = small_integers(inputs[1].view(), "axes");
        if (!given) return std::nullopt;
        axes = *given;
    }
    if (axes.empty()) return op.noop_with_empty_axes ? std::nullopt : std::optional(std::pair(std::size_t{0}, rank));
    bool reduced[Shape::max_rank] = {};
    for (const std::int64_t axis : axes) {
        const Result<std::size_t> normalised = normalise_axis(axis, rank);
        if (!normalised) return std::nullopt;
        reduced[*normalised] = true;
    }
    std::size_t first = 0;
    while (!reduced[first]) ++first;
    std::size_t last = first;
    while (last < rank && reduced[last]) ++last;
    for (std::size_t axis = last; axis < rank; ++axis)
        if (reduced[axis]) return std::nullopt;
    return std::pair(first, last);
}

bool accepts_reduce(const NodeFacts& node) {
    const Reduce* const op = node.op<Reduce>();
    return op != nullptr && supported(op->function) && node.inputs[0].type == DataType::float32 &&
           node.inputs[0].shape->element_count() > 0 && reduced_axes(*op, node.inputs).has_value();
}

Result<std::unique_ptr<Step>> make_reduce(const StepContext& context) {
    const auto [first, last] = *reduced_axes(context.op<Reduce>(), context.facts);
    const Around x = around(context.inputs[0], first, last);
    ReduceTask task{context.op<Reduce>().function, x.outer, x.n, x.inner};
    task.x = {nullptr, x.outer_stride, x.axis_stride};
    task.y_outer_stride = x.inner;
    return kernel_step(context, "reduce", context.kernels.reduce, task,
                       [](ReduceTask& run, const OperandData& operands) {
                           run.x.data = operands.input(0);
                           run.y = operands.output(0);
                       });
}

// ---- Layer normalisation ------------------------------------------------------------------------------------------

bool accepts_layer_normalization(const NodeFacts& node) {
    const LayerNormalization* const op = node.op<LayerNormalization>();
    if (op == nullptr || !node.all_of_type(DataType::float32) || node.inputs[0].shape->element_count() == 0)
        return false;
    for (std::size_t output = 1; output < node.outputs.size(); ++output)
        if (node.outputs[output].present()) return false;
    const std::size_t rank = node.inputs[0].shape->rank();
    const Result<std::size_t> axis = normalise_axis(op->axis, rank);
    return axis && node.inputs[1].shape->element_count() == extent_product(*node.inputs[0].shape, *axis, rank);
}

Result<std::unique_ptr<Step>> make_layer_normalization(const StepContext& context) {
    const LayerNormalization& op = context.op<LayerNormalization>();
    const Shape& shape = context.inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, shape.rank()));
    LayerNormTask task;
    task.rows = size(extent_product(shape, 0, axis));
    task.n = size(extent_product(shape, axis, shape.rank()));
    task.epsilon = op.epsilon;
    task.x_stride = task.n;
    task.y_stride = task.n;
    return kernel_step(context, "layer_norm", context.kernels.layer_norm, task,
                       [](LayerNormTask& run, const OperandData& operands) {
                           run.x = operands.input(0);
                           run.scale = operands.input(1);
                           run.bias = operands.input(2);
                           run.y = operands.output(0);
                       });
}

}  // namespace

StepKind softmax_kind() {
    return {"softmax", accepts_softmax, make_softmax, false, false, true};
}

StepKind expected_value_kind() {
    return {"expected_value", accepts_expected_value, make_expected_value, true, false, false};
}

StepKind reduce_kind() {
    return {"reduce", accepts_reduce, make_reduce, false, false, false};
}

StepKind layer_normalization_kind() {
    return {"layer_norm", accepts_layer_normalization, make_layer_normalization, false, false, true};
}

}  // namespace yolozu::engine
