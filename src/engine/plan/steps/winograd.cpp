// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/kernels/tasks/convolution_cost.hpp"
#include "engine/plan/steps/convolution_step.hpp"

namespace yolozu::engine {

namespace {

/// The shapes and the cut, without any data.
template <class Task>
Task shaped(const WindowTask& window, const Shape& weights, Isa isa) {
    Task task;
    task.window = window;
    task.channels = size(weights[1]);
    task.columns = size(weights[0]);
    task.tile = tile_of(isa);
    cut_into_items(task);
    return task;
}

bool accepts(const NodeFacts& node) {
    if (!is_vector_convolution(node)) return false;
    const Conv& op = *node.op<Conv>();
    const Shape &x = *node.inputs[0].shape, &weights = *node.inputs[1].shape;
    if (x.rank() != 4 || op.groups != 1 || weights[2] != 3 || weights[3] != 3) return false;
    const Result<WindowTask> window = window_task(op.window, x, weights);
    if (!window || window.value().stride_x != 1 || window.value().stride_y != 1 || window.value().dilation_x != 1 ||
        window.value().dilation_y != 1)
        return false;
    return estimated_cycles(shaped<WinogradTask>(window.value(), weights, node.isa)) <
           estimated_cycles(shaped<ConvolutionTask>(window.value(), weights, node.isa));
}

Result<std::unique_ptr<Step>> make(const StepContext& context) {
    const Shape& weights = context.inputs[1].shape;
    YOLOZU_ASSIGN(const WindowTask window, window_task(context.op<Conv>().window, context.inputs[0].shape, weights));
    auto task = shaped<WinogradTask>(window, weights, context.isa);
    task.input_stride = context.inputs[0].row_stride;
    task.output_stride = context.outputs[0].row_stride;
    task.tail = tail_of(context);
    ConvolutionConstants constants;
    YOLOZU_ASSIGN(constants.weights, zeros(winograd_weight_count(task)));
    pack_winograd_weights(task, weights_of(context), constants.weights.mutable_view().as<float>().data());
    YOLOZU_ASSIGN(constants.bias, packed_bias(context, task.tile, 1, task.columns));
    YOLOZU_ASSIGN(constants.zeros, zeros(task.channels));
    return convolution_step(context, "winograd", context.kernels.winograd, task, std::move(constants));
}

}  // namespace

StepKind winograd_kind() {
    return {"winograd", accepts, make, true, true, false};
}

}  // namespace yolozu::engine
