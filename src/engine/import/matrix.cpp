// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/try.hpp"
#include "engine/import/helpers.hpp"

namespace yolozu::engine {

namespace {

Status matmul(NodeImport& node) {
    return import_as(node, MatMul{}, first_inputs(node, 2));
}

Status gemm(NodeImport& node) {
    Gemm op;
    YOLOZU_ASSIGN(op.alpha, node.real("alpha", 1.0F));
    YOLOZU_ASSIGN(op.beta, node.real("beta", 1.0F));
    YOLOZU_ASSIGN(op.transpose_a, node.flag("transA", false));
    YOLOZU_ASSIGN(op.transpose_b, node.flag("transB", false));
    return import_as(node, op, first_inputs(node, 3));
}

constexpr std::array importers{
    Importer{"", "MatMul", 2, 2, 1, matmul},
    Importer{"", "Gemm", 2, 3, 1, gemm},
};

}  // namespace

std::span<const Importer> matrix_importers() {
    return importers;
}

}  // namespace yolozu::engine
