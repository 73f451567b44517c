// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "onnx/model.hpp"
#include "yolozu/result.hpp"

namespace yolozu::onnx {

/// Reads a model from a file's bytes, which must outlive the result. Unknown fields are skipped, as protobuf asks.
/// Errors: `malformed` with the place in the file ("graph.node[12].attribute[3]: ...") for damaged bytes,
/// `limit_exceeded` for a size over onnx/limits.hpp, `unsupported` for files that are something else than an ONNX model
/// (naming what they seem to be) and for tensors cut into segments.
Result<Model> read_model(std::span<const std::byte> bytes);

}  // namespace yolozu::onnx
