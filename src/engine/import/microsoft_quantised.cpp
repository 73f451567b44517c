// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "engine/import/helpers.hpp"
#include "engine/import/microsoft.hpp"
#include "engine/import/window.hpp"

namespace yolozu::engine::microsoft {

namespace {

/// Inputs `first` to `first` + 2 are elements, scale and zero point: the floats that they stand for.
Result<ValueId> dequantised(NodeImport& node, std::size_t first) {
    return node.emit(DequantizeLinear{}, {node.input(first), node.input(first + 1), node.input(first + 2)});
}

/// The node's output from floats; inputs `scale` and the next one say how. Without a zero point the type is that of x.
Status set_quantised(NodeImport& node, ValueId floats, std::size_t scale, DataType type) {
    return import_as(node, QuantizeLinear{type}, {floats, node.input(scale), node.input(scale + 1)});
}

Status import_unary(NodeImport& node, const Unary& op) {
    YOLOZU_ASSIGN(const ValueId x, dequantised(node, 0));
    YOLOZU_ASSIGN(const ValueId y, node.emit(op, {x}));
    return set_quantised(node, y, 3, node.fact(0).type);
}

Status import_binary(NodeImport& node, BinaryFunction function) {
    YOLOZU_ASSIGN(const ValueId a, dequantised(node, 0));
    YOLOZU_ASSIGN(const ValueId b, dequantised(node, 3));
    YOLOZU_ASSIGN(const ValueId y, node.emit(Binary{function}, {a, b}));
    return set_quantised(node, y, 6, node.fact(0).type);
}

}  // namespace

Status import_add(NodeImport& node) {
    return import_binary(node, BinaryFunction::add);
}

Status import_multiply(NodeImport& node) {
    return import_binary(node, BinaryFunction::multiply);
}

Status import_sigmoid(NodeImport& node) {
    return import_unary(node, Unary{UnaryFunction::sigmoid});
}

Status import_leaky_relu(NodeImport& node) {
    YOLOZU_ASSIGN(const float alpha, node.real("alpha", 0.01F));
    return import_unary(node, Unary{UnaryFunction::leaky_relu, alpha});
}

/// Inputs: scale and zero point of the output, then elements, scale and zero point of each part.
Status import_concat(NodeImport& node) {
    if (node.input_count() % 3 != 2)
        return Error(ErrorCode::malformed, "the parts do not come with a scale and a zero point each");
    YOLOZU_ASSIGN(const std::int64_t axis, node.integer("axis", 0));
    std::vector<ValueId> parts;
    for (std::size_t first = 2; first < node.input_count(); first += 3) {
        YOLOZU_ASSIGN(const ValueId part, dequantised(node, first));
        parts.push_back(part);
    }
    YOLOZU_ASSIGN(const ValueId joined, node.emit(Concat{axis}, std::move(parts)));
    return set_quantised(node, joined, 0, node.fact(2).type);
}

Status import_average_pool(NodeImport& node) {
    Pool op;
    op.kind = PoolKind::average;
    YOLOZU_ASSIGN(op.window, read_window(node));
    YOLOZU_ASSIGN(op.ceil_mode, node.flag("ceil_mode", false));
    YOLOZU_ASSIGN(op.count_include_pad, node.flag("count_include_pad", false));
    YOLOZU_ASSIGN(op.channels_last, node.flag("channels_last", false));
    YOLOZU_ASSIGN(const ValueId x, dequantised(node, 0));
    YOLOZU_ASSIGN(const ValueId y, node.emit(op, {x}));
    return set_quantised(node, y, 3, node.fact(0).type);
}

Status import_global_average_pool(NodeImport& node) {
    YOLOZU_ASSIGN(const bool channels_last, node.flag("channels_last", false));
    const Fact fact = node.fact(0);
    if (!fact.shape || fact.shape->rank() < 3)
        return Error(ErrorCode::unsupported, "a global pool of an input without known spatial axes is not supported");
    std::vector<std::int64_t> axes;
    const std::int64_t first = channels_last ? 1 : 2;
    for (std::size_t index = 0; index + 2 < fact.shape->rank(); ++index)
        axes.push_back(first + static_cast<std::int64_t>(index));
    YOLOZU_ASSIGN(const ValueId x, dequantised(node, 0));
    YOLOZU_ASSIGN(const ValueId y, node.emit(Reduce{ReduceFunction::mean}, {x, node.constant(axes)}));
    return set_quantised(node, y, 3, fact.type);
}

}  // namespace yolozu::engine::microsoft
