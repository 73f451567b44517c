// SPDX-License-Identifier: Apache-2.0
#include "engine/import/microsoft.hpp"

#include <array>

#include "base/try.hpp"
#include "engine/import/helpers.hpp"
#include "engine/import/quantisation.hpp"

namespace yolozu::engine {

namespace {

Status gelu(NodeImport& node) {
    return import_as(node, Unary{UnaryFunction::gelu}, {node.input(0)});
}

/// x sigmoid(alpha x)
Status quick_gelu(NodeImport& node) {
    YOLOZU_ASSIGN(const float alpha, node.real("alpha", 1.702F));
    YOLOZU_ASSIGN(const ValueId factor, node.scalar_of_type(node.fact(0).type, double{alpha}));
    YOLOZU_ASSIGN(const ValueId scaled, node.emit(Binary{BinaryFunction::multiply}, {node.input(0), factor}));
    YOLOZU_ASSIGN(const ValueId gate, node.emit(Unary{UnaryFunction::sigmoid}, {scaled}));
    return import_as(node, Binary{BinaryFunction::multiply}, {node.input(0), gate});
}

constexpr std::string_view domain = "com.microsoft";

constexpr std::array importers{
    Importer{domain, "QLinearAdd", 7, 8, 1, microsoft::import_add},
    Importer{domain, "QLinearMul", 7, 8, 1, microsoft::import_multiply},
    Importer{domain, "QLinearSigmoid", 4, 5, 1, microsoft::import_sigmoid},
    Importer{domain, "QLinearLeakyRelu", 4, 5, 1, microsoft::import_leaky_relu},
    Importer{domain, "QLinearConcat", 5, any_number, 1, microsoft::import_concat},
    Importer{domain, "QLinearAveragePool", 4, 5, 1, microsoft::import_average_pool},
    Importer{domain, "QLinearGlobalAveragePool", 5, 5, 1, microsoft::import_global_average_pool},
    Importer{domain, "QGemm", 6, 9, 1, microsoft::import_gemm},
    Importer{domain, "FusedConv", 2, 4, 1, microsoft::import_fused_conv},
    Importer{domain, "QuantizeLinear", 2, 3, 1, import_quantize_linear},
    Importer{domain, "DequantizeLinear", 2, 3, 1, import_dequantize_linear},
    Importer{domain, "Gelu", 1, 1, 1, gelu},
    Importer{domain, "QuickGelu", 1, 1, 1, quick_gelu},
};

}  // namespace

std::span<const Importer> microsoft_importers() {
    return importers;
}

}  // namespace yolozu::engine
