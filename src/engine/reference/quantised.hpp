// SPDX-License-Identifier: Apache-2.0
//
// Elements of quantised tensors, one at a time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/reference/dispatch.hpp"

namespace yolozu::engine {

/// The range of a type that numbers are quantised to.
struct QuantisedRange {
    std::int64_t low, high;
};
inline QuantisedRange quantised_range(DataType type) {
    switch (type) {
        case DataType::int8:
            return {INT8_MIN, INT8_MAX};
        case DataType::uint16:
            return {0, UINT16_MAX};
        case DataType::int16:
            return {INT16_MIN, INT16_MAX};
        default:
            return {0, UINT8_MAX};
    }
}

/// Element `index` of an int8, uint8, int16, uint16 or int32 tensor.
inline std::int64_t quantised_at(const TensorView& tensor, std::size_t index) {
    switch (tensor.type) {
        case DataType::int8:
            return static_cast<const std::int8_t*>(tensor.data)[index];
        case DataType::int16:
            return static_cast<const std::int16_t*>(tensor.data)[index];
        case DataType::uint16:
            return static_cast<const std::uint16_t*>(tensor.data)[index];
        case DataType::int32:
            return static_cast<const std::int32_t*>(tensor.data)[index];
        default:
            return static_cast<const std::uint8_t*>(tensor.data)[index];
    }
}

/// The zero point that belongs to `index`: the only one, or 0 where none is given.
inline std::int64_t zero_point_at(const TensorView& zero_points, std::size_t index) {
    if (zero_points.type == DataType::undefined) return 0;
    return quantised_at(zero_points, zero_points.shape.element_count() == 1 ? 0 : index);
}

/// round half to even(scaled) + zero point, within the type's range; NaN becomes its lowest number.
inline void store_quantised(const MutableTensorView& tensor, std::size_t index, float scaled, std::int64_t zero_point) {
    const QuantisedRange range = quantised_range(tensor.type);
    const double moved = std::nearbyint(double{scaled}) + static_cast<double>(zero_point);
    std::int64_t number = range.low;
    if (moved >= static_cast<double>(range.high))
        number = range.high;
    else if (moved > static_cast<double>(range.low))
        number = static_cast<std::int64_t>(moved);
    switch (tensor.type) {
        case DataType::int8:
            static_cast<std::int8_t*>(tensor.data)[index] = static_cast<std::int8_t>(number);
            break;
        case DataType::int16:
            static_cast<std::int16_t*>(tensor.data)[index] = static_cast<std::int16_t>(number);
            break;
        case DataType::uint16:
            static_cast<std::uint16_t*>(tensor.data)[index] = static_cast<std::uint16_t>(number);
            break;
        default:
            static_cast<std::uint8_t*>(tensor.data)[index] = static_cast<std::uint8_t>(number);
            break;
    }
}

}  // namespace yolozu::engine
