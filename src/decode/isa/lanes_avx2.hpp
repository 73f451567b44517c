// SPDX-License-Identifier: Apache-2.0
//
// Vectors of AVX2, for the sources of this level alone; the texts of the kernels say what they mean.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace yolozu::decode {
namespace {

struct Lanes {
    static constexpr std::size_t width = 8;
    using Floats = __m256;
    using Integers = __m256i;
    using Mask = __m256;

    static float widen(float value) { return value; }
    static float widen(std::uint16_t half) { return _cvtsh_ss(half); }
    static Floats load(const float* from) { return _mm256_loadu_ps(from); }
    static Floats load(const std::uint16_t* from) {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    static Integers load(const std::int32_t* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    static void store(float* to, Floats value) { _mm256_storeu_ps(to, value); }
    static void store(std::int32_t* to, Integers value) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value); }
    static Floats splat(float value) { return _mm256_set1_ps(value); }
    static Integers splat(std::int32_t value) { return _mm256_set1_epi32(value); }
    static Floats raise(Floats value, Floats best) { return _mm256_max_ps(value, best); }
    static Floats lower(Floats value, Floats best) { return _mm256_min_ps(value, best); }
    static Floats add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
    static Floats subtract(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
    static Floats multiply(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
    static Floats divide(Floats a, Floats b) { return _mm256_div_ps(a, b); }
    static Mask greater(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_GT_OQ); }
    static Mask greater_equal(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_GE_OQ); }
    static unsigned bits(Mask mask) { return static_cast<unsigned>(_mm256_movemask_ps(mask)); }
    static Integers select(Mask mask, Integers yes, Integers no) {
        return _mm256_blendv_epi8(no, yes, _mm256_castps_si256(mask));
    }
    static Floats pick(const float* from, const std::int32_t* places, std::int32_t first) {
        return _mm256_permutevar8x32_ps(load(from), _mm256_sub_epi32(load(places), splat(first)));
    }
    static Floats gather(const float* from, const std::int32_t* places) {
        return _mm256_i32gather_ps(from, load(places), sizeof(float));
    }
};

}  // namespace
}  // namespace yolozu::decode
