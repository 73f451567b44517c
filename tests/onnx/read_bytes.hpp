// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "onnx/reader.hpp"

namespace yolozu::test {

/// Reads a model that a test holds as text; the text must outlive the result.
inline Result<onnx::Model> read_bytes(std::string_view bytes) {
    return onnx::read_model(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

}  // namespace yolozu::test
