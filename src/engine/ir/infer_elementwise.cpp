// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

bool accepts(UnaryFunction function, DataType type) {
    switch (function) {
        case UnaryFunction::identity:
            return true;
        case UnaryFunction::absolute:
        case UnaryFunction::negate:
        case UnaryFunction::sign:
        case UnaryFunction::relu:
            return is_numeric(type);
        case UnaryFunction::logical_not:
            return type == DataType::boolean;
        default:
            return is_floating(type);
    }
}

bool accepts(BinaryFunction function, DataType type) {
    switch (function) {
        case BinaryFunction::bit_shift_left:
        case BinaryFunction::bit_shift_right:
            return is_unsigned_integer(type);
        case BinaryFunction::logical_and:
        case BinaryFunction::logical_or:
        case BinaryFunction::logical_xor:
            return type == DataType::boolean;
        case BinaryFunction::equal:
            return is_numeric(type) || type == DataType::boolean;
        default:
            return is_numeric(type);
    }
}

/// The shape that a and b broadcast to, or nothing where one is not known.
Result<std::optional<Shape>> broadcast_known(const std::optional<Shape>& a, const std::optional<Shape>& b) {
    if (!a || !b) return std::optional<Shape>();
    YOLOZU_ASSIGN(const Shape shape, broadcast(*a, *b));
    return std::optional<Shape>(shape);
}

}  // namespace

Status infer(const Unary& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type(to_string(op.function), inputs[0].type, accepts(op.function, inputs[0].type)));
    give(outputs, 0, gives_bool(op.function) ? DataType::boolean : inputs[0].type, inputs[0].shape);
    return {};
}

Status infer(const Binary& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const DataType type = inputs[0].type;
    YOLOZU_TRY(expect_type(to_string(op.function), type, accepts(op.function, type)));
    if (op.function == BinaryFunction::power) {
        YOLOZU_TRY(expect_type("an exponent", inputs[1].type, is_numeric(inputs[1].type)));
    } else {
        YOLOZU_TRY(expect_same_type(inputs[0], inputs[1], "the second input"));
    }
    YOLOZU_ASSIGN(const std::optional<Shape> shape, broadcast_known(inputs[0].shape, inputs[1].shape));
    if (op.function == BinaryFunction::prelu && shape && shape != inputs[0].shape)
        return Error(ErrorCode::malformed, fmt::format("a slope of shape {} does not fit into {}",
                                                       inputs[1].shape->to_string(), inputs[0].shape->to_string()));
    give(outputs, 0, gives_bool(op.function) ? DataType::boolean : type, shape);
    return {};
}

Status infer(const Where&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 3, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("a condition", inputs[0].type, inputs[0].type == DataType::boolean));
    YOLOZU_TRY(expect_type("a choice", inputs[1].type, element_size(inputs[1].type) != 0));
    YOLOZU_TRY(expect_same_type(inputs[1], inputs[2], "the third input"));
    YOLOZU_ASSIGN(const std::optional<Shape> choices, broadcast_known(inputs[1].shape, inputs[2].shape));
    YOLOZU_ASSIGN(const std::optional<Shape> shape, broadcast_known(inputs[0].shape, choices));
    give(outputs, 0, inputs[1].type, shape);
    return {};
}

Status infer(const Cast& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const auto convertible = [](DataType type) { return is_numeric(type) || type == DataType::boolean; };
    YOLOZU_TRY(expect_type("a conversion", inputs[0].type, convertible(inputs[0].type)));
    if (!convertible(op.to))
        return Error(ErrorCode::unsupported, fmt::format("conversion to {} is not supported", to_string(op.to)));
    give(outputs, 0, op.to, inputs[0].shape);
    return {};
}

}  // namespace yolozu::engine
