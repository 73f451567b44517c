// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "yolozu/result.hpp"

namespace yolozu::onnx {

/// Recognises files that people pass where an ONNX model belongs, by their first bytes, and says what to do instead:
/// PyTorch weights, TensorFlow Lite, a Git LFS pointer, a web page, ... An empty file and one over the size limit fail
/// too. Success means only that it is none of these.
Status check_file_kind(std::span<const std::byte> bytes);

}  // namespace yolozu::onnx
