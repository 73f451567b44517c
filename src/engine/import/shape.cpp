// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "base/file.hpp"
#include "base/try.hpp"
#include "engine/import/choice.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Status import_shape(NodeImport& node) {
    ShapeOf op;
    YOLOZU_ASSIGN(op.start, node.integer("start", 0));
    YOLOZU_ASSIGN(op.end, node.integer("end", INT64_MAX));
    return import_as(node, op, first_inputs(node, 1));
}

Status import_size(NodeImport& node) {
    return import_as(node, SizeOf{}, first_inputs(node, 1));
}

Result<ValueId> constant_of(NodeImport& node, std::string_view attribute) {
    if (attribute == "value") return node.tensor(attribute);
    if (attribute == "value_float") {
        YOLOZU_ASSIGN(const float number, node.real(attribute, 0.0F));
        return node.scalar(number);
    }
    if (attribute == "value_int") {
        YOLOZU_ASSIGN(const std::int64_t number, node.integer(attribute, 0));
        return node.scalar(number);
    }
    if (attribute == "value_floats") {
        YOLOZU_ASSIGN(const std::vector<float> numbers, node.reals(attribute));
        return node.constant(std::span<const float>(numbers));
    }
    if (attribute == "value_ints") {
        YOLOZU_ASSIGN(const std::vector<std::int64_t> numbers, node.integers(attribute));
        return node.constant(std::span<const std::int64_t>(numbers));
    }
    return Error(ErrorCode::unsupported, fmt::format("a constant given as '{}'", printable(attribute)));
}

Status import_constant(NodeImport& node) {
    if (node.node().attributes.size() != 1)
        return Error(ErrorCode::malformed,
                     fmt::format("{} attributes, one that holds the value is expected", node.node().attributes.size()));
    YOLOZU_ASSIGN(const ValueId value, constant_of(node, node.node().attributes.front().name));
    node.set_output(0, value);
    return {};
}

Status import_constant_of_shape(NodeImport& node) {
    ConstantOfShape op;
    if (node.has("value")) {
        YOLOZU_ASSIGN(const ValueId id, node.tensor("value"));
        const TensorView value = node.fact_of(id).view();
        const std::size_t size = element_size(value.type);
        if (value.shape.element_count() != 1 || size == 0 || size > op.value.size())
            return Error(ErrorCode::malformed,
                         fmt::format("the value has the shape {}, one element is expected", value.shape.to_string()));
        op.type = value.type;
        std::memcpy(op.value.data(), value.data, size);
    }
    return import_as(node, op, first_inputs(node, 1));
}

Status import_range(NodeImport& node) {
    return import_as(node, Range{}, first_inputs(node, 3));
}

Status import_eye_like(NodeImport& node) {
    EyeLike op;
    YOLOZU_ASSIGN(op.type, type_attribute(node, "dtype", DataType::undefined));
    YOLOZU_ASSIGN(op.diagonal, node.integer("k", 0));
    return import_as(node, op, first_inputs(node, 1));
}

Status import_one_hot(NodeImport& node) {
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", -1));
    return import_as(node, OneHot{axis}, first_inputs(node, 3));
}

Status import_non_zero(NodeImport& node) {
    return import_as(node, NonZero{}, first_inputs(node, 1));
}

constexpr Importer importers[] = {
    {"", "Shape", 1, 1, 1, import_shape},       {"", "Size", 1, 1, 1, import_size},
    {"", "Constant", 0, 0, 1, import_constant}, {"", "ConstantOfShape", 1, 1, 1, import_constant_of_shape},
    {"", "Range", 3, 3, 1, import_range},       {"", "EyeLike", 1, 1, 1, import_eye_like},
    {"", "OneHot", 3, 3, 1, import_one_hot},    {"", "NonZero", 1, 1, 1, import_non_zero},
};

}  // namespace

std::span<const Importer> shape_importers() {
    return importers;
}

}  // namespace yolozu::engine
