// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/plan/steps/convolution_step.hpp"
#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

bool is_byte(DataType type) {
    return type == DataType::uint8 || type == DataType::int8;
}

std::int32_t byte_at(const void* data, DataType type, std::size_t index) {
    return type == DataType::int8 ? std::int32_t{static_cast<const std::int8_t*>(data)[index]}
                                  : std::int32_t{static_cast<const std::uint8_t*>(data)[index]};
}

/// The sums of a ConvInteger or a QuantisedConv by this kernel: channels-last, with constant weights.
bool sums_are_accepted(const NodeFacts& node) {
    const std::size_t rank = node.inputs[0].shape->rank();
    if ((rank != 3 && rank != 4) || node.inputs[1].data == nullptr) return false;
    const Shape& weights = *node.inputs[1].shape;
    if (node.outputs[0].shape->element_count() == 0 || weights.element_count() == 0) return false;
    if (node.has_input(2) && node.inputs[2].shape->element_count() != 1) return false;
    if (!node.has_input(3)) return true;
    const std::int64_t count = node.inputs[3].shape->element_count();
    return node.inputs[3].data != nullptr && is_byte(node.inputs[3].type) && (count == 1 || count == weights[0]);
}

/// The weights as the kernel of the machine wants them, group by group.
struct PackedWeights {
    bool by_bytes = false;
    std::vector<std::int16_t> shorts;
    std::vector<std::uint8_t> bytes;
    std::vector<std::int32_t> zero_points, sums;

    void add(const IntegerWeights& group, Isa isa) {
        const std::size_t width = tile_of(isa).width;
        if (!by_bytes) {
            const std::size_t start = shorts.size();
            shorts.resize(start + packed_shorts(group, width));
            return pack_short_weights(group, width, shorts.data() + start);
        }
        const std::size_t start = bytes.size(), column = sums.size();
        bytes.resize(start + packed_bytes(group, width));
        zero_points.resize(column + padded_columns(group, width));
        sums.resize(zero_points.size());
        pack_byte_weights(group, isa, bytes.data() + start, zero_points.data() + column, sums.data() + column);
    }
    void put_into(IntegerConvolutionTask& task) const {
        task.weights = by_bytes ? static_cast<const void*>(bytes.data()) : shorts.data();
        task.weight_zero_points = zero_points.data();
        task.weight_sums = sums.data();
    }
};

/// Weights M x C x taps as rows (tap, channel) by columns (output channel), packed group by group.
PackedWeights pack_weights(const IntegerConvolutionTask& task, const StepContext& context) {
    const std::size_t taps = task.window.taps(), depth = taps * task.channels;
    const auto* const weights = static_cast<const std::uint8_t*>(context.facts[1].data);
    const bool own_zero_points = context.has_input(3) && context.inputs[3].count() > 1;
    std::vector<std::uint8_t> rows(depth * task.columns);
    std::vector<std::int32_t> zero_points(task.columns);
    const IntegerWeights of{
        depth, task.columns,      rows.data(), context.inputs[1].type == DataType::int8, task.columns,
        1,     zero_points.data()};
    PackedWeights packed;
    packed.by_bytes = task.by_bytes;
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
        packed.add(of, context.isa);
    }
    return packed;
}

template <class Op>
Result<IntegerConvolutionTask> sums_task(const StepContext& context) {
    const Op& op = context.op<Op>();
    const Shape& weights = context.inputs[1].shape;
    IntegerConvolutionTask task;
    YOLOZU_ASSIGN(task.window, window_task(op.window, context.inputs[0].shape, weights));
    task.groups = size(op.groups);
    task.channels = size(weights[1]);
    task.columns = size(weights[0]) / task.groups;
    task.input_signed = context.inputs[0].type == DataType::int8;
    task.input_stride = context.inputs[0].row_stride;
    task.output_stride = context.outputs[0].row_stride;
    task.by_bytes = has_byte_products(context.isa);
    return task;
}

/// What both kinds put into the task for a run.
class SumsOperands {
public:
    SumsOperands(const IntegerConvolutionTask& task, const StepContext& context)
        : weights_(pack_weights(task, context)),
          zero_point_type_(context.has_input(2) ? context.inputs[2].type : DataType::undefined) {}
    void put_into(IntegerConvolutionTask& task, const OperandData& operands) const {
        task.input = operands.input<std::uint8_t>(0);
        weights_.put_into(task);
        task.output = operands.output<void>(0);
        if (const void* const zero_point = operands.input<void>(2))
            task.input_zero_point = byte_at(zero_point, zero_point_type_, 0);
    }

private:
    PackedWeights weights_;
    DataType zero_point_type_;
};

// ---- ConvInteger --------------------------------------------------------------------------------------------------

bool accepts_sums(const NodeFacts& node) {
    const ConvInteger* const op = node.op<ConvInteger>();
    return op != nullptr && op->channels_last && sums_are_accepted(node);
}

Result<std::unique_ptr<Step>> make_sums(const StepContext& context) {
    YOLOZU_ASSIGN(const IntegerConvolutionTask task, sums_task<ConvInteger>(context));
    return kernel_step(context, "integer_convolution", context.kernels.integer_convolution, task,
                       [sums = SumsOperands(task, context)](IntegerConvolutionTask& run, const OperandData& operands) {
                           sums.put_into(run, operands);
                       });
}

// ---- QuantisedConv ------------------------------------------------------------------------------------------------

bool accepts_quantised(const NodeFacts& node) {
    const QuantisedConv* const op = node.op<QuantisedConv>();
    return op != nullptr && op->channels_last && sums_are_accepted(node) &&
           (op->tail.activation.function == UnaryFunction::identity || supported(op->tail.activation.function));
}

IntegerResult result_of(DataType type) {
    if (type == DataType::float32) return IntegerResult::floats;
    return type == DataType::int8 ? IntegerResult::int8 : IntegerResult::uint8;
}

Result<std::unique_ptr<Step>> make_quantised(const StepContext& context) {
    YOLOZU_ASSIGN(IntegerConvolutionTask task, sums_task<QuantisedConv>(context));
    constexpr std::size_t residual = 6;
    task.tail = tail_task(context.op<QuantisedConv>().tail, context, residual);
    task.result = result_of(context.outputs[0].type);
    task.scale_each = context.inputs[4].count() > 1;
    const DataType y_zero_type = context.has_input(8) ? context.inputs[8].type : DataType::undefined;
    return kernel_step(
        context, "quantised_convolution", context.kernels.integer_convolution, task,
        [sums = SumsOperands(task, context), y_zero_type](IntegerConvolutionTask& run, const OperandData& operands) {
            sums.put_into(run, operands);
            run.scale = operands.input(4);
            run.bias = operands.input(5);
            run.tail.residual_data = operands.input(residual);
            if (const float* const y_scale = operands.input(7)) run.y_scale = *y_scale;
            if (const void* const y_zero = operands.input<void>(8)) run.y_zero_point = byte_at(y_zero, y_zero_type, 0);
        });
}

}  // namespace

StepKind integer_convolution_kind() {
    return {"integer_convolution", accepts_sums, make_sums, true, true, false};
}

StepKind quantised_convolution_kind() {
    return {"quantised_convolution", accepts_quantised, make_quantised, true, true, false};
}

}  // namespace yolozu::engine
