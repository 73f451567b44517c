// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/tasks/integer_convolution.hpp"

namespace yolozu::engine {

namespace {

/// What has to be added to a weight to make it a byte of the kind that a level multiplies.
std::int32_t lift(const IntegerWeights& of, Isa isa) {
    if (of.is_signed == byte_weights_are_signed(isa)) return 0;
    return of.is_signed ? 128 : -128;
}

std::int32_t weight_at(const IntegerWeights& of, std::size_t row, std::size_t column) {
    const std::uint8_t byte = of.weights[row * of.row_stride + column * of.column_stride];
    return of.is_signed ? std::int32_t{static_cast<std::int8_t>(byte)} : std::int32_t{byte};
}

/// Calls store(row, column) for `run` rows of a column, then of the next, for each vector of columns.
template <class Store>
void for_each_packed(const IntegerWeights& of, std::size_t width, std::size_t run, const Store& store) {
    for (std::size_t first = 0; first < of.columns; first += width)
        for (std::size_t row = 0; row < of.depth; row += run)
            for (std::size_t column = first; column < first + width; ++column)
                for (std::size_t step = 0; step < run; ++step)
                    store(row + step, column, row + step < of.depth && column < of.columns);
}

}  // namespace

void pack_short_weights(const IntegerWeights& of, std::size_t width, std::int16_t* packed) {
    for_each_packed(of, width, 2, [&](std::size_t row, std::size_t column, bool inside) {
        *packed++ =
            inside ? static_cast<std::int16_t>(weight_at(of, row, column) - of.zero_points[column]) : std::int16_t{0};
    });
}

void pack_byte_weights(const IntegerWeights& of, Isa isa, std::uint8_t* packed, std::int32_t* zero_points,
                       std::int32_t* sums) {
    const std::size_t width = tile_of(isa).width;
    const std::int32_t lifted = lift(of, isa);
    for_each_packed(of, width, 4, [&](std::size_t row, std::size_t column, bool inside) {
        *packed++ = inside ? static_cast<std::uint8_t>(weight_at(of, row, column) + lifted) : std::uint8_t{0};
    });
    for (std::size_t column = 0; column < padded_columns(of, width); ++column) {
        zero_points[column] = column < of.columns ? of.zero_points[column] + lifted : 0;
        // Sums wrap around, as those of the kernel do.
        std::uint32_t sum = 0;
        for (std::size_t row = 0; row < of.depth && column < of.columns; ++row)
            sum += static_cast<std::uint32_t>(weight_at(of, row, column) - of.zero_points[column]);
        sums[column] = static_cast<std::int32_t>(sum);
    }
}

}  // namespace yolozu::engine
