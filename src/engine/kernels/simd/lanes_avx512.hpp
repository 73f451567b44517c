// SPDX-License-Identifier: Apache-2.0
//
// The zero-masked forms with a full mask are there because GCC 12 warns of uninitialised values in its own headers for
// the unmasked ones.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "engine/kernels/simd/transpose_8x8.hpp"

namespace yolozu::engine::avx512 {

/// See lanes.hpp.
struct Lanes {
    static constexpr std::size_t width = 16;
    static constexpr std::size_t tile = 8;
    static constexpr std::size_t registers = 32;
    using Floats = __m512;
    using Integers = __m512i;
    using Mask = __mmask16;
    /// 2 * width elements of 16 bits.
    using Shorts = __m512i;

    // Memory.
    static Floats load(const float* from) { return _mm512_loadu_ps(from); }
    static Integers load(const std::int32_t* from) { return _mm512_loadu_si512(from); }
    static void store(float* to, Floats value) { _mm512_storeu_ps(to, value); }
    static void store(std::int32_t* to, Integers value) { _mm512_storeu_si512(to, value); }
    static Mask first(std::size_t count) { return static_cast<Mask>((1U << count) - 1U); }
    static Floats load_some(const float* from, std::size_t count) { return _mm512_maskz_loadu_ps(first(count), from); }
    static Integers load_some(const std::int32_t* from, std::size_t count) {
        return _mm512_maskz_loadu_epi32(first(count), from);
    }
    static void store_some(float* to, Floats value, std::size_t count) {
        _mm512_mask_storeu_ps(to, first(count), value);
    }
    static void store_some(std::int32_t* to, Integers value, std::size_t count) {
        _mm512_mask_storeu_epi32(to, first(count), value);
    }
    static Integers load_widened(const std::uint8_t* from) {
        return _mm512_maskz_cvtepu8_epi32(all, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    static Integers load_widened(const std::int8_t* from) {
        return _mm512_maskz_cvtepi8_epi32(all, _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
    }
    static Floats load_half(const std::uint16_t* from) {
        return _mm512_maskz_cvtph_ps(all, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
    }
    static void store_half(std::uint16_t* to, Floats value) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                            _mm512_maskz_cvtps_ph(all, value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
    }
    static void store_saturated(std::uint8_t* to, Integers value) {
        const __m512i positive = _mm512_maskz_max_epi32(all, value, _mm512_setzero_si512());
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_maskz_cvtusepi32_epi8(all, positive));
    }
    static void store_saturated(std::int8_t* to, Integers value) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_maskz_cvtsepi32_epi8(all, value));
    }

    // Floats.
    static Floats splat(float value) { return _mm512_set1_ps(value); }
    static Floats fma(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
    static Floats fnma(Floats a, Floats b, Floats c) { return _mm512_fnmadd_ps(a, b, c); }
    static Floats min(Floats a, Floats b) { return _mm512_maskz_min_ps(all, a, b); }
    static Floats max(Floats a, Floats b) { return _mm512_maskz_max_ps(all, a, b); }
    static Floats abs(Floats a) { return _mm512_andnot_ps(_mm512_set1_ps(-0.0F), a); }
    static Floats sqrt(Floats a) { return _mm512_maskz_sqrt_ps(all, a); }
    static Floats round(Floats a) {
        return _mm512_maskz_roundscale_ps(all, a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }
    static Floats floor(Floats a) {
        return _mm512_maskz_roundscale_ps(all, a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
    }
    static Floats ceil(Floats a) {
        return _mm512_maskz_roundscale_ps(all, a, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
    }
    static Floats with_sign_of(Floats magnitude, Floats sign) {
        const __m512 bit = _mm512_set1_ps(-0.0F);
        return _mm512_or_ps(_mm512_and_ps(bit, sign), _mm512_andnot_ps(bit, magnitude));
    }
    static Floats times_power_of_two(Floats value, Floats power) { return _mm512_maskz_scalef_ps(all, value, power); }

    // Masks.
    static Mask less(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
    static Mask less_equal(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ); }
    static Mask greater(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GT_OQ); }
    static Mask greater_equal(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_GE_OQ); }
    static Mask equal(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
    static Mask is_nan(Floats a) { return _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q); }
    static Floats select(Mask mask, Floats yes, Floats no) { return _mm512_mask_blend_ps(mask, no, yes); }
    static Integers select(Mask mask, Integers yes, Integers no) { return _mm512_mask_blend_epi32(mask, no, yes); }
    static unsigned bits(Mask mask) { return mask; }

    // Integers.
    static Integers splat(std::int32_t value) { return _mm512_set1_epi32(value); }
    static Integers add(Integers a, Integers b) { return _mm512_add_epi32(a, b); }
    static Integers subtract(Integers a, Integers b) { return _mm512_sub_epi32(a, b); }
    static Integers multiply(Integers a, Integers b) { return _mm512_mullo_epi32(a, b); }
    static Integers bit_and(Integers a, Integers b) { return _mm512_and_si512(a, b); }
    static Integers bit_or(Integers a, Integers b) { return _mm512_or_si512(a, b); }
    static Integers min(Integers a, Integers b) { return _mm512_maskz_min_epi32(all, a, b); }
    static Integers max(Integers a, Integers b) { return _mm512_maskz_max_epi32(all, a, b); }
    template <int count>
    static Integers shift_left(Integers a) {
        return _mm512_maskz_slli_epi32(all, a, count);
    }
    template <int count>
    static Integers shift_right(Integers a) {
        return _mm512_maskz_srai_epi32(all, a, count);
    }
    template <int count>
    static Integers shift_right_logical(Integers a) {
        return _mm512_maskz_srli_epi32(all, a, count);
    }
    static Floats to_floats(Integers a) { return _mm512_maskz_cvtepi32_ps(all, a); }
    static Integers to_integers(Floats a) { return _mm512_maskz_cvtps_epi32(all, a); }
    static Integers truncate(Floats a) { return _mm512_maskz_cvttps_epi32(all, a); }
    static Floats as_floats(Integers a) { return _mm512_castsi512_ps(a); }
    static Integers as_integers(Floats a) { return _mm512_castps_si512(a); }

    // 16-bit elements.
    static Shorts load_shorts(const std::int16_t* from) { return _mm512_loadu_si512(from); }
    static Shorts splat_pair(std::int32_t two_shorts) { return _mm512_set1_epi32(two_shorts); }
    static Integers dot_pairs(Shorts a, Shorts b) { return _mm512_madd_epi16(a, b); }

    // 8-bit elements, of machines that has_byte_products speaks of.
#define YOLOZU_BYTE_PRODUCTS [[gnu::target("avx512vnni")]]
    static Integers load_bytes(const void* from) {
        return _mm512_loadu_si512(from);
    }
    YOLOZU_BYTE_PRODUCTS static Integers add_products_of_bytes(Integers sums, Integers weights, Integers signed_bytes) {
        return _mm512_dpbusd_epi32(sums, weights, signed_bytes);
    }

    // Tables of 256 bytes, of machines that has_byte_lookups speaks of.
#define YOLOZU_BYTE_LOOKUPS [[gnu::target("avx512vbmi")]]
    static constexpr std::size_t looked_up = 64;
    struct ByteTable {
        __m512i quarters[4];
    };
    static ByteTable load_table(const std::uint8_t* from) {
        return {load_bytes(from), load_bytes(from + 64), load_bytes(from + 128), load_bytes(from + 192)};
    }
    YOLOZU_BYTE_LOOKUPS static void look_up(const ByteTable& table, const std::uint8_t* from, std::uint8_t* to) {
        const __m512i places = load_bytes(from);
        const __m512i low = _mm512_permutex2var_epi8(table.quarters[0], places, table.quarters[1]);
        const __m512i high = _mm512_permutex2var_epi8(table.quarters[2], places, table.quarters[3]);
        _mm512_storeu_si512(to, _mm512_mask_blend_epi8(_mm512_movepi8_mask(places), low, high));
    }

    // Across lanes.
    static std::int32_t sum(Integers a) {
        const __m256i half =
            _mm256_add_epi32(_mm512_maskz_extracti32x8_epi32(0xFF, a, 0), _mm512_maskz_extracti32x8_epi32(0xFF, a, 1));
        const __m128i quarter = _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
        const __m128i eighth = _mm_add_epi32(quarter, _mm_shuffle_epi32(quarter, 0x4E));
        return _mm_cvtsi128_si32(_mm_add_epi32(eighth, _mm_shuffle_epi32(eighth, 0xB1)));
    }
    static float sum(Floats a) {
        const __m256 half = _mm256_add_ps(lower_half(a), upper_half(a));
        const __m128 quarter = _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
        const __m128 eighth = _mm_add_ps(quarter, _mm_movehl_ps(quarter, quarter));
        return _mm_cvtss_f32(_mm_add_ss(eighth, _mm_shuffle_ps(eighth, eighth, 1)));
    }
    static float largest(Floats a) {
        const __m256 half = _mm256_max_ps(lower_half(a), upper_half(a));
        const __m128 quarter = _mm_max_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
        const __m128 eighth = _mm_max_ps(quarter, _mm_movehl_ps(quarter, quarter));
        return _mm_cvtss_f32(_mm_max_ss(eighth, _mm_shuffle_ps(eighth, eighth, 1)));
    }
    static float smallest(Floats a) {
        const __m256 half = _mm256_min_ps(lower_half(a), upper_half(a));
        const __m128 quarter = _mm_min_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
        const __m128 eighth = _mm_min_ps(quarter, _mm_movehl_ps(quarter, quarter));
        return _mm_cvtss_f32(_mm_min_ss(eighth, _mm_shuffle_ps(eighth, eighth, 1)));
    }
    static void transpose_tile(const std::byte* from, std::size_t from_stride, std::byte* to, std::size_t to_stride) {
        transpose_8x8(from, from_stride, to, to_stride);
    }

private:
    static constexpr Mask all = 0xFFFF;
    static __m256 lower_half(Floats a) {
        return _mm512_maskz_extractf32x8_ps(0xFF, a, 0);
    }
    static __m256 upper_half(Floats a) {
        return _mm512_maskz_extractf32x8_ps(0xFF, a, 1);
    }
};

}  // namespace yolozu::engine::avx512
