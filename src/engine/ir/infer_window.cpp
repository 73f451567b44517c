// SPDX-License-Identifier: Apache-2.0
//
// Shape rules of convolutions and pools.
#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"
#include "engine/ir/window_rules.hpp"

namespace yolozu::engine {

namespace {

/// A list of one number for each output channel, where it is there and its shape is known.
Status expect_one_a_channel(const Fact& list, std::int64_t channels, std::string_view what) {
    if (!list.present() || !list.shape || *list.shape == Shape{channels}) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("{} has the shape {}, {} is expected", what, list.shape->to_string(), channels));
}

/// One number for all, or one for each output channel.
Status expect_one_or_each(const Fact& list, std::int64_t channels, std::string_view what) {
    if (list.present() && list.shape && list.shape->rank() <= 1 && list.shape->element_count() == 1) return {};
    return expect_one_a_channel(list, channels, what);
}

Status expect_scalar(const Fact& fact, std::string_view what) {
    if (!fact.present() || !fact.shape || fact.shape->element_count() == 1) return {};
    return Error(ErrorCode::malformed,
                 fmt::format("{} has the shape {}, one number is expected", what, fact.shape->to_string()));
}

Status expect_bytes(const Fact& fact, std::string_view what) {
    return expect_type(what, fact.type, is_byte(fact.type));
}

}  // namespace

Status infer(const Conv& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 4));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("convolution", inputs[0].type, is_floating(inputs[0].type)));
    for (const Fact& input : inputs) YOLOZU_TRY(expect_same_type(inputs[0], input, "an input"));
    const Fact residual = fact_at(inputs, 3);
    if (residual.present() != (op.tail.residual != Residual::none))
        return Error(ErrorCode::malformed, "an input to add and its place do not come together");
    give(outputs, 0, inputs[0].type, std::nullopt);
    if (!inputs[0].shape || !inputs[1].shape) return {};
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, *inputs[0].shape, *inputs[1].shape));
    YOLOZU_TRY(expect_one_a_channel(fact_at(inputs, 2), resolved.output.channels, "the bias"));
    YOLOZU_ASSIGN(const Shape shape, image_shape(resolved.output, op.channels_last));
    if (residual.shape && !(*residual.shape == shape))
        return Error(ErrorCode::malformed, fmt::format("an input of shape {} cannot be added to {}",
                                                       residual.shape->to_string(), shape.to_string()));
    give(outputs, 0, inputs[0].type, shape);
    return {};
}

Status infer(const ConvTranspose& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("convolution", inputs[0].type, is_floating(inputs[0].type)));
    for (const Fact& input : inputs) YOLOZU_TRY(expect_same_type(inputs[0], input, "an input"));
    give(outputs, 0, inputs[0].type, std::nullopt);
    if (!inputs[0].shape || !inputs[1].shape) return {};
    YOLOZU_ASSIGN(const ResolvedConvolution resolved, resolve_convolution(op, *inputs[0].shape, *inputs[1].shape));
    YOLOZU_TRY(expect_one_a_channel(fact_at(inputs, 2), resolved.output.channels, "the bias"));
    YOLOZU_ASSIGN(const Shape shape, image_shape(resolved.output, op.channels_last));
    give(outputs, 0, inputs[0].type, shape);
    return {};
}

Status infer(const ConvInteger& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 4));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_bytes(inputs[0], "integer convolution"));
    YOLOZU_TRY(expect_bytes(inputs[1], "integer convolution"));
    YOLOZU_TRY(expect_same_type(inputs[0], fact_at(inputs, 2), "the zero point of x"));
    YOLOZU_TRY(expect_same_type(inputs[1], fact_at(inputs, 3), "the zero point of the weights"));
    YOLOZU_TRY(expect_scalar(fact_at(inputs, 2), "the zero point of x"));
    give(outputs, 0, DataType::int32, std::nullopt);
    if (!inputs[0].shape || !inputs[1].shape) return {};
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, *inputs[0].shape, *inputs[1].shape));
    YOLOZU_TRY(expect_one_or_each(fact_at(inputs, 3), resolved.output.channels, "the zero point of the weights"));
    YOLOZU_ASSIGN(const Shape shape, image_shape(resolved.output, op.channels_last));
    give(outputs, 0, DataType::int32, shape);
    return {};
}

Status infer(const QLinearConv& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 8, 9));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    for (const std::size_t index : {0U, 3U, 7U}) YOLOZU_TRY(expect_bytes(inputs[index], "quantised convolution"));
    for (const std::size_t index : {1U, 4U, 6U})
        YOLOZU_TRY(expect_type("a scale", inputs[index].type, inputs[index].type == DataType::float32));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the zero point of x"));
    YOLOZU_TRY(expect_same_type(inputs[3], inputs[5], "the zero point of the weights"));
    for (const std::size_t index : {1U, 2U, 6U, 7U}) YOLOZU_TRY(expect_scalar(inputs[index], "a scale or zero point"));
    const Fact bias = fact_at(inputs, 8);
    if (bias.present() && bias.type != DataType::int32) return type_refused("a quantised bias", bias.type);
    give(outputs, 0, inputs[7].type, std::nullopt);
    if (!inputs[0].shape || !inputs[3].shape) return {};
    YOLOZU_ASSIGN(const ResolvedConvolution resolved,
                  resolve_convolution(op.window, op.groups, op.channels_last, *inputs[0].shape, *inputs[3].shape));
    YOLOZU_TRY(expect_one_or_each(inputs[4], resolved.output.channels, "the scale of the weights"));
    YOLOZU_TRY(expect_one_or_each(inputs[5], resolved.output.channels, "the zero point of the weights"));
    YOLOZU_TRY(expect_one_a_channel(bias, resolved.output.channels, "the bias"));
    YOLOZU_ASSIGN(const Shape shape, image_shape(resolved.output, op.channels_last));
    give(outputs, 0, inputs[7].type, shape);
    return {};
}

Status infer(const QuantisedConv& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 9));
    if (!fact_at(inputs, 4).present())
        return Error(ErrorCode::malformed, "a quantised convolution has no scale for its sums");
    const std::span<const Fact> sums = inputs.first(4);
    YOLOZU_TRY(infer(ConvInteger{op.window, op.groups, op.channels_last}, sums, outputs));
    const Fact scale = inputs[4], bias = fact_at(inputs, 5), residual = fact_at(inputs, 6);
    const Fact y_scale = fact_at(inputs, 7), y_zero = fact_at(inputs, 8);
    for (const Fact& fact : {scale, bias, residual, y_scale})
        if (fact.present()) YOLOZU_TRY(expect_type("a float of a convolution", fact.type, fact.type == DataType::float32));
    if (residual.present() != (op.tail.residual != Residual::none) || y_scale.present() != y_zero.present())
        return Error(ErrorCode::malformed, "inputs of a quantised convolution that go together do not come together");
    if (y_zero.present()) YOLOZU_TRY(expect_bytes(y_zero, "quantised convolution"));
    YOLOZU_TRY(expect_scalar(y_scale, "the scale of y"));
    YOLOZU_TRY(expect_scalar(y_zero, "the zero point of y"));
    outputs[0].type = y_zero.present() ? y_zero.type : DataType::float32;
    if (!outputs[0].shape) return {};
    const Shape& y = *outputs[0].shape;
    const std::int64_t channels = y[op.channels_last ? y.rank() - 1 : 1];
    YOLOZU_TRY(expect_one_or_each(scale, channels, "the scale"));
    YOLOZU_TRY(expect_one_a_channel(bias, channels, "the bias"));
    if (residual.shape && !(*residual.shape == y))
        return Error(ErrorCode::malformed, fmt::format("an input of shape {} cannot be added to {}",
                                                       residual.shape->to_string(), y.to_string()));
    return {};
}

Status infer(const Pool& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    const bool maximum = op.kind == PoolKind::maximum;
    const DataType type = inputs[0].type;
    YOLOZU_TRY(expect_outputs(outputs, maximum ? 2 : 1));
    YOLOZU_TRY(expect_type("pooling", type, is_floating(type) || (maximum && is_byte(type))));
    give(outputs, 0, type, std::nullopt);
    give(outputs, 1, DataType::int64, std::nullopt);
    if (!inputs[0].shape) return {};
    YOLOZU_ASSIGN(ImageExtents extents, image_extents(*inputs[0].shape, op.channels_last));
    YOLOZU_ASSIGN(const ResolvedWindow window, resolve_pool(op, extents));
    extents.spatial = window.output;
    YOLOZU_ASSIGN(const Shape shape, image_shape(extents, op.channels_last));
    give(outputs, 0, type, shape);
    give(outputs, 1, DataType::int64, shape);
    return {};
}

}  // namespace yolozu::engine
