// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/steps/convolution_step.hpp"

#include <algorithm>

#include "base/try.hpp"

namespace yolozu::engine {

bool is_vector_convolution(const NodeFacts& node) {
    const Conv* const op = node.op<Conv>();
    if (op == nullptr || !op->channels_last || !node.all_of_type(DataType::float32)) return false;
    const std::size_t rank = node.inputs[0].shape->rank();
    if ((rank != 3 && rank != 4) || node.inputs[1].data == nullptr) return false;
    if (node.has_input(2) && node.inputs[2].data == nullptr) return false;
    return node.outputs[0].shape->element_count() > 0 && node.inputs[1].shape->element_count() > 0 &&
           (op->tail.activation.function == UnaryFunction::identity || supported(op->tail.activation.function));
}

TailTask tail_task(const Tail& tail, const StepContext& context, std::size_t residual) {
    TailTask task{tail.activation.function, tail.activation.alpha, tail.activation.beta, tail.residual, nullptr, 0};
    if (tail.residual != Residual::none) task.residual_stride = context.inputs[residual].row_stride;
    return task;
}

TailTask tail_of(const StepContext& context) {
    return tail_task(context.op<Conv>().tail, context, 3);
}

Result<Tensor> zeros(std::size_t count) {
    return Tensor::allocate(DataType::float32, Shape{static_cast<std::int64_t>(count)});
}

const float* weights_of(const StepContext& context) {
    return static_cast<const float*>(context.facts[1].data);
}

Result<Tensor> packed_bias(const StepContext& context, const RegisterTile& tile, std::size_t groups,
                           std::size_t columns) {
    const std::size_t padded = padded_columns(tile, columns);
    YOLOZU_ASSIGN(Tensor packed, zeros(groups * padded));
    if (!context.has_input(2)) return packed;
    const auto* const bias = static_cast<const float*>(context.facts[2].data);
    float* const to = packed.mutable_view().as<float>().data();
    for (std::size_t group = 0; group < groups; ++group)
        std::copy_n(bias + group * columns, columns, to + group * padded);
    return packed;
}

}  // namespace yolozu::engine
