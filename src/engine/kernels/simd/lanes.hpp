// SPDX-License-Identifier: Apache-2.0
//
// The vectors of the level that this source is compiled for: `Lanes`, one struct of the same shape for each level.
//
// The rule for everything in this folder: the same sources are compiled once for each level, into the namespace
// yolozu::engine::YOLOZU_LEVEL, and call nothing outside it. An inline function of the standard library or of a header
// of ours would be compiled here with this level's instructions, and the linker could give that rendering to code that
// runs on lesser machines. So tasks are plain data, and memory is copied with __builtin_memcpy.
//
// What all levels promise:
//   Floats        `width` floats; + - * / work on them as on float (they are the compilers' vector types)
//   load_some     the first `count` <= width elements, zeros above; memory behind them is not touched
//   store_some    writes the first `count` elements only
//   fma, fnma     a b + c and c - a b; rounded once, but twice at sse2, which has no such instruction
//   min, max      a < b ? a : b and a > b ? a : b: the second argument where either is a NaN
//   select        yes where the mask is set, else no
//   round         to the nearest integer, half to even
//   to_integers   rounds like `round`; truncate drops the fraction; values outside int32 give anything
//   store_saturated   clamps int32 to the range of the 8-bit type
//   shift_right   copies the sign, shift_right_logical does not
//   sum, largest, smallest   over the lanes in a fixed order (halves, quarters, ...); largest and smallest as max, min
//   times_power_of_two(x, n)   x 2^n for whole n in [-252, 252], rounded once
//   dot_pairs     sums of the products of neighbouring 16-bit elements, exact but for four products of -32768
//   YOLOZU_BYTE_PRODUCTS   where the level may have instructions for sums of products of bytes: the attribute of
//   functions
//                 that use add_products_of_bytes, which only machines may call of which has_byte_products says so.
//                 The weights are signed bytes where byte_weights_are_signed(level), else unsigned; others are signed
//   YOLOZU_BYTE_LOOKUPS   alike for look_up, which replaces `looked_up` bytes by those of a table
//   transpose_tile   tile x tile elements of four bytes; strides in elements
#pragma once

#include <cstddef>
#include <cstdint>

#include YOLOZU_LANES

namespace yolozu::engine::YOLOZU_LEVEL {

using Floats = Lanes::Floats;
using Integers = Lanes::Integers;
using Mask = Lanes::Mask;

inline std::size_t smaller(std::size_t a, std::size_t b) {
    return a < b ? a : b;
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
