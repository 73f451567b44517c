// SPDX-License-Identifier: Apache-2.0
//
// The inner product that convolutions and matrix products share: one tile of results, kept in registers.
#pragma once

#include "engine/kernels/simd/lanes.hpp"
#include "engine/kernels/tasks/tile.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

inline constexpr RegisterTile tile = tile_of(Isa::YOLOZU_LEVEL);
inline constexpr std::size_t tile_columns = tile.vectors * tile.width;
static_assert(tile.width == Lanes::width);
static_assert(tile.rows * tile.vectors + tile.vectors < Lanes::registers);

/// Elements that are summed in registers before their sum is added to the result: one long chain of additions would lose
/// more and more of its last digits.
inline constexpr std::size_t summed_at_once = 128;

/// result[row][column] += sums[row][column], and the sums begin again.
template <std::size_t vectors>
[[gnu::always_inline]] inline void flush_sums(Floats (&sums)[tile.rows][vectors], float* result) {
#pragma GCC unroll 16
    for (std::size_t row = 0; row < tile.rows; ++row)
#pragma GCC unroll 16
        for (std::size_t v = 0; v < vectors; ++v) {
            float* const place = result + (row * vectors + v) * Lanes::width;
            Lanes::store(place, Lanes::load(place) + sums[row][v]);
            sums[row][v] = Lanes::splat(0.0F);
        }
}

/// result[row][column] = start[column] + sum over taps and their elements of rows[tap][row][element] weight[column].
/// The order of the sum is that of taps and elements; `weights` is one packed block of `vectors` vectors.
template <std::size_t vectors>
[[gnu::noinline]] void inner_product(const float* const* rows, std::size_t taps, std::size_t run, const float* weights,
                                     const float* start, float* result) {
    Floats sums[tile.rows][vectors];
#pragma GCC unroll 16
    for (std::size_t v = 0; v < vectors; ++v) {
        const Floats first = start == nullptr ? Lanes::splat(0.0F) : Lanes::load(start + v * Lanes::width);
#pragma GCC unroll 16
        for (std::size_t row = 0; row < tile.rows; ++row) {
            Lanes::store(result + (row * vectors + v) * Lanes::width, first);
            sums[row][v] = Lanes::splat(0.0F);
        }
    }
    std::size_t summed = 0;
    for (std::size_t tap = 0; tap < taps; ++tap, rows += tile.rows) {
        const float* pixel[tile.rows];
#pragma GCC unroll 16
        for (std::size_t row = 0; row < tile.rows; ++row) pixel[row] = rows[row];
        for (std::size_t element = 0; element < run;) {
            const std::size_t stop = smaller(run, element + summed_at_once);
            summed += stop - element;
            for (; element < stop; ++element, weights += vectors * Lanes::width) {
                Floats weight[vectors];
#pragma GCC unroll 16
                for (std::size_t v = 0; v < vectors; ++v) weight[v] = Lanes::load(weights + v * Lanes::width);
#pragma GCC unroll 16
                for (std::size_t row = 0; row < tile.rows; ++row) {
                    const Floats value = Lanes::splat(pixel[row][element]);
#pragma GCC unroll 16
                    for (std::size_t v = 0; v < vectors; ++v) sums[row][v] = Lanes::fma(value, weight[v], sums[row][v]);
                }
            }
            if (summed < summed_at_once) continue;
            flush_sums<vectors>(sums, result);
            summed = 0;
        }
    }
    flush_sums<vectors>(sums, result);
}

/// The one for a block of `columns` columns, at most tile.columns().
inline void inner_product_of(std::size_t columns, const float* const* rows, std::size_t taps, std::size_t run,
                             const float* weights, const float* start, float* result) {
    static_assert(tile.vectors == 2);
    if (columns > Lanes::width)
        inner_product<2>(rows, taps, run, weights, start, result);
    else
        inner_product<1>(rows, taps, run, weights, start, result);
}

/// Floats in a row of the tile for a block of `columns` columns.
inline std::size_t result_stride(std::size_t columns) {
    return columns > Lanes::width ? 2 * Lanes::width : Lanes::width;
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
