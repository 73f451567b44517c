// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "backend/onnxruntime/library.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu::ort {

/// A session's inputs and outputs. `unsupported` when one is no tensor, or has elements without a fixed size or of a
/// type that this library does not know.
Result<std::vector<TensorSignature>> read_inputs(const Library& library, const OrtSession& session);
Result<std::vector<TensorSignature>> read_outputs(const Library& library, const OrtSession& session);

/// The same element type on either side; undefined where there is none.
DataType data_type(ONNXTensorElementDataType type);
ONNXTensorElementDataType element_type(DataType type);

}  // namespace yolozu::ort
