// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "yolozu/tensor.hpp"

namespace yolozu {

/// Sets an element to a number, rounded where the type is whole, which holds it. Of other types than float16, float32,
/// float64, int32, int64 and uint8 the element stays what it is.
void set_number(const MutableTensorView& tensor, std::size_t element, double number);

}  // namespace yolozu
