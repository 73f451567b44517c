// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts(const NodeFacts& node) {
    if (node.op<MatMul>() == nullptr || !node.all_of_type(DataType::float32)) return false;
    const Shape &a = *node.inputs[0].shape, &b = *node.inputs[1].shape;
    return a.rank() >= 2 && b.rank() >= 2 && a.element_count() > 0 && b.element_count() > 0;
}

/// The right matrices are packed into the scratch memory of all threads together, then every tile is multiplied.
class MatMulStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        std::unique_ptr<MatMulStep> step(new MatMulStep);
        const Shape &a = context.inputs[0].shape, &b = context.inputs[1].shape, &y = context.outputs[0].shape;
        step->a_ = context.inputs[0];
        step->b_ = context.inputs[1];
        step->y_ = context.outputs[0];
        step->pack_kernel_ = context.kernels.pack;
        step->multiply_kernel_ = context.kernels.multiply;
        MultiplyTask& multiply = step->multiply_;
        multiply.rows = size(a[a.rank() - 2]);
        multiply.depth = size(a[a.rank() - 1]);
        multiply.columns = size(b[b.rank() - 1]);
        multiply.a_stride = context.inputs[0].row_stride;
        multiply.y_stride = context.outputs[0].row_stride;
        multiply.a_batch = batch_task(a, y, multiply.rows * multiply.a_stride);
        multiply.b_batch = batch_task(b, y, 1);
        multiply.tile = tile_of(context.isa);
        PackTask& pack = step->pack_;
        pack.depth = multiply.depth;
        pack.columns = multiply.columns;
        pack.matrices = context.inputs[1].count() / std::max<std::size_t>(pack.depth * pack.columns, 1);
        pack.row_stride = context.inputs[1].row_stride;
        pack.matrix_step = pack.depth * pack.row_stride;
        pack.tile = multiply.tile;
        const std::size_t packed = pack.matrices * pack.depth * padded_columns(pack.tile, pack.columns);
        YOLOZU_ASSIGN(step->constant_, pack_constant(*step, context, packed));
        step->packed_floats_ = packed;
        return std::unique_ptr<Step>(std::move(step));
    }

    std::string_view kernel() const override { return "multiply"; }
    std::size_t scratch() const override { return scratch_bytes(multiply_); }
    std::size_t shared_scratch() const override { return is_constant() ? 0 : packed_floats_ * sizeof(float); }

    Status run(Memory& memory) const override {
        MultiplyTask multiply = multiply_;
        multiply.packed = static_cast<const float*>(constant_.view().data);
        if (!is_constant()) {
            PackTask pack = pack_;
            pack.matrix = read(memory, b_);
            pack.packed = reinterpret_cast<float*>(memory.shared_scratch());
            run_kernel(memory, pack_kernel_, pack);
            multiply.packed = pack.packed;
        }
        multiply.a = read(memory, a_);
        multiply.y = write(memory, y_);
        run_kernel(memory, multiply_kernel_, multiply);
        return {};
    }

private:
    bool is_constant() const { return constant_.view().data != nullptr; }

    static Result<Tensor> pack_constant(const MatMulStep& step, const StepContext& context, std::size_t floats) {
        if (context.facts[1].data == nullptr) return Tensor();
        YOLOZU_ASSIGN(Tensor packed, Tensor::allocate(DataType::float32, Shape{static_cast<std::int64_t>(floats)}));
        PackTask pack = step.pack_;
        pack.matrix = static_cast<const float*>(context.facts[1].data);
        pack.packed = packed.mutable_view().as<float>().data();
        step.pack_kernel_(pack, 0, item_count(pack), nullptr);
        return packed;
    }

    PackTask pack_;
    MultiplyTask multiply_;
    decltype(Kernels::pack) pack_kernel_ = nullptr;
    decltype(Kernels::multiply) multiply_kernel_ = nullptr;
    Tensor constant_;  ///< the packed right side, when it never changes
    std::size_t packed_floats_ = 0;
    Operand a_, b_, y_;
};

}  // namespace

StepKind matmul_kind() {
    return {"matmul", accepts, MatMulStep::make, true, true, false};
}

}  // namespace yolozu::engine
