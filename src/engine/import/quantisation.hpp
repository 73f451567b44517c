// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/import/node_import.hpp"

namespace yolozu::engine {

/// ONNX Runtime has these under its own domain as well.
Status import_quantize_linear(NodeImport& node);
Status import_dequantize_linear(NodeImport& node);

}  // namespace yolozu::engine
