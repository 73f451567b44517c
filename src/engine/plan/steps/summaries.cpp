// SPDX-License-Identifier: Apache-2.0
//
// Steps along one axis: softmax and its expected value, reductions, layer normalisation.
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

/// An operand as outer x n x inner elements around consecutive axes.
struct Around {
    std::size_t outer, n, inner, outer_stride, axis_stride;
};

/// Axes [first, last) of a dense operand, or the last axis of any.
Around around(const Operand& x, std::size_t first, std::size_t last) {
    const auto product = [&](std::size_t from, std::size_t to) {
        return static_cast<std::size_t>(extent_product(x.shape, from, to));
    };
    const std::size_t inner = product(last, x.shape.rank()), n = product(first, last);
    if (x.dense()) return {product(0, first), n, inner, n * inner, inner};
    return {product(0, first), n, inner, x.row_stride, 1};
}

std::size_t size(std::int64_t extent) {
    return static_cast<std::size_t>(extent);
}

// ---- Softmax ------------------------------------------------------------------------------------------------------

bool accepts_softmax(const NodeFacts& node) {
    const Softmax* const op = node.op<Softmax>();
    return op != nullptr && op->kind != SoftmaxKind::hardmax && node.all_of_type(DataType::float32) &&
           node.outputs[0].shape->rank() >= 1 && node.outputs[0].shape->element_count() > 0;
}

class SoftmaxStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        const Softmax& op = context.op<Softmax>();
        const std::size_t rank = context.inputs[0].shape.rank();
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, rank));
        const Around x = around(context.inputs[0], axis, op.through_last ? rank : axis + 1);
        std::unique_ptr<SoftmaxStep> step(new SoftmaxStep(context));
        step->task_ = {
            op.kind == SoftmaxKind::log_softmax,     x.outer, x.n, x.inner, {nullptr, x.outer_stride, x.axis_stride},
            {nullptr, x.outer_stride, x.axis_stride}};
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "softmax"; }
    Status run(Memory& memory) const override {
        SoftmaxTask task = task_;
        task.x.data = read(memory, x_);
        task.y.data = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit SoftmaxStep(const StepContext& context)
        : kernel_(context.kernels.softmax), x_(context.inputs[0]), y_(context.outputs[0]) {}
    decltype(Kernels::softmax) kernel_;
    SoftmaxTask task_;
    Operand x_, y_;
};

// ---- Expected value -----------------------------------------------------------------------------------------------

bool accepts_expected_value(const NodeFacts& node) {
    return node.op<ExpectedValue>() != nullptr && node.all_of_type(DataType::float32) &&
           node.inputs[0].shape->element_count() > 0;
}

class ExpectedValueStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        return std::unique_ptr<Step>(new ExpectedValueStep(context));
    }
    std::string_view kernel() const override { return "expected_value"; }
    Status run(Memory& memory) const override {
        ExpectedValueTask task = task_;
        task.x.data = read(memory, x_);
        task.weights = read(memory, weights_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit ExpectedValueStep(const StepContext& context)
        : kernel_(context.kernels.expected_value),
          x_(context.inputs[0]),
          weights_(context.inputs[1]),
          y_(context.outputs[0]) {
        task_.outer = x_.rows();
        task_.n = x_.row_length();
        task_.x.outer_stride = x_.row_stride;
        task_.y_outer_stride = 1;
    }
    decltype(Kernels::expected_value) kernel_;
    ExpectedValueTask task_;
    Operand x_, weights_, y_;
};

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

class ReduceStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        const auto [first, last] = *reduced_axes(context.op<Reduce>(), context.facts);
        std::unique_ptr<ReduceStep> step(new ReduceStep(context));
        const Around x = around(context.inputs[0], first, last);
        step->task_ = {context.op<Reduce>().function,
                       x.outer,
                       x.n,
                       x.inner,
                       {nullptr, x.outer_stride, x.axis_stride},
                       nullptr,
                       x.inner};
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "reduce"; }
    Status run(Memory& memory) const override {
        ReduceTask task = task_;
        task.x.data = read(memory, x_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit ReduceStep(const StepContext& context)
        : kernel_(context.kernels.reduce), x_(context.inputs[0]), y_(context.outputs[0]) {}
    decltype(Kernels::reduce) kernel_;
    ReduceTask task_;
    Operand x_, y_;
};

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

class LayerNormalizationStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        const LayerNormalization& op = context.op<LayerNormalization>();
        const Shape& shape = context.inputs[0].shape;
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, shape.rank()));
        std::unique_ptr<LayerNormalizationStep> step(new LayerNormalizationStep(context));
        step->task_.rows = size(extent_product(shape, 0, axis));
        step->task_.n = size(extent_product(shape, axis, shape.rank()));
        step->task_.epsilon = op.epsilon;
        step->task_.x_stride = step->task_.n;
        step->task_.y_stride = step->task_.n;
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "layer_norm"; }
    Status run(Memory& memory) const override {
        LayerNormTask task = task_;
        task.x = read(memory, x_);
        task.scale = read(memory, scale_);
        task.bias = read(memory, bias_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit LayerNormalizationStep(const StepContext& context)
        : kernel_(context.kernels.layer_norm),
          x_(context.inputs[0]),
          scale_(context.inputs[1]),
          bias_(context.has_input(2) ? context.inputs[2] : Operand{}),
          y_(context.outputs[0]) {}
    decltype(Kernels::layer_norm) kernel_;
    LayerNormTask task_;
    Operand x_, scale_, bias_, y_;
};

}  // namespace

StepKind softmax_kind() {
    return {"softmax", accepts_softmax, SoftmaxStep::make, false, false, true};
}

StepKind expected_value_kind() {
    return {"expected_value", accepts_expected_value, ExpectedValueStep::make, true, false, false};
}

StepKind reduce_kind() {
    return {"reduce", accepts_reduce, ReduceStep::make, false, false, false};
}

StepKind layer_normalization_kind() {
    return {"layer_norm", accepts_layer_normalization, LayerNormalizationStep::make, false, false, true};
}

}  // namespace yolozu::engine
