// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "onnx/model.hpp"
#include "onnx/reading.hpp"

namespace yolozu::onnx {

/// Reads a TensorProto and checks that it holds as many elements as its dims say.
TensorData read_tensor(Reading& reading, pbf_reader message);

}  // namespace yolozu::onnx
