// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

/// How many channels N x C x spatial... has; a tensor of one dimension has one channel.
std::int64_t channel_count(const Shape& shape) {
    return shape.rank() < 2 ? 1 : shape[1];
}

/// Checks that a list of parameters is of floats and has one of these lengths.
Status expect_parameters(const Fact& parameters, std::span<const std::int64_t> lengths) {
    if (!parameters.present()) return {};
    YOLOZU_TRY(expect_type("a list of parameters", parameters.type, is_floating(parameters.type)));
    YOLOZU_TRY(expect_rank(parameters, 1, "a list of parameters"));
    if (!parameters.shape || lengths.empty() || std::ranges::find(lengths, (*parameters.shape)[0]) != lengths.end())
        return {};
    return Error(ErrorCode::malformed,
                 fmt::format("a list has {} parameters, {} are expected", (*parameters.shape)[0], lengths.front()));
}

/// A normalisation of N x C x spatial... with `count` inputs, those after x being lists of one number a channel.
Status infer_by_channel(std::size_t count, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, count, count));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("normalisation", inputs[0].type, is_floating(inputs[0].type)));
    std::vector<std::int64_t> lengths;
    if (inputs[0].shape) lengths.push_back(channel_count(*inputs[0].shape));
    for (const Fact& parameters : inputs.subspan(1)) YOLOZU_TRY(expect_parameters(parameters, lengths));
    give(outputs, 0, inputs[0].type, inputs[0].shape);
    return {};
}

/// Errors when the shape is known and has no channels.
Status expect_channels(const Fact& x) {
    if (!x.shape || x.shape->rank() >= 2) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("the input has the shape {}, batch and channels are expected", x.shape->to_string()));
}

/// The shape with all axes from `axis` on made 1.
Result<Shape> statistics_shape(const Shape& shape, std::size_t axis) {
    std::vector<std::int64_t> extents(shape.extents().begin(), shape.extents().end());
    std::fill(extents.begin() + static_cast<std::ptrdiff_t>(axis), extents.end(), 1);
    return Shape::from(extents);
}

/// Checks that scale or bias broadcasts into the axes that are normalised.
Status expect_inside(const Fact& parameters, const Shape& shape) {
    if (!parameters.present()) return {};
    YOLOZU_TRY(expect_type("a tensor of parameters", parameters.type, is_floating(parameters.type)));
    if (!parameters.shape) return {};
    YOLOZU_ASSIGN(const Shape both, broadcast(*parameters.shape, shape));
    if (both == shape) return {};
    return Error(ErrorCode::malformed, fmt::format("parameters of shape {} do not fit into {}",
                                                   parameters.shape->to_string(), shape.to_string()));
}

}  // namespace

Status infer(const BatchNormalization&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    return infer_by_channel(5, inputs, outputs);
}

Status infer(const InstanceNormalization&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(infer_by_channel(3, inputs, outputs));
    return expect_channels(inputs[0]);
}

Status infer(const LayerNormalization& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 3));
    YOLOZU_TRY(expect_outputs(outputs, 3));
    const Fact& x = inputs[0];
    YOLOZU_TRY(expect_type("normalisation", x.type, is_floating(x.type)));
    give(outputs, 0, x.type, x.shape);
    give(outputs, 1, DataType::float32, std::nullopt);
    give(outputs, 2, DataType::float32, std::nullopt);
    if (!x.shape) return {};
    for (const Fact& parameters : inputs.subspan(1)) YOLOZU_TRY(expect_inside(parameters, *x.shape));
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.shape->rank()));
    YOLOZU_ASSIGN(const Shape statistics, statistics_shape(*x.shape, axis));
    give(outputs, 1, DataType::float32, statistics);
    give(outputs, 2, DataType::float32, statistics);
    return {};
}

Status infer(const GroupNormalization& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 3, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("normalisation", inputs[0].type, is_floating(inputs[0].type)));
    YOLOZU_TRY(expect_channels(inputs[0]));
    if (op.groups < 1) return Error(ErrorCode::malformed, fmt::format("the number of groups is {}", op.groups));
    std::vector<std::int64_t> lengths;
    if (inputs[0].shape) {
        const std::int64_t channels = channel_count(*inputs[0].shape);
        if (channels % op.groups != 0)
            return Error(ErrorCode::malformed,
                         fmt::format("{} channels do not divide into {} groups", channels, op.groups));
        lengths = {channels, op.groups};
    }
    for (const Fact& parameters : inputs.subspan(1)) YOLOZU_TRY(expect_parameters(parameters, lengths));
    if (inputs[1].shape && inputs[2].shape && !(*inputs[1].shape == *inputs[2].shape))
        return Error(ErrorCode::malformed, "scale and bias have different lengths");
    give(outputs, 0, inputs[0].type, inputs[0].shape);
    return {};
}

Status infer(const LocalResponseNormalization& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(infer_by_channel(1, inputs, outputs));
    YOLOZU_TRY(expect_channels(inputs[0]));
    if (op.size < 1) return Error(ErrorCode::malformed, fmt::format("the number of channels summed is {}", op.size));
    return {};
}

}  // namespace yolozu::engine
