// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "onnx/model.hpp"
#include "yolozu/result.hpp"

namespace yolozu::onnx {

/// Copies a tensor's elements as they lie in memory, whichever field holds them, into `destination`, which is exactly
/// element_count x element_size bytes long. Fails with `malformed` when a number does not fit its type, `unsupported`
/// for types without a DataType, strings and external data, and `invalid_argument` for a destination of another size.
Status copy_elements(const TensorData& tensor, std::span<std::byte> destination);

/// The elements of a string tensor; views into the file's bytes.
Result<std::vector<std::string_view>> string_elements(const TensorData& tensor);

}  // namespace yolozu::onnx
