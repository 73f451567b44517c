// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/plan/steps/convolution_step.hpp"

namespace yolozu::engine {

namespace {

bool is_depthwise(const NodeFacts& node) {
    if (!is_vector_convolution(node)) return false;
    const Shape& weights = *node.inputs[1].shape;
    return weights[1] == 1 && weights[0] == node.op<Conv>()->groups && weights[0] > 1;
}

Result<std::unique_ptr<Step>> make_depthwise(const StepContext& context) {
    const Shape& weights = context.inputs[1].shape;
    DepthwiseTask task;
    YOLOZU_ASSIGN(task.window, window_task(context.op<Conv>().window, context.inputs[0].shape, weights));
    task.channels = size(weights[0]);
    task.input_stride = context.inputs[0].row_stride;
    task.output_stride = context.outputs[0].row_stride;
    task.tail = tail_of(context);
    const std::size_t taps = task.window.taps();
    ConvolutionConstants constants;
    YOLOZU_ASSIGN(constants.weights, zeros(taps * task.channels));
    const float* const from = weights_of(context);
    float* const to = constants.weights.mutable_view().as<float>().data();
    for (std::size_t channel = 0; channel < task.channels; ++channel)
        for (std::size_t tap = 0; tap < taps; ++tap) to[tap * task.channels + channel] = from[channel * taps + tap];
    YOLOZU_ASSIGN(constants.bias, packed_bias(context, {1, 1, 1}, 1, task.channels));
    return convolution_step(context, "depthwise", context.kernels.depthwise, task, std::move(constants));
}

}  // namespace

StepKind depthwise_kind() {
    return {"depthwise", is_depthwise, make_depthwise, true, true, false};
}

}  // namespace yolozu::engine
