// SPDX-License-Identifier: Apache-2.0
#include "engine/import/quantisation.hpp"

#include <array>

#include "base/try.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

Status import_quantize_linear(NodeImport& node) {
    QuantizeLinear op;
    YOLOZU_ASSIGN(op.type, type_attribute(node, "output_dtype", DataType::uint8));
    YOLOZU_ASSIGN(op.axis, node.integer("axis", 1));
    YOLOZU_ASSIGN(op.block_size, node.integer("block_size", 0));
    return import_as(node, op, first_inputs(node, 3));
}

Status import_dequantize_linear(NodeImport& node) {
    DequantizeLinear op;
    YOLOZU_ASSIGN(op.axis, node.integer("axis", 1));
    YOLOZU_ASSIGN(op.block_size, node.integer("block_size", 0));
    return import_as(node, op, first_inputs(node, 3));
}

namespace {

Status dynamic_quantize_linear(NodeImport& node) {
    YOLOZU_ASSIGN(const std::vector<ValueId> results, node.emit_many(DynamicQuantizeLinear{}, {node.input(0)}, 3));
    for (std::size_t index = 0; index < results.size(); ++index) node.set_output(index, results[index]);
    return {};
}

Status matmul_integer(NodeImport& node) {
    return import_as(node, MatMulInteger{}, first_inputs(node, 4));
}

Status qlinear_matmul(NodeImport& node) {
    return import_as(node, QLinearMatMul{}, first_inputs(node, 8));
}

constexpr std::array importers{
    Importer{"", "QuantizeLinear", 2, 3, 1, import_quantize_linear},
    Importer{"", "DequantizeLinear", 2, 3, 1, import_dequantize_linear},
    Importer{"", "DynamicQuantizeLinear", 1, 1, 3, dynamic_quantize_linear},
    Importer{"", "MatMulInteger", 2, 4, 1, matmul_integer},
    Importer{"", "QLinearMatMul", 8, 8, 1, qlinear_matmul},
};

}  // namespace

std::span<const Importer> quantisation_importers() {
    return importers;
}

}  // namespace yolozu::engine
