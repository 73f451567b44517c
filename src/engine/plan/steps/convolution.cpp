// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/convolution_step.hpp"

namespace yolozu::engine {

namespace {

/// Weights M x C x taps as rows (tap, channel) by columns (output channel), packed group by group.
Result<Tensor> pack_weights(const ConvolutionTask& task, const float* weights) {
    const std::size_t taps = task.window.taps(), depth = taps * task.channels;
    const std::size_t padded = padded_columns(task.tile, task.columns);
    YOLOZU_ASSIGN(Tensor packed, zeros(task.groups * depth * padded));
    YOLOZU_ASSIGN(Tensor rows, zeros(depth * task.columns));
    float* const matrix = rows.mutable_view().as<float>().data();
    float* const to = packed.mutable_view().as<float>().data();
    for (std::size_t group = 0; group < task.groups; ++group) {
        for (std::size_t column = 0; column < task.columns; ++column)
            for (std::size_t channel = 0; channel < task.channels; ++channel)
                for (std::size_t tap = 0; tap < taps; ++tap)
                    matrix[(tap * task.channels + channel) * task.columns + column] =
                        weights[((group * task.columns + column) * task.channels + channel) * taps + tap];
        pack_columns(task.tile, matrix, depth, task.columns, task.columns, 1, to + group * depth * padded);
    }
    return packed;
}

Result<std::unique_ptr<Step>> make_convolution(const StepContext& context) {
    const Shape& weights = context.inputs[1].shape;
    ConvolutionTask task;
    YOLOZU_ASSIGN(task.window, window_task(context.op<Conv>().window, context.inputs[0].shape, weights));
    task.groups = size(context.op<Conv>().groups);
    task.channels = size(weights[1]);
    task.columns = size(weights[0]) / task.groups;
    task.input_stride = context.inputs[0].row_stride;
    task.output_stride = context.outputs[0].row_stride;
    task.tail = tail_of(context);
    task.tile = tile_of(context.isa);
    cut_into_items(task);
    ConvolutionConstants constants;
    YOLOZU_ASSIGN(constants.weights, pack_weights(task, weights_of(context)));
    YOLOZU_ASSIGN(constants.bias, packed_bias(context, task.tile, task.groups, task.columns));
    YOLOZU_ASSIGN(constants.zeros, zeros(task.channels));
    return convolution_step(context, "convolution", context.kernels.convolution, task, std::move(constants));
}

}  // namespace

StepKind convolution_kind() {
    return {"convolution", is_vector_convolution, make_convolution, true, true, false};
}

}  // namespace yolozu::engine
