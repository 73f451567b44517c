// SPDX-License-Identifier: Apache-2.0
//
// Vectors of the x86-64 baseline, for the sources of this level alone; the texts of the kernels say what they mean.
#pragma once

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>

#include "yolozu/tensor.hpp"

namespace yolozu::decode {
namespace {

struct Lanes {
    static constexpr std::size_t width = 4;
    using Floats = __m128;
    using Integers = __m128i;
    using Mask = __m128;

    static float widen(float value) { return value; }
    static float widen(std::uint16_t half) { return float_from_half(half); }
    static Floats load(const float* from) { return _mm_loadu_ps(from); }
    static Floats load(const std::uint16_t* from) {  // SSE2 has no conversion from half precision
        return _mm_setr_ps(widen(from[0]), widen(from[1]), widen(from[2]), widen(from[3]));
    }
    static Integers load(const std::int32_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
    static void store(float* to, Floats value) { _mm_storeu_ps(to, value); }
    static void store(std::int32_t* to, Integers value) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), value); }
    static Floats splat(float value) { return _mm_set1_ps(value); }
    static Integers splat(std::int32_t value) { return _mm_set1_epi32(value); }
    static Floats raise(Floats value, Floats best) { return _mm_max_ps(value, best); }
    static Floats lower(Floats value, Floats best) { return _mm_min_ps(value, best); }
    static Floats add(Floats a, Floats b) { return _mm_add_ps(a, b); }
    static Floats subtract(Floats a, Floats b) { return _mm_sub_ps(a, b); }
    static Floats multiply(Floats a, Floats b) { return _mm_mul_ps(a, b); }
    static Floats divide(Floats a, Floats b) { return _mm_div_ps(a, b); }
    static Mask greater(Floats a, Floats b) { return _mm_cmpgt_ps(a, b); }
    static Mask greater_equal(Floats a, Floats b) { return _mm_cmpge_ps(a, b); }
    static unsigned bits(Mask mask) { return static_cast<unsigned>(_mm_movemask_ps(mask)); }
    static Integers select(Mask mask, Integers yes, Integers no) {
        const Integers chosen = _mm_castps_si128(mask);
        return _mm_or_si128(_mm_and_si128(chosen, yes), _mm_andnot_si128(chosen, no));
    }
    static Floats pick(const float* from, const std::int32_t* places, std::int32_t first) {
        return gather(from - first, places);
    }
    static Floats gather(const float* from, const std::int32_t* places) {
        return _mm_setr_ps(from[places[0]], from[places[1]], from[places[2]], from[places[3]]);
    }
};

}  // namespace
}  // namespace yolozu::decode
