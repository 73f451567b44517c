// SPDX-License-Identifier: Apache-2.0
#include "engine/import/elementwise_chains.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/try.hpp"
#include "engine/import/helpers.hpp"
#include "engine/ir/rules.hpp"

namespace yolozu::engine {

namespace {

/// A tensor of bool with the input's shape that is true everywhere.
Result<ValueId> emit_all_true(NodeImport& node, ValueId like) {
    const Fact fact = node.fact_of(like);
    ValueId shape = no_value;
    if (fact.shape) {
        shape = node.constant(fact.shape->extents());
    } else {
        YOLOZU_ASSIGN(shape, node.emit(ShapeOf{}, {like}));
    }
    return node.emit(ConstantOfShape{DataType::boolean, {std::byte{1}}}, {shape});
}

/// Whether a Dropout drops anything: in training mode with a ratio above 0.
Result<bool> drops(const NodeImport& node) {
    const Fact mode = node.fact(2);
    if (!mode.present()) return false;
    if (mode.data == nullptr) return true;
    YOLOZU_ASSIGN(const double training, scalar_of(mode.view(), "the training mode"));
    if (training == 0.0) return false;
    const Fact ratio = node.fact(1);
    if (!ratio.present() || ratio.data == nullptr) return true;
    YOLOZU_ASSIGN(const double share, scalar_of(ratio.view(), "the ratio"));
    return share != 0.0;
}

/// One limit of a Clip: a value of the graph, and its number where that is a float32 constant.
struct Limit {
    ValueId value = no_value;
    std::optional<float> number;
};

Result<Limit> limit_from_input(const NodeImport& node, std::size_t index, float none) {
    const Fact fact = node.fact(index);
    if (!fact.present()) return Limit{no_value, none};
    if (fact.data == nullptr || fact.type != DataType::float32) return Limit{node.input(index), std::nullopt};
    YOLOZU_ASSIGN(const double number, scalar_of(fact.view(), "a limit"));
    return Limit{node.input(index), static_cast<float>(number)};
}

Result<Limit> limit_from_attribute(NodeImport& node, std::string_view name, float none) {
    YOLOZU_ASSIGN(const float number, node.real(name, none));
    if (!node.has(name)) return Limit{no_value, none};
    YOLOZU_ASSIGN(const ValueId value, node.scalar_of_type(node.fact(0).type, double{number}));
    return Limit{value, number};
}

}  // namespace

Status import_identity(NodeImport& node) {
    node.set_output(0, node.input(0));
    return {};
}

Status import_dropout(NodeImport& node) {
    YOLOZU_ASSIGN(const bool dropping, drops(node));
    if (dropping) return Error(ErrorCode::unsupported, "dropout in training mode is not supported");
    node.set_output(0, node.input(0));
    if (node.output_count() < 2 || node.node().outputs[1].empty()) return {};
    YOLOZU_ASSIGN(ValueId mask, emit_all_true(node, node.input(0)));
    if (node.opset() < 10) {
        YOLOZU_ASSIGN(mask, node.emit(Cast{node.fact(0).type}, {mask}));
    }
    node.set_output(1, mask);
    return {};
}

Status import_clip(NodeImport& node) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const bool attributes = node.opset() < 11;
    YOLOZU_ASSIGN(const Limit low,
                  attributes ? limit_from_attribute(node, "min", -infinity) : limit_from_input(node, 1, -infinity));
    YOLOZU_ASSIGN(const Limit high,
                  attributes ? limit_from_attribute(node, "max", infinity) : limit_from_input(node, 2, infinity));
    ValueId result = node.input(0);
    const bool one_number_each = low.number && high.number && !std::isnan(*low.number) && !std::isnan(*high.number);
    if (node.fact(0).type == DataType::float32 && one_number_each) {
        if (low.value != no_value || high.value != no_value) {
            YOLOZU_ASSIGN(result, node.emit(Unary{UnaryFunction::clip, *low.number, *high.number}, {result}));
        }
    } else {
        if (low.value != no_value) {
            YOLOZU_ASSIGN(result, node.emit(Binary{BinaryFunction::maximum}, {result, low.value}));
        }
        if (high.value != no_value) {
            YOLOZU_ASSIGN(result, node.emit(Binary{BinaryFunction::minimum}, {result, high.value}));
        }
    }
    node.set_output(0, result);
    return {};
}

Result<ValueId> emit_chain(NodeImport& node, BinaryFunction function) {
    ValueId result = node.input(0);
    for (std::size_t index = 1; index < node.input_count(); ++index) {
        YOLOZU_ASSIGN(result, node.emit(Binary{function}, {result, node.input(index)}));
    }
    return result;
}

Status import_mean(NodeImport& node) {
    YOLOZU_ASSIGN(const ValueId sum, emit_chain(node, BinaryFunction::add));
    YOLOZU_ASSIGN(const ValueId count, node.scalar_of_type(node.fact(0).type, static_cast<double>(node.input_count())));
    return import_as(node, Binary{BinaryFunction::divide}, {sum, count});
}

}  // namespace yolozu::engine
