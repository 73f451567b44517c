// SPDX-License-Identifier: Apache-2.0
//
// Vectors of AVX-512, for the sources of this level alone; the texts of the kernels say what they mean.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // false alarms inside GCC 12's own intrinsics
#endif
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace yolozu::decode {
namespace {

struct Lanes {
    static constexpr std::size_t width = 16;
    using Floats = __m512;
    using Integers = __m512i;
    using Mask = __mmask16;

    static float widen(float value) { return value; }
    static float widen(std::uint16_t half) { return _cvtsh_ss(half); }
    static Floats load(const float* from) { return _mm512_loadu_ps(from); }
    static Floats load(const std::uint16_t* from) {
        return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
    }
    static Integers load(const std::int32_t* from) { return _mm512_loadu_si512(from); }
    static void store(float* to, Floats value) { _mm512_storeu_ps(to, value); }
    static void store(std::int32_t* to, Integers value) { _mm512_storeu_si512(to, value); }
    static Floats splat(float value) { return _mm512_set1_ps(value); }
    static Integers splat(std::int32_t value) { return _mm512_set1_epi32(value); }
    static Floats raise(Floats value, Floats best) { return _mm512_max_ps(value, best); }
    static Floats lower(Floats value, Floats best) { return _mm512_min_ps(value, best); }
    static Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
    static Floats subtract(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
    static Floats multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
    static Floats divide(Floats a, Floats b) { return _mm512_div_ps(a, b); }
    static Mask greater(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
    static Mask greater_equal(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
    static unsigned bits(Mask mask) { return mask; }
    static Integers select(Mask mask, Integers yes, Integers no) { return _mm512_mask_mov_epi32(no, mask, yes); }
    static Floats pick(const float* from, const std::int32_t* places, std::int32_t first) {
        return _mm512_permutexvar_ps(_mm512_sub_epi32(load(places), splat(first)), load(from));
    }
    static Floats gather(const float* from, const std::int32_t* places) {
        return _mm512_i32gather_ps(load(places), from, sizeof(float));
    }
};

}  // namespace
}  // namespace yolozu::decode
