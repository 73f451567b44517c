// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool is_byte(DataType type) {
    return type == DataType::uint8 || type == DataType::int8;
}

bool accepts(const NodeFacts& node) {
    const ConvInteger* const op = node.op<ConvInteger>();
    if (op == nullptr || !op->channels_last) return false;
    const std::size_t rank = node.inputs[0].shape->rank();
    if ((rank != 3 && rank != 4) || node.inputs[1].data == nullptr) return false;
    const Shape& weights = *node.inputs[1].shape;
    if (node.outputs[0].shape->element_count() == 0 || weights.element_count() == 0) return false;
    if (node.has_input(2) && node.inputs[2].shape->element_count() != 1) return false;
    if (!node.has_input(3)) return true;
    const std::int64_t count = node.inputs[3].shape->element_count();
    return node.inputs[3].data != nullptr && is_byte(node.inputs[3].type) && (count == 1 || count == weights[0]);
}

std::int32_t byte_at(const void* data, DataType type, std::size_t index) {
    return type == DataType::int8 ? std::int32_t{static_cast<const std::int8_t*>(data)[index]}
                                  : std::int32_t{static_cast<const std::uint8_t*>(data)[index]};
}

/// Weights M x C x taps as rows (tap, channel) by columns (output channel), packed group by group.
std::vector<std::int16_t> pack_weights(const IntegerConvolutionTask& task, const StepContext& context) {
    const std::size_t taps = task.window.taps(), depth = taps * task.channels, width = tile_of(context.isa).width;
    const auto* const weights = static_cast<const std::uint8_t*>(context.facts[1].data);
    const bool own_zero_points = context.has_input(3) && context.inputs[3].count() == task.groups * task.columns &&
                                 context.inputs[3].count() > 1;
    std::vector<std::uint8_t> rows(depth * task.columns);
    std::vector<std::int32_t> zero_points(task.columns);
    IntegerWeights group_weights{
        depth, task.columns,      rows.data(), context.inputs[1].type == DataType::int8, task.columns,
        1,     zero_points.data()};
    const std::size_t size = packed_size(group_weights, width);
    std::vector<std::int16_t> packed(task.groups * size);
    for (std::size_t group = 0; group < task.groups; ++group) {
        for (std::size_t column = 0; column < task.columns; ++column) {
            const std::size_t filter = group * task.columns + column;
            zero_points[column] = context.has_input(3) ? byte_at(context.facts[3].data, context.inputs[3].type,
                                                                 own_zero_points ? filter : 0)
                                                       : 0;
            for (std::size_t channel = 0; channel < task.channels; ++channel)
                for (std::size_t tap = 0; tap < taps; ++tap)
                    rows[(tap * task.channels + channel) * task.columns + column] =
                        weights[(filter * task.channels + channel) * taps + tap];
        }
        pack_integer_weights(group_weights, width, packed.data() + group * size);
    }
    return packed;
}

Result<std::unique_ptr<Step>> make(const StepContext& context) {
    const ConvInteger& op = context.op<ConvInteger>();
    const Shape& weights = context.inputs[1].shape;
    IntegerConvolutionTask task;
    YOLOZU_ASSIGN(task.window, window_task(op.window, context.inputs[0].shape, weights));
    task.groups = size(op.groups);
    task.channels = size(weights[1]);
    task.columns = size(weights[0]) / task.groups;
    task.input_signed = context.inputs[0].type == DataType::int8;
    task.input_stride = context.inputs[0].row_stride;
    task.output_stride = context.outputs[0].row_stride;
    const DataType zero_point_type = context.has_input(2) ? context.inputs[2].type : DataType::undefined;
    return kernel_step(context, "integer_convolution", context.kernels.integer_convolution, task,
                       [packed = pack_weights(task, context), zero_point_type](IntegerConvolutionTask& run,
                                                                               const OperandData& operands) {
                           run.input = operands.input<std::uint8_t>(0);
                           run.weights = packed.data();
                           run.output = operands.output<std::int32_t>(0);
                           if (const void* const zero_point = operands.input<void>(2))
                               run.input_zero_point = byte_at(zero_point, zero_point_type, 0);
                       });
}

}  // namespace

StepKind integer_convolution_kind() {
    return {"integer_convolution", accepts, make, true, true, false};
}

}  // namespace yolozu::engine
