// SPDX-License-Identifier: Apache-2.0
//
// What all kinds of float convolution have in common: constants of their own, packed once; operands put in at run time.
#pragma once

#include "engine/plan/steps/kernel_step.hpp"
#include "engine/plan/steps/kinds.hpp"

namespace yolozu::engine {

/// A channels-last float convolution over one or two spatial axes, of which all that can be packed in advance is
/// constant.
bool is_vector_convolution(const NodeFacts& node);

/// A tail whose residual, if it has one, is the operand of this number.
TailTask tail_task(const Tail& tail, const StepContext& context, std::size_t residual);
/// That of the node, a Conv.
TailTask tail_of(const StepContext& context);

/// `count` zeros.
Result<Tensor> zeros(std::size_t count);

/// The weights of the node, out channels x channels of a group x taps.
const float* weights_of(const StepContext& context);

/// The bias of each group with zeros up to padded_columns(tile, columns); all zeros where the node has none.
Result<Tensor> packed_bias(const StepContext& context, const RegisterTile& tile, std::size_t groups,
                           std::size_t columns);

struct ConvolutionConstants {
    Tensor weights, bias, zeros;
};

template <class Task>
std::unique_ptr<Step> convolution_step(const StepContext& context, std::string_view name,
                                       void (*function)(const Task&, std::size_t, std::size_t, std::byte*),
                                       const Task& task, ConvolutionConstants constants) {
    auto complete = [constants = std::move(constants)](Task& whole, const OperandData& data) {
        whole.input = data.input(0);
        whole.output = data.output(0);
        whole.weights = static_cast<const float*>(constants.weights.view().data);
        whole.bias = static_cast<const float*>(constants.bias.view().data);
        if constexpr (requires { whole.zeros; }) whole.zeros = static_cast<const float*>(constants.zeros.view().data);
        if (whole.tail.residual != Residual::none) whole.tail.residual_data = data.input(3);
    };
    return kernel_step(context, name, function, task, std::move(complete));
}

}  // namespace yolozu::engine
