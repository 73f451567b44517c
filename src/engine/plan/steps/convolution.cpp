// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

namespace {

/// One or two spatial axes, everything constant that can be packed in advance.
bool is_vector_convolution(const NodeFacts& node) {
    const Conv* const op = node.op<Conv>();
    if (op == nullptr || !op->channels_last || !node.all_of_type(DataType::float32)) return false;
    const std::size_t rank = node.inputs[0].shape->rank();
    if ((rank != 3 && rank != 4) || node.inputs[1].data == nullptr) return false;
    if (node.has_input(2) && node.inputs[2].data == nullptr) return false;
    return node.outputs[0].shape->element_count() > 0 && node.inputs[1].shape->element_count() > 0 &&
           (op->tail.activation.function == UnaryFunction::identity || supported(op->tail.activation.function));
}

bool is_depthwise(const NodeFacts& node) {
    if (!is_vector_convolution(node)) return false;
    const Shape& weights = *node.inputs[1].shape;
    return weights[1] == 1 && weights[0] == node.op<Conv>()->groups && weights[0] > 1;
}

std::size_t size(std::int64_t extent) {
    return static_cast<std::size_t>(extent);
}

TailTask tail_of(const StepContext& context) {
    const Tail& tail = context.op<Conv>().tail;
    TailTask task{tail.activation.function, tail.activation.alpha, tail.activation.beta, tail.residual, nullptr, 0};
    if (tail.residual != Residual::none) task.residual_stride = context.inputs[3].row_stride;
    return task;
}

Result<Tensor> floats(std::size_t count) {
    return Tensor::allocate(DataType::float32, Shape{static_cast<std::int64_t>(count)});
}

const float* constant_of(const Fact& fact) {
    return static_cast<const float*>(fact.data);
}

/// What both kinds of convolution have in common: constants of their own, operands put in at run time.
template <class Task>
class ConvolutionStep final : public Step {
public:
    ConvolutionStep(const StepContext& context, std::string_view name, const Task& task,
                    void (*function)(const Task&, std::size_t, std::size_t, std::byte*), Tensor weights, Tensor bias,
                    Tensor zeros)
        : name_(name),
          function_(function),
          task_(task),
          weights_(std::move(weights)),
          bias_(std::move(bias)),
          zeros_(std::move(zeros)),
          input_(context.inputs[0]),
          output_(context.outputs[0]) {
        if (task.tail.residual != Residual::none) residual_ = context.inputs[3];
    }

    std::string_view kernel() const override { return name_; }
    std::size_t scratch() const override { return scratch_bytes(task_); }

    Status run(Memory& memory) const override {
        Task task = task_;
        task.input = read(memory, input_);
        task.output = write(memory, output_);
        task.weights = static_cast<const float*>(weights_.view().data);
        task.bias = static_cast<const float*>(bias_.view().data);
        task.tail.residual_data = read(memory, residual_);
        if constexpr (requires { task.zeros; }) task.zeros = static_cast<const float*>(zeros_.view().data);
        run_kernel(memory, function_, task);
        return {};
    }

private:
    std::string_view name_;
    void (*function_)(const Task&, std::size_t, std::size_t, std::byte*);
    Task task_;
    Tensor weights_, bias_, zeros_;
    Operand input_, output_, residual_;
};

/// Weights M x C x taps as rows (tap, channel) by columns (output channel), packed group by group.
Result<Tensor> pack_weights(const ConvolutionTask& task, const float* weights) {
    const std::size_t taps = task.window.taps(), depth = taps * task.channels;
    const std::size_t padded = padded_columns(task.tile, task.columns);
    YOLOZU_ASSIGN(Tensor packed, floats(task.groups * depth * padded));
    YOLOZU_ASSIGN(Tensor rows, floats(depth * task.columns));
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

Result<Tensor> pack_bias(const ConvolutionTask& task, const float* bias) {
    const std::size_t padded = padded_columns(task.tile, task.columns);
    YOLOZU_ASSIGN(Tensor packed, floats(task.groups * padded));
    if (bias == nullptr) return packed;
    float* const to = packed.mutable_view().as<float>().data();
    for (std::size_t group = 0; group < task.groups; ++group)
        std::copy_n(bias + group * task.columns, task.columns, to + group * padded);
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
    YOLOZU_ASSIGN(Tensor packed, pack_weights(task, constant_of(context.facts[1])));
    YOLOZU_ASSIGN(Tensor bias, pack_bias(task, context.has_input(2) ? constant_of(context.facts[2]) : nullptr));
    YOLOZU_ASSIGN(Tensor zeros, floats(task.channels));
    return std::unique_ptr<Step>(new ConvolutionStep<ConvolutionTask>(context, "convolution", task,
                                                                      context.kernels.convolution, std::move(packed),
                                                                      std::move(bias), std::move(zeros)));
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
    YOLOZU_ASSIGN(Tensor packed, floats(taps * task.channels));
    const float* const from = constant_of(context.facts[1]);
    float* const to = packed.mutable_view().as<float>().data();
    for (std::size_t channel = 0; channel < task.channels; ++channel)
        for (std::size_t tap = 0; tap < taps; ++tap) to[tap * task.channels + channel] = from[channel * taps + tap];
    YOLOZU_ASSIGN(Tensor bias, floats(task.channels));
    if (context.has_input(2))
        std::copy_n(constant_of(context.facts[2]), task.channels, bias.mutable_view().as<float>().data());
    return std::unique_ptr<Step>(new ConvolutionStep<DepthwiseTask>(
        context, "depthwise", task, context.kernels.depthwise, std::move(packed), std::move(bias), Tensor()));
}

}  // namespace

StepKind convolution_kind() {
    return {"convolution", is_vector_convolution, make_convolution, true, true, false};
}

StepKind depthwise_kind() {
    return {"depthwise", is_depthwise, make_depthwise, true, true, false};
}

}  // namespace yolozu::engine
