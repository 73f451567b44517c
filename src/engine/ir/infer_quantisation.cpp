// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/quantisation_blocks.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

bool is_quantised(DataType type) {
    return is_byte(type) || type == DataType::uint16 || type == DataType::int16;
}

Error misfit(const Shape& scale, const Shape& x, std::int64_t axis, std::int64_t block) {
    return Error(ErrorCode::malformed, fmt::format("scales of shape {} do not fit {} along axis {} in blocks of {}",
                                                   scale.to_string(), x.to_string(), axis, block));
}

/// Checks scale and zero point against x and against each other.
Status check_parameters(std::span<const Fact> inputs, std::int64_t axis, std::int64_t block_size) {
    const Fact& scale = inputs[1];
    YOLOZU_TRY(expect_type("a scale", scale.type, is_floating(scale.type)));
    if (inputs.size() > 2 && inputs[2].shape && scale.shape &&
        inputs[2].shape->element_count() != scale.shape->element_count())
        return Error(ErrorCode::malformed, fmt::format("zero points of shape {} do not fit scales of shape {}",
                                                       inputs[2].shape->to_string(), scale.shape->to_string()));
    if (!inputs[0].shape || !scale.shape) return {};
    YOLOZU_TRY(quantisation_blocks(*inputs[0].shape, *scale.shape, axis, block_size));
    return {};
}

}  // namespace

Result<QuantisationBlocks> quantisation_blocks(const Shape& x, const Shape& scale, std::int64_t axis,
                                               std::int64_t block_size) {
    if (block_size < 0) return Error(ErrorCode::malformed, fmt::format("the block size is {}", block_size));
    if (block_size == 0 && scale.element_count() == 1 && scale.rank() <= 1) return QuantisationBlocks{};
    YOLOZU_ASSIGN(const std::size_t along, normalise_axis(axis, x.rank()));
    const std::int64_t extent = x[along];
    QuantisationBlocks blocks;
    blocks.extent = static_cast<std::size_t>(extent);
    blocks.block = block_size == 0 ? 1 : static_cast<std::size_t>(block_size);
    blocks.whole_slices = block_size == 0;
    if (x.element_count() != 0) blocks.inner = static_cast<std::size_t>(extent_product(x, along + 1, x.rank()));
    if (blocks.whole_slices) {
        if (scale.rank() != 1 || scale[0] != extent) return misfit(scale, x, axis, block_size);
        return blocks;
    }
    if (scale.rank() != x.rank()) return misfit(scale, x, axis, block_size);
    for (std::size_t index = 0; index < x.rank(); ++index) {
        const std::int64_t blocked = extent / block_size + (extent % block_size != 0 ? 1 : 0);
        if (scale[index] != (index == along ? blocked : x[index])) return misfit(scale, x, axis, block_size);
    }
    return blocks;
}

Status infer(const QuantizeLinear& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const DataType from = inputs[0].type;
    YOLOZU_TRY(expect_type("quantisation", from, is_floating(from) || from == DataType::int32));
    const DataType to = inputs.size() > 2 && inputs[2].present() ? inputs[2].type : op.type;
    if (!is_quantised(to))
        return Error(ErrorCode::unsupported, fmt::format("quantisation to {} is not supported", to_string(to)));
    YOLOZU_TRY(check_parameters(inputs, op.axis, op.block_size));
    give(outputs, 0, to, inputs[0].shape);
    return {};
}

Status infer(const DequantizeLinear& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const DataType from = inputs[0].type;
    YOLOZU_TRY(expect_type("dequantisation", from, is_quantised(from) || from == DataType::int32));
    if (inputs.size() > 2) {
        YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the zero point"));
    }
    YOLOZU_TRY(check_parameters(inputs, op.axis, op.block_size));
    give(outputs, 0, inputs[1].type, inputs[0].shape);
    return {};
}

Status infer(const DynamicQuantizeLinear&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 3));
    YOLOZU_TRY(expect_type("dynamic quantisation", inputs[0].type, inputs[0].type == DataType::float32));
    give(outputs, 0, DataType::uint8, inputs[0].shape);
    give(outputs, 1, DataType::float32, Shape{});
    give(outputs, 2, DataType::uint8, Shape{});
    return {};
}

Status infer(const Lookup&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("a lookup", inputs[0].type, is_byte(inputs[0].type)));
    const DataType to = inputs[1].type;
    YOLOZU_TRY(expect_type("a lookup's table", to, is_byte(to) || to == DataType::float32));
    if (inputs[1].shape && !(*inputs[1].shape == Shape{256}))
        return Error(ErrorCode::malformed,
                     fmt::format("a lookup's table has the shape {}, 256 is expected", inputs[1].shape->to_string()));
    give(outputs, 0, to, inputs[0].shape);
    return {};
}

}  // namespace yolozu::engine
