// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts(const NodeFacts& node) {
    const Pool* const op = node.op<Pool>();
    return op != nullptr && op->channels_last && node.outputs.size() == 1 && node.all_of_type(DataType::float32) &&
           node.inputs[0].shape->rank() == 4 && node.outputs[0].shape->element_count() > 0;
}

/// The strides of a channels-last image whose pixels are `pixel` floats apart.
PictureStrides picture_strides(const Operand& image) {
    const Strides strides = strides_of(image);
    return {strides.along[0], strides.along[1], strides.along[2]};
}

class PoolStep final : public Step {
public:
    static Result<std::unique_ptr<Step>> make(const StepContext& context) {
        const Pool& op = context.op<Pool>();
        const Shape& x = context.inputs[0].shape;
        YOLOZU_ASSIGN(const ResolvedWindow window,
                      resolve_window(op.window, x.extents().subspan(1, 2), {}, op.ceil_mode));
        const auto size = [](std::int64_t extent) { return static_cast<std::size_t>(extent); };
        std::unique_ptr<PoolStep> step(new PoolStep(context));
        PoolTask& task = step->task_;
        task.maximum = op.kind == PoolKind::maximum;
        task.count_include_pad = op.count_include_pad;
        task.images = size(x[0]);
        task.channels = size(x[3]);
        task.x_height = size(x[1]);
        task.x_width = size(x[2]);
        task.y_height = size(window.output[0]);
        task.y_width = size(window.output[1]);
        task.kernel_height = size(window.kernel[0]);
        task.kernel_width = size(window.kernel[1]);
        task.stride_height = size(window.strides[0]);
        task.stride_width = size(window.strides[1]);
        task.dilation_height = size(window.dilations[0]);
        task.dilation_width = size(window.dilations[1]);
        task.pad_top = size(window.pads_begin[0]);
        task.pad_left = size(window.pads_begin[1]);
        task.pad_bottom = size(window.pads_end[0]);
        task.pad_right = size(window.pads_end[1]);
        task.x_strides = picture_strides(context.inputs[0]);
        task.y_strides = picture_strides(context.outputs[0]);
        return std::unique_ptr<Step>(std::move(step));
    }
    std::string_view kernel() const override { return "pool"; }
    std::size_t scratch() const override { return scratch_bytes(task_); }
    Status run(Memory& memory) const override {
        PoolTask task = task_;
        task.x = read(memory, x_);
        task.y = write(memory, y_);
        run_kernel(memory, kernel_, task);
        return {};
    }

private:
    explicit PoolStep(const StepContext& context)
        : kernel_(context.kernels.pool), x_(context.inputs[0]), y_(context.outputs[0]) {}
    decltype(Kernels::pool) kernel_;
    PoolTask task_;
    Operand x_, y_;
};

}  // namespace

StepKind pool_kind() {
    return {"pool", accepts, PoolStep::make, true, true, false};
}

}  // namespace yolozu::engine
