// SPDX-License-Identifier: Apache-2.0
//
// ONNX's numbers for element types (TensorProto.DataType) and what each is stored as.
#pragma once

#include <cstdint>
#include <string>

#include "onnx/model.hpp"

namespace yolozu::onnx {

ElementType element_type(std::int32_t onnx_number);

/// Bits of one element in raw_data; 0 for strings and for numbers that this reader does not know.
int element_bits(ElementType element);

/// The typed field that holds elements of this type; `none` for numbers that this reader does not know.
TensorStorage typed_storage(ElementType element);

/// "float32", "complex64", "type 99".
std::string to_string(ElementType element);

}  // namespace yolozu::onnx
