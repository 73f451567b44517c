// SPDX-License-Identifier: Apache-2.0
//
// Importers of ONNX Runtime's own operators, by what they are about.
#pragma once

#include "engine/import/node_import.hpp"

namespace yolozu::engine::microsoft {

/// Quantised operators, as dequantisation, the operator on floats, and quantisation.
Status import_add(NodeImport& node);
Status import_multiply(NodeImport& node);
Status import_sigmoid(NodeImport& node);
Status import_leaky_relu(NodeImport& node);
Status import_concat(NodeImport& node);
Status import_average_pool(NodeImport& node);
Status import_global_average_pool(NodeImport& node);

/// A quantised Gemm, as an integer matrix product.
Status import_gemm(NodeImport& node);

/// A Conv with an activation and an addition in it.
Status import_fused_conv(NodeImport& node);

}  // namespace yolozu::engine::microsoft
