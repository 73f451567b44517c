// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "engine/kernels/simd/transpose_8x8.hpp"

namespace yolozu::engine::avx2 {

/// See lanes.hpp.
struct Lanes {
    static constexpr std::size_t width = 8;
    static constexpr std::size_t tile = 8;
    static constexpr std::size_t registers = 16;
    using Floats = __m256;
    using Integers = __m256i;
    using Mask = __m256;
    /// 2 * width elements of 16 bits.
    using Shorts = __m256i;

    // Memory.
    static Floats load(const float* from) { return _mm256_loadu_ps(from); }
    static Integers load(const std::int32_t* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    static void store(float* to, Floats value) { _mm256_storeu_ps(to, value); }
    static void store(std::int32_t* to, Integers value) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), value); }
    static Integers first(std::size_t count) {
        return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)),
                                  _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    }
    static Floats load_some(const float* from, std::size_t count) { return _mm256_maskload_ps(from, first(count)); }
    static Integers load_some(const std::int32_t* from, std::size_t count) {
        return _mm256_maskload_epi32(from, first(count));
    }
    static void store_some(float* to, Floats value, std::size_t count) { _mm256_maskstore_ps(to, first(count), value); }
    static void store_some(std::int32_t* to, Integers value, std::size_t count) {
        _mm256_maskstore_epi32(to, first(count), value);
    }
    static Integers load_widened(const std::uint8_t* from) {
        return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    }
    static Integers load_widened(const std::int8_t* from) {
        return _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
    }
    static Floats load_half(const std::uint16_t* from) {
        return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    static void store_half(std::uint16_t* to, Floats value) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT));
    }
    static __m128i narrowed(Integers value) {
        return _mm_packs_epi32(_mm256_castsi256_si128(value), _mm256_extracti128_si256(value, 1));
    }
    static void store_saturated(std::uint8_t* to, Integers value) {
        const __m128i shorts = narrowed(value);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packus_epi16(shorts, shorts));
    }
    static void store_saturated(std::int8_t* to, Integers value) {
        const __m128i shorts = narrowed(value);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packs_epi16(shorts, shorts));
    }

    // Floats.
    static Floats splat(float value) { return _mm256_set1_ps(value); }
    static Floats fma(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
    static Floats fnma(Floats a, Floats b, Floats c) { return _mm256_fnmadd_ps(a, b, c); }
    static Floats min(Floats a, Floats b) { return _mm256_min_ps(a, b); }
    static Floats max(Floats a, Floats b) { return _mm256_max_ps(a, b); }
    static Floats abs(Floats a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a); }
    static Floats sqrt(Floats a) { return _mm256_sqrt_ps(a); }
    static Floats round(Floats a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
    static Floats floor(Floats a) { return _mm256_floor_ps(a); }
    static Floats ceil(Floats a) { return _mm256_ceil_ps(a); }
    static Floats with_sign_of(Floats magnitude, Floats sign) {
        const __m256 bit = _mm256_set1_ps(-0.0F);
        return _mm256_or_ps(_mm256_and_ps(bit, sign), _mm256_andnot_ps(bit, magnitude));
    }
    static Floats times_power_of_two(Floats value, Floats power) {
        const __m256i whole = _mm256_cvtps_epi32(power);
        const __m256i half = _mm256_srai_epi32(whole, 1);
        return value * power_of_two(half) * power_of_two(_mm256_sub_epi32(whole, half));
    }
    static Floats power_of_two(Integers power) {
        return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(power, _mm256_set1_epi32(127)), 23));
    }

    // Masks.
    static Mask less(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
    static Mask less_equal(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_LE_OQ); }
    static Mask greater(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_GT_OQ); }
    static Mask greater_equal(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_GE_OQ); }
    static Mask equal(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
    static Mask is_nan(Floats a) { return _mm256_cmp_ps(a, a, _CMP_UNORD_Q); }
    static Floats select(Mask mask, Floats yes, Floats no) { return _mm256_blendv_ps(no, yes, mask); }
    static Integers select(Mask mask, Integers yes, Integers no) {
        return _mm256_blendv_epi8(no, yes, _mm256_castps_si256(mask));
    }
    static unsigned bits(Mask mask) { return static_cast<unsigned>(_mm256_movemask_ps(mask)); }

    // Integers.
    static Integers splat(std::int32_t value) { return _mm256_set1_epi32(value); }
    static Integers add(Integers a, Integers b) { return _mm256_add_epi32(a, b); }
    static Integers subtract(Integers a, Integers b) { return _mm256_sub_epi32(a, b); }
    static Integers multiply(Integers a, Integers b) { return _mm256_mullo_epi32(a, b); }
    static Integers bit_and(Integers a, Integers b) { return _mm256_and_si256(a, b); }
    static Integers bit_or(Integers a, Integers b) { return _mm256_or_si256(a, b); }
    static Integers min(Integers a, Integers b) { return _mm256_min_epi32(a, b); }
    static Integers max(Integers a, Integers b) { return _mm256_max_epi32(a, b); }
    template <int count>
    static Integers shift_left(Integers a) {
        return _mm256_slli_epi32(a, count);
    }
    template <int count>
    static Integers shift_right(Integers a) {
        return _mm256_srai_epi32(a, count);
    }
    template <int count>
    static Integers shift_right_logical(Integers a) {
        return _mm256_srli_epi32(a, count);
    }
    static Floats to_floats(Integers a) { return _mm256_cvtepi32_ps(a); }
    static Integers to_integers(Floats a) { return _mm256_cvtps_epi32(a); }
    static Integers truncate(Floats a) { return _mm256_cvttps_epi32(a); }
    static Floats as_floats(Integers a) { return _mm256_castsi256_ps(a); }
    static Integers as_integers(Floats a) { return _mm256_castps_si256(a); }

    // 16-bit elements.
    static Shorts load_shorts(const std::int16_t* from) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    }
    static Shorts splat_pair(std::int32_t two_shorts) { return _mm256_set1_epi32(two_shorts); }
    static Integers dot_pairs(Shorts a, Shorts b) { return _mm256_madd_epi16(a, b); }

    // 8-bit elements, of machines that has_byte_products speaks of.
#define YOLOZU_BYTE_PRODUCTS [[gnu::target("avxvnni")]]
    static Integers load_bytes(const void* from) {
        return _mm256_loadu_si256(static_cast<const __m256i*>(from));
    }
    YOLOZU_BYTE_PRODUCTS static Integers add_products_of_bytes(Integers sums, Integers weights, Integers signed_bytes) {
        return _mm256_dpbusd_avx_epi32(sums, weights, signed_bytes);
    }

    // Across lanes.
    static std::int32_t sum(Integers a) {
        const __m128i half = _mm_add_epi32(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
        const __m128i quarter = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4E));
        return _mm_cvtsi128_si32(_mm_add_epi32(quarter, _mm_shuffle_epi32(quarter, 0xB1)));
    }
    static float sum(Floats a) {
        const __m128 half = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
        const __m128 quarter = _mm_add_ps(half, _mm_movehl_ps(half, half));
        return _mm_cvtss_f32(_mm_add_ss(quarter, _mm_shuffle_ps(quarter, quarter, 1)));
    }
    static float largest(Floats a) {
        const __m128 half = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
        const __m128 quarter = _mm_max_ps(half, _mm_movehl_ps(half, half));
        return _mm_cvtss_f32(_mm_max_ss(quarter, _mm_shuffle_ps(quarter, quarter, 1)));
    }
    static float smallest(Floats a) {
        const __m128 half = _mm_min_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
        const __m128 quarter = _mm_min_ps(half, _mm_movehl_ps(half, half));
        return _mm_cvtss_f32(_mm_min_ss(quarter, _mm_shuffle_ps(quarter, quarter, 1)));
    }
    static void transpose_tile(const std::byte* from, std::size_t from_stride, std::byte* to, std::size_t to_stride) {
        transpose_8x8(from, from_stride, to, to_stride);
    }
};

}  // namespace yolozu::engine::avx2
