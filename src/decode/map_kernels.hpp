// SPDX-License-Identifier: Apache-2.0
//
// The loops that maps (of masks, classes, depth) spend their time in: prototypes to logits, and bilinear enlarging,
// first along the rows, then between them. Every vector level has its own rendering, made from one source text
// (isa/map_kernels.inl.hpp); all give the same bits: float32, each product and each sum rounded by itself, in the order
// written here.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/isa.hpp"

namespace yolozu::decode {

/// Kernels work on whole blocks: they round `count` up to one and read and write that much, so every buffer has values
/// and room for whole blocks.
inline constexpr std::size_t map_block = 64;

constexpr std::size_t in_whole_blocks(std::size_t count) {
    return (count + map_block - 1) / map_block * map_block;
}

/// A row between two rows of a map: upper[x] * upper_weight + lower[x] * lower_weight.
struct RowPair {
    const float *upper, *lower;
    float upper_weight, lower_weight;
};

/// Where each element of an enlarged row comes from: row[places[x]] * near[x] + row[places[x] + 1] * far[x]. Places
/// ascend; behind the last one that is meant, whole blocks of others follow that are valid too.
struct ColumnTable {
    const std::int32_t* places;
    const float *near, *far;
};

struct MapKernels {
    /// Half precision to float. Reads and writes just `count` elements.
    void (*widen)(const std::uint16_t* from, std::size_t count, float* to);
    /// to[x] = (coefficients[0] * planes[x] + coefficients[1] * planes[stride + x]) + ...; at least one plane.
    void (*combine)(const float* planes, std::size_t stride, const float* coefficients, std::size_t plane_count,
                    std::size_t count, float* to);
    /// Enlarges a row. Up to a block behind the last element that the table names is read, but not used.
    void (*spread)(const float* row, const ColumnTable& table, std::size_t count, float* to);
    /// Bit x of `bits` says whether the row between two is above 0 at x; NaN is not. Bits behind `count` are 0.
    void (*positive)(const RowPair& rows, std::size_t count, std::uint64_t* bits);
    /// to[x] = the row between two.
    void (*blend)(const RowPair& rows, std::size_t count, float* to);
    /// best[x] = the plane whose row between two is greatest at x, the first of equals; NaN never is, and 0 where none
    /// is above minus infinity. Plane c's rows begin c * stride behind those of the first.
    void (*best_plane)(const RowPair& rows, std::size_t stride, std::size_t plane_count, std::size_t count,
                       std::int32_t* best);
};

extern const MapKernels ref_map_kernels;
#if defined(__x86_64__)
extern const MapKernels sse2_map_kernels, avx2_map_kernels, avx512_map_kernels;
#elif defined(__aarch64__)
extern const MapKernels neon_map_kernels;
#endif

/// The rendering for a level that this machine supports.
const MapKernels& map_kernels_for(Isa isa);

}  // namespace yolozu::decode
