// SPDX-License-Identifier: Apache-2.0
//
// One pixel at a time: the plain reading of the arithmetic, with which the other levels are compared.
#include "image/isa/row_kernels.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::image {
namespace {

constexpr int levels_at_once = 1;

#include "image/isa/portable_levels.inl.hpp"
#include "image/isa/write_rows.inl.hpp"

#include "image/isa/filter_rows.inl.hpp"

void interpolate(const std::uint8_t* source, const std::uint8_t*, const HorizontalTaps& taps, std::int16_t* planes,
                 std::ptrdiff_t pitch) {
    interpolate_from(0, source, taps, planes, pitch);
}

void filter_cubic(const std::uint8_t* source, const CubicTaps& taps, std::int32_t* sums) {
    filter_cubic_from(0, source, taps, sums);
}

}  // namespace

const RowKernels row_kernels_ref{interpolate,   write_blended, write_copied,        write_halved,    filter_cubic,
                                 blend_cubic,   blend_warped,  widen<std::int32_t>, widen<float>,    filter_levels,
                                 filter_floats, add_levels,    add_floats,          round_to_levels, write_floats};

}  // namespace yolozu::image
