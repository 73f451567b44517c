// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "engine/reference/along_axis.hpp"
#include "engine/reference/broadcast.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// N x C x spatial... as batch x channels x pixels.
AxisView by_channel(const Shape& shape) {
    if (shape.rank() < 2) return {static_cast<std::size_t>(shape.element_count()), 1, 1};
    return axis_view(shape, 1, 2);
}

struct Statistics {
    double mean, inverse_deviation;
};

template <class Tag>
Statistics statistics_of(std::span<const typename Tag::Stored> elements, float epsilon) {
    const auto count = static_cast<double>(elements.size());
    double sum = 0.0, squares = 0.0;
    for (const auto element : elements) sum += Tag::load(element);
    const double mean = sum / count;
    for (const auto element : elements) {
        const double deviation = Tag::load(element) - mean;
        squares += deviation * deviation;
    }
    return {mean, 1.0 / std::sqrt(squares / count + double{epsilon})};
}

/// Normalises groups of `per_group` channels; `parameter_of(channel)` says which scale and bias a channel has.
template <class ParameterOf>
Status normalise_groups(std::size_t per_group, float epsilon, std::span<const TensorView> inputs,
                        const MutableTensorView& output, ParameterOf&& parameter_of) {
    const AxisView view = by_channel(output.shape);
    const std::size_t group_size = per_group * view.inner;
    if (output.shape.element_count() == 0) return {};
    return dispatch_floating(output.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto x = inputs[0].as<typename Tag::Stored>();
        const auto y = output.as<typename Tag::Stored>();
        for (std::size_t first = 0; first < x.size(); first += group_size) {
            const Statistics statistics = statistics_of<Tag>(x.subspan(first, group_size), epsilon);
            for (std::size_t index = first; index < first + group_size; ++index) {
                const std::size_t parameter = parameter_of(index / view.inner % view.length);
                const double centred = (Tag::load(x[index]) - statistics.mean) * statistics.inverse_deviation;
                y[index] = Tag::store(centred * real_at(inputs[1], parameter) + real_at(inputs[2], parameter));
            }
        }
        return {};
    });
}

void store_statistic(std::span<MutableTensorView> outputs, std::size_t which, std::size_t index, double value) {
    if (which < outputs.size() && outputs[which].data != nullptr)
        outputs[which].as<float>()[index] = static_cast<float>(value);
}

}  // namespace

Status evaluate(const BatchNormalization& op, std::span<const TensorView> inputs,
                std::span<MutableTensorView> outputs) {
    const AxisView view = by_channel(inputs[0].shape);
    return dispatch_floating(inputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto x = inputs[0].as<typename Tag::Stored>();
        const auto y = outputs[0].as<typename Tag::Stored>();
        for (std::size_t index = 0; index < x.size(); ++index) {
            const std::size_t channel = index / view.inner % view.length;
            const double deviation = std::sqrt(real_at(inputs[4], channel) + double{op.epsilon});
            const double centred = (Tag::load(x[index]) - real_at(inputs[3], channel)) / deviation;
            y[index] = Tag::store(centred * real_at(inputs[1], channel) + real_at(inputs[2], channel));
        }
        return {};
    });
}

Status evaluate(const InstanceNormalization& op, std::span<const TensorView> inputs,
                std::span<MutableTensorView> outputs) {
    return normalise_groups(1, op.epsilon, inputs, outputs[0], [](std::size_t channel) { return channel; });
}

Status evaluate(const GroupNormalization& op, std::span<const TensorView> inputs,
                std::span<MutableTensorView> outputs) {
    const std::int64_t channels = inputs[0].shape[1];
    const auto per_group = static_cast<std::size_t>(channels / op.groups);
    // One number a group in opset 18, one a channel since 21.
    const bool parameter_each = inputs[1].shape[0] == channels;
    return normalise_groups(per_group, op.epsilon, inputs, outputs[0],
                            [&](std::size_t channel) { return parameter_each ? channel : channel / per_group; });
}

Status evaluate(const LayerNormalization& op, std::span<const TensorView> inputs,
                std::span<MutableTensorView> outputs) {
    const Shape& shape = inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, shape.rank()));
    if (shape.element_count() == 0) return {};
    const auto size = static_cast<std::size_t>(extent_product(shape, axis, shape.rank()));
    const TensorView bias = inputs.size() > 2 ? inputs[2] : TensorView{};
    return dispatch_floating(inputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto x = inputs[0].as<typename Tag::Stored>();
        MutableTensorView& output = outputs[0];
        Statistics statistics{};
        for_each_broadcast<2>(shape, {inputs[1].shape, bias.shape}, [&](std::size_t index, const auto& places) {
            if (index % size == 0) {
                statistics = statistics_of<Tag>(x.subspan(index, size), op.epsilon);
                store_statistic(outputs, 1, index / size, statistics.mean);
                store_statistic(outputs, 2, index / size, statistics.inverse_deviation);
            }
            if (output.data == nullptr) return;
            const double centred = (Tag::load(x[index]) - statistics.mean) * statistics.inverse_deviation;
            const double moved = bias.type == DataType::undefined ? 0.0 : real_at(bias, places[1]);
            output.as<typename Tag::Stored>()[index] = Tag::store(centred * real_at(inputs[1], places[0]) + moved);
        });
        return {};
    });
}

Status evaluate(const LocalResponseNormalization& op, std::span<const TensorView> inputs,
                std::span<MutableTensorView> outputs) {
    const AxisView view = by_channel(inputs[0].shape);
    const auto size = static_cast<std::size_t>(op.size);
    const std::size_t before = (size - 1) / 2, after = size / 2;
    return dispatch_floating(inputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto x = inputs[0].as<typename Tag::Stored>();
        const auto y = outputs[0].as<typename Tag::Stored>();
        view.for_each_line([&](std::size_t first, std::size_t) {
            const auto at = [&](std::size_t channel) { return Tag::load(x[first + channel * view.inner]); };
            for (std::size_t channel = 0; channel < view.length; ++channel) {
                const std::size_t begin = channel - std::min(channel, before);
                const std::size_t end = channel + std::min(view.length - 1 - channel, after);
                double squares = 0.0;
                for (std::size_t near = begin; near <= end; ++near) squares += at(near) * at(near);
                const double base = double{op.bias} + double{op.alpha} / static_cast<double>(size) * squares;
                y[first + channel * view.inner] = Tag::store(at(channel) / std::pow(base, double{op.beta}));
            }
        });
        return {};
    });
}

}  // namespace yolozu::engine
