// SPDX-License-Identifier: Apache-2.0
//
// Float convolutions, accumulated in double.
#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/reference/convolution_sums.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/unary.hpp"

namespace yolozu::engine {

namespace {

template <class Tag>
double load(const TensorView& tensor, std::size_t index) {
    return Tag::load(static_cast<const typename Tag::Stored*>(tensor.data)[index]);
}

/// What is done to a sum before it is stored.
template <class Tag>
double finished(const Tail& tail, double sum, const TensorView& residual, std::size_t place) {
    if (tail.residual == Residual::before_activation) sum += load<Tag>(residual, place);
    if (tail.activation.function != UnaryFunction::identity)
        sum = double{apply_unary(tail.activation, static_cast<float>(sum))};
    if (tail.residual == Residual::after_activation) sum += load<Tag>(residual, place);
    return sum;
}

template <class Tag>
Status convolve(const ResolvedConvolution& resolved, const ConvolutionKind& kind, const Tail& tail,
                std::span<const TensorView> inputs, const MutableTensorView& y) {
    const TensorView bias = tensor_at(inputs, 2), residual = tensor_at(inputs, 3);
    const auto product = [&](std::size_t x, std::size_t weight, std::size_t) {
        return load<Tag>(inputs[0], x) * load<Tag>(inputs[1], weight);
    };
    for_each_sum<double>(resolved, kind, product, [&](std::size_t place, std::size_t channel, double sum) {
        if (present(bias)) sum += load<Tag>(bias, channel);
        static_cast<typename Tag::Stored*>(y.data)[place] = Tag::store(finished<Tag>(tail, sum, residual, place));
    });
    return {};
}

}  // namespace

Status evaluate(const Conv& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, inputs[0].shape, inputs[1].shape));
    const ConvolutionKind kind{op.channels_last, false};
    return dispatch_floating(
        inputs[0].type, [&](auto tag) { return convolve<decltype(tag)>(resolved, kind, op.tail, inputs, outputs[0]); });
}

Status evaluate(const ConvTranspose& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const ResolvedConvolution resolved, resolve_convolution(op, inputs[0].shape, inputs[1].shape));
    const ConvolutionKind kind{op.channels_last, true};
    return dispatch_floating(
        inputs[0].type, [&](auto tag) { return convolve<decltype(tag)>(resolved, kind, Tail{}, inputs, outputs[0]); });
}

}  // namespace yolozu::engine
