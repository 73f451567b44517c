// SPDX-License-Identifier: Apache-2.0
#include "pipeline/set_number.hpp"

#include <cmath>
#include <cstdint>

namespace yolozu {
void set_number(const MutableTensorView& tensor, std::size_t element, double number) {
    switch (tensor.type) {
        case DataType::float32:
            tensor.as<float>()[element] = static_cast<float>(number);
            break;
        case DataType::float16:
            tensor.as<std::uint16_t>()[element] = half_from_float(static_cast<float>(number));
            break;
        case DataType::float64:
            tensor.as<double>()[element] = number;
            break;
        case DataType::int64:
            tensor.as<std::int64_t>()[element] = std::llround(number);
            break;
        case DataType::int32:
            tensor.as<std::int32_t>()[element] = static_cast<std::int32_t>(std::lround(number));
            break;
        case DataType::uint8:
            tensor.as<std::uint8_t>()[element] = static_cast<std::uint8_t>(std::lround(number));
            break;
        default:
            break;
    }
}

}  // namespace yolozu
