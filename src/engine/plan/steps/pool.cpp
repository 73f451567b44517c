// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool accepts(const NodeFacts& node) {
    const Pool* const op = node.op<Pool>();
    return op != nullptr && op->channels_last && node.outputs.size() == 1 && node.all_of_type(DataType::float32) &&
           node.inputs[0].shape->rank() == 4 && node.outputs[0].shape->element_count() > 0;
}

Result<std::unique_ptr<Step>> make(const StepContext& context) {
    const Pool& op = context.op<Pool>();
    const Shape& x = context.inputs[0].shape;
    YOLOZU_ASSIGN(const ResolvedWindow window, resolve_window(op.window, x.extents().subspan(1, 2), {}, op.ceil_mode));
    PoolTask task;
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
    return kernel_step(context, "pool", context.kernels.pool, task, [](PoolTask& run, const OperandData& operands) {
        run.x = operands.input(0);
        run.y = operands.output(0);
    });
}

}  // namespace

StepKind pool_kind() {
    return {"pool", accepts, make, true, true, false};
}

}  // namespace yolozu::engine
