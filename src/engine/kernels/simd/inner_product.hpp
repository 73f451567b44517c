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

/// Elements that are summed in registers before their sum is added to the result. One long chain of additions would
/// lose more and more of its last digits; and so much of the weights stays in the first-level cache while the tiles of
/// an item take their turns with it.
inline constexpr std::size_t summed_at_once = 128;

/// What is summed at once: elements [begin, end) of the rows, and their part of a packed block of columns.
struct Piece {
    std::size_t begin, end;
    const float* weights;
    const float* next = nullptr;  ///< of what is read soon, (end - begin) cache lines; nullptr: nothing
};

inline constexpr std::size_t cache_line = 16;  ///< floats in one, of most machines

/// Tiles that each ask for a cache line an element have asked for as much as one piece of weights.
inline constexpr std::size_t fetching_tiles = (tile_columns + cache_line - 1) / cache_line;

/// result[row][column] = start + sum over elements k of x[row][k] weights[k - begin][column]. The elements of a row are
/// runs of `run` floats; rows[run number][row] is where each begins. The weights are `vectors` vectors an element. The
/// order of the sum is that of the elements. `start` is a row for all rows, or the result so far, when it is nullptr.
template <std::size_t vectors, bool fetch>
[[gnu::noinline]] void add_products(const float* const* rows, std::size_t run, const Piece& piece, const float* start,
                                    float* result) {
    Floats sums[tile.rows][vectors];
#pragma GCC unroll 16
    for (std::size_t row = 0; row < tile.rows; ++row)
#pragma GCC unroll 16
        for (std::size_t v = 0; v < vectors; ++v) sums[row][v] = Lanes::splat(0.0F);
    std::size_t element = piece.begin;  // a division would take longer than the few steps to it
    for (; element >= run; element -= run) rows += tile.rows;
    const float *weights = piece.weights, *next = piece.next;
    for (std::size_t left = piece.end - piece.begin; left > 0; rows += tile.rows, element = 0) {
        const float* pixel[tile.rows];
#pragma GCC unroll 16
        for (std::size_t row = 0; row < tile.rows; ++row) pixel[row] = rows[row];
        const std::size_t stop = smaller(run, element + left);
        left -= stop - element;
        for (; element < stop; ++element, weights += vectors * Lanes::width) {
            if (fetch) {
                __builtin_prefetch(next);
                next += cache_line;
            }
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
    }
    if (start != nullptr) {
#pragma GCC unroll 16
        for (std::size_t v = 0; v < vectors; ++v) {
            const Floats first = Lanes::load(start + v * Lanes::width);
#pragma GCC unroll 16
            for (std::size_t row = 0; row < tile.rows; ++row)
                Lanes::store(result + (row * vectors + v) * Lanes::width, first + sums[row][v]);
        }
        return;
    }
#pragma GCC unroll 16
    for (std::size_t row = 0; row < tile.rows; ++row)
#pragma GCC unroll 16
        for (std::size_t v = 0; v < vectors; ++v) {
            float* const place = result + (row * vectors + v) * Lanes::width;
            Lanes::store(place, Lanes::load(place) + sums[row][v]);
        }
}

/// That for a block of `columns` columns, at most tile_columns.
inline void add_products_of(std::size_t columns, const float* const* rows, std::size_t run, const Piece& piece,
                            const float* start, float* result) {
    static_assert(tile.vectors == 2);
    if (columns > Lanes::width)
        (piece.next != nullptr ? add_products<2, true> : add_products<2, false>)(rows, run, piece, start, result);
    else
        (piece.next != nullptr ? add_products<1, true> : add_products<1, false>)(rows, run, piece, start, result);
}

/// Floats in a row of the tile for a block of `columns` columns.
inline std::size_t result_stride(std::size_t columns) {
    return columns > Lanes::width ? 2 * Lanes::width : Lanes::width;
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
