// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/integer_convolution.hpp"

namespace yolozu::engine {

void pack_integer_weights(const IntegerWeights& of, std::size_t width, std::int16_t* packed) {
    const auto weight = [&](std::size_t row, std::size_t column) -> std::int16_t {
        if (row >= of.depth || column >= of.columns) return 0;
        const std::uint8_t byte = of.weights[row * of.row_stride + column * of.column_stride];
        const int value = of.is_signed ? static_cast<std::int8_t>(byte) : byte;
        return static_cast<std::int16_t>(value - of.zero_points[column]);
    };
    for (std::size_t first = 0; first < of.columns; first += width)
        for (std::size_t row = 0; row < of.depth; row += 2)
            for (std::size_t column = first; column < first + width; ++column) {
                *packed++ = weight(row, column);
                *packed++ = weight(row + 1, column);
            }
}

}  // namespace yolozu::engine
