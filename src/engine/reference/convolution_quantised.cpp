// SPDX-License-Identifier: Apache-2.0
//
// Convolutions of 8-bit integers. Padding counts as the zero point of x and so adds nothing.
#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/reference/convolution_sums.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/quantised.hpp"
#include "engine/reference/unary.hpp"

namespace yolozu::engine {

namespace {

struct QuantisedOperand {
    TensorView elements, zero_point;
    std::int64_t at(std::size_t place, std::size_t channel) const {
        return quantised_at(elements, place) - zero_point_at(zero_point, channel);
    }
};

template <class Store>
void for_each_integer_sum(const ResolvedConvolution& resolved, bool channels_last, const QuantisedOperand& x,
                          const QuantisedOperand& weights, Store&& store) {
    const auto product = [&](std::size_t place, std::size_t weight, std::size_t channel) {
        return x.at(place, 0) * weights.at(weight, channel);
    };
    for_each_sum<std::int64_t>(resolved, ConvolutionKind{channels_last, false}, product, store);
}

}  // namespace

Status evaluate(const ConvInteger& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, inputs[0].shape, inputs[1].shape));
    auto* const y = static_cast<std::int32_t*>(outputs[0].data);
    for_each_integer_sum(
        resolved, op.channels_last, {inputs[0], tensor_at(inputs, 2)}, {inputs[1], tensor_at(inputs, 3)},
        [&](std::size_t place, std::size_t, std::int64_t sum) { y[place] = static_cast<std::int32_t>(sum); });
    return {};
}

Status evaluate(const QuantisedConv& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, inputs[0].shape, inputs[1].shape));
    const std::span<const float> scales = inputs[4].as<float>();
    const TensorView bias = tensor_at(inputs, 5), residual = tensor_at(inputs, 6), y_scale = tensor_at(inputs, 7);
    for_each_integer_sum(
        resolved, op.channels_last, {inputs[0], tensor_at(inputs, 2)}, {inputs[1], tensor_at(inputs, 3)},
        [&](std::size_t place, std::size_t channel, std::int64_t sum) {
            const float scale = scales[scales.size() == 1 ? 0 : channel];
            double y = double{scale} * static_cast<double>(static_cast<std::int32_t>(sum));
            if (present(bias)) y += double{bias.as<float>()[channel]};
            const float added = present(residual) ? residual.as<float>()[place] : 0.0F;
            if (op.tail.residual == Residual::before_activation) y += double{added};
            auto result = static_cast<float>(y);
            if (op.tail.activation.function != UnaryFunction::identity)
                result = apply_unary(op.tail.activation, result);
            if (op.tail.residual == Residual::after_activation) result += added;
            if (present(y_scale))
                store_quantised(outputs[0], place, result / *static_cast<const float*>(y_scale.data),
                                quantised_at(inputs[8], 0));
            else
                static_cast<float*>(outputs[0].data)[place] = result;
        });
    return {};
}

Status evaluate(const QLinearConv& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, inputs[0].shape, inputs[3].shape));
    const TensorView bias = tensor_at(inputs, 8);
    const float x_scale = *static_cast<const float*>(inputs[1].data);
    const float y_scale = *static_cast<const float*>(inputs[6].data);
    const std::span<const float> weight_scales = inputs[4].as<float>();
    const std::int64_t y_zero = quantised_at(inputs[7], 0);
    for_each_integer_sum(resolved, op.channels_last, {inputs[0], inputs[2]}, {inputs[3], inputs[5]},
                         [&](std::size_t place, std::size_t channel, std::int64_t sum) {
                             if (present(bias)) sum += quantised_at(bias, channel);
                             const float weight_scale = weight_scales[weight_scales.size() == 1 ? 0 : channel];
                             const float scale = x_scale * weight_scale / y_scale;
                             store_quantised(outputs[0], place, static_cast<float>(sum) * scale, y_zero);
                         });
    return {};
}

}  // namespace yolozu::engine
