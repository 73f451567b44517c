// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/channel_affine.hpp"

#include <algorithm>
#include <cmath>

#include "engine/passes/matching.hpp"

namespace yolozu::engine {

namespace {

using Numbers = std::vector<double>;

/// A list of one number for each channel.
std::optional<Numbers> channel_list(const Graph& graph, ValueId value, std::size_t channels) {
    const auto floats = constant_floats(graph, value);
    if (!floats || floats->size() != channels) return std::nullopt;
    return Numbers(floats->begin(), floats->end());
}

/// A constant that broadcasts to one number for each channel of a tensor of this rank.
std::optional<Numbers> broadcast_to_channels(const Graph& graph, ValueId value, std::size_t channels,
                                             std::size_t rank) {
    const auto floats = constant_floats(graph, value);
    if (!floats) return std::nullopt;
    const Shape& shape = *graph.values[value].shape;
    if (shape.rank() > rank) return std::nullopt;
    if (floats->size() == 1) return Numbers(channels, static_cast<double>(floats->front()));
    const std::size_t missing = rank - shape.rank();
    if (missing > 1 || floats->size() != channels || shape[1 - missing] != static_cast<std::int64_t>(channels))
        return std::nullopt;
    return Numbers(floats->begin(), floats->end());
}

std::optional<ChannelAffine> of_normalization(const Graph& graph, const Node& node, std::size_t channels) {
    std::array<Numbers, 4> lists;
    for (std::size_t index = 0; index < lists.size(); ++index) {
        auto list = channel_list(graph, node.inputs[index + 1], channels);
        if (!list) return std::nullopt;
        lists[index] = std::move(*list);
    }
    const auto& [scale, bias, mean, variance] = lists;
    const auto epsilon = static_cast<double>(std::get<BatchNormalization>(node.op).epsilon);
    ChannelAffine affine;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        affine.scale.push_back(scale[channel] / std::sqrt(variance[channel] + epsilon));
        affine.shift.push_back(bias[channel] - mean[channel] * affine.scale.back());
    }
    return affine;
}

std::optional<ChannelAffine> of_binary(BinaryFunction function, bool x_first, Numbers numbers) {
    const std::size_t channels = numbers.size();
    const auto negate = [](double number) { return -number; };
    switch (function) {
        case BinaryFunction::add:
            return ChannelAffine{Numbers(channels, 1.0), std::move(numbers)};
        case BinaryFunction::subtract:
            if (!x_first) return ChannelAffine{Numbers(channels, -1.0), std::move(numbers)};
            std::ranges::transform(numbers, numbers.begin(), negate);
            return ChannelAffine{Numbers(channels, 1.0), std::move(numbers)};
        case BinaryFunction::multiply:
            return ChannelAffine{std::move(numbers), Numbers(channels, 0.0)};
        case BinaryFunction::divide:
            if (!x_first || std::ranges::count(numbers, 0.0) > 0) return std::nullopt;
            std::ranges::transform(numbers, numbers.begin(), [](double number) { return 1.0 / number; });
            return ChannelAffine{std::move(numbers), Numbers(channels, 0.0)};
        default:
            return std::nullopt;
    }
}

}  // namespace

void ChannelAffine::after(const ChannelAffine& first) {
    for (std::size_t channel = 0; channel < scale.size(); ++channel) {
        shift[channel] += scale[channel] * first.shift[channel];
        scale[channel] *= first.scale[channel];
    }
}

std::optional<ChannelAffine> channel_affine(const Graph& graph, const Node& node, ValueId x, std::size_t channels,
                                            std::size_t rank) {
    if (std::holds_alternative<BatchNormalization>(node.op))
        return node.inputs[0] == x ? of_normalization(graph, node, channels) : std::nullopt;
    const Binary* const op = std::get_if<Binary>(&node.op);
    if (op == nullptr) return std::nullopt;
    const bool x_first = node.inputs[0] == x;
    auto numbers = broadcast_to_channels(graph, node.inputs[x_first ? 1 : 0], channels, rank);
    if (!numbers) return std::nullopt;
    return of_binary(op->function, x_first, std::move(*numbers));
}

}  // namespace yolozu::engine
