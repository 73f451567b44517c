// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/try.hpp"
#include "engine/ir/quantisation_blocks.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/quantised.hpp"

namespace yolozu::engine {

namespace {

/// Quantisation is defined in float: a quotient taken in double would now and then fall on the other side of a half.
float real_of(const TensorView& x, std::size_t index) {
    return x.type == DataType::int32 ? static_cast<float>(quantised_at(x, index))
                                     : static_cast<float>(real_at(x, index));
}

TensorView zero_points_of(std::span<const TensorView> inputs) {
    return inputs.size() > 2 ? inputs[2] : TensorView{};
}

/// Scale and zero point for uint8 so that the range from `low` to `high`, which contains 0, is covered.
struct Scaling {
    float scale;
    std::int64_t zero_point;
};

Scaling scaling_for(float low, float high) {
    const float scale = high == low ? 1.0F : (high - low) / 255.0F;
    std::uint8_t zero_point = 0;
    store_quantised({DataType::uint8, Shape{}, &zero_point}, 0, -low / scale, 0);
    return {scale, zero_point};
}

}  // namespace

Status evaluate(const QuantizeLinear& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView &x = inputs[0], &scale = inputs[1];
    const TensorView zero_points = zero_points_of(inputs);
    YOLOZU_ASSIGN(const QuantisationBlocks blocks, quantisation_blocks(x.shape, scale.shape, op.axis, op.block_size));
    const auto count = static_cast<std::size_t>(x.shape.element_count());
    for (std::size_t index = 0; index < count; ++index) {
        const std::size_t parameter = blocks.parameter_of(index);
        store_quantised(outputs[0], index, real_of(x, index) / static_cast<float>(real_at(scale, parameter)),
                        zero_point_at(zero_points, parameter));
    }
    return {};
}

Status evaluate(const DequantizeLinear& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView &x = inputs[0], &scale = inputs[1];
    const TensorView zero_points = zero_points_of(inputs);
    YOLOZU_ASSIGN(const QuantisationBlocks blocks, quantisation_blocks(x.shape, scale.shape, op.axis, op.block_size));
    return dispatch_floating(outputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto y = outputs[0].as<typename Tag::Stored>();
        for (std::size_t index = 0; index < y.size(); ++index) {
            const std::size_t parameter = blocks.parameter_of(index);
            const std::int64_t moved = quantised_at(x, index) - zero_point_at(zero_points, parameter);
            y[index] = Tag::store(static_cast<double>(moved) * real_at(scale, parameter));
        }
        return {};
    });
}

Status evaluate(const DynamicQuantizeLinear&, std::span<const TensorView> inputs,
                std::span<MutableTensorView> outputs) {
    const auto x = inputs[0].as<float>();
    float low = 0.0F, high = 0.0F;
    for (const float element : x) {
        low = std::min(low, element);
        high = std::max(high, element);
    }
    const Scaling scaling = scaling_for(low, high);
    if (outputs[0].data != nullptr)
        for (std::size_t index = 0; index < x.size(); ++index)
            store_quantised(outputs[0], index, x[index] / scaling.scale, scaling.zero_point);
    if (outputs.size() > 1 && outputs[1].data != nullptr) outputs[1].as<float>()[0] = scaling.scale;
    if (outputs.size() > 2 && outputs[2].data != nullptr)
        outputs[2].as<std::uint8_t>()[0] = static_cast<std::uint8_t>(scaling.zero_point);
    return {};
}

Status evaluate(const Lookup&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const std::size_t size = element_size(inputs[1].type);
    const auto* const x = static_cast<const std::uint8_t*>(inputs[0].data);
    const auto* const table = static_cast<const std::byte*>(inputs[1].data);
    auto* const y = static_cast<std::byte*>(outputs[0].data);
    for (std::size_t index = 0; index < static_cast<std::size_t>(inputs[0].shape.element_count()); ++index)
        std::memcpy(y + index * size, table + x[index] * size, size);
    return {};
}

}  // namespace yolozu::engine
