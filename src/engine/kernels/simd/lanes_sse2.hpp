// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>

namespace yolozu::engine::sse2 {

/// See lanes.hpp.
struct Lanes {
    static constexpr std::size_t width = 4;
    static constexpr std::size_t tile = 4;
    static constexpr std::size_t registers = 16;
    using Floats = __m128;
    using Integers = __m128i;
    using Mask = __m128;
    /// 2 * width elements of 16 bits.
    using Shorts = __m128i;

    // Memory.
    static Floats load(const float* from) { return _mm_loadu_ps(from); }
    static Integers load(const std::int32_t* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
    static void store(float* to, Floats value) { _mm_storeu_ps(to, value); }
    static void store(std::int32_t* to, Integers value) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), value); }
    static Floats load_some(const float* from, std::size_t count) {
        if (count >= width) return load(from);
        if (count == 0) return _mm_setzero_ps();
        if (count == 1) return _mm_load_ss(from);
        const __m128 two = as_floats(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)));
        return count == 2 ? two : _mm_movelh_ps(two, _mm_load_ss(from + 2));
    }
    static Integers load_some(const std::int32_t* from, std::size_t count) {
        if (count >= width) return load(from);
        if (count == 0) return _mm_setzero_si128();
        if (count == 1) return _mm_cvtsi32_si128(*from);
        const __m128i two = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
        return count == 2 ? two : _mm_unpacklo_epi64(two, _mm_cvtsi32_si128(from[2]));
    }
    static void store_some(float* to, Floats value, std::size_t count) {
        if (count >= width) return store(to, value);
        if (count == 0) return;
        if (count == 1) return _mm_store_ss(to, value);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), as_integers(value));
        if (count == 3) _mm_store_ss(to + 2, _mm_movehl_ps(value, value));
    }
    static void store_some(std::int32_t* to, Integers value, std::size_t count) {
        if (count >= width) return store(to, value);
        if (count == 0) return;
        if (count == 1) {
            *to = _mm_cvtsi128_si32(value);
            return;
        }
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), value);
        if (count == 3) to[2] = _mm_cvtsi128_si32(_mm_unpackhi_epi64(value, value));
    }
    static __m128i load_four_bytes(const void* from) {
        int four = 0;
        __builtin_memcpy(&four, from, 4);
        return _mm_cvtsi32_si128(four);
    }
    static Integers load_widened(const std::uint8_t* from) {
        const __m128i zero = _mm_setzero_si128();
        return _mm_unpacklo_epi16(_mm_unpacklo_epi8(load_four_bytes(from), zero), zero);
    }
    static Integers load_widened(const std::int8_t* from) {
        const __m128i bytes = load_four_bytes(from);
        const __m128i shorts = _mm_unpacklo_epi8(bytes, bytes);
        return _mm_srai_epi32(_mm_unpacklo_epi16(shorts, shorts), 24);
    }
    // Halves: the exponent moves by 112 where the number is normal; subnormal ones are whole multiples of 2^-24.
    static Floats load_half(const std::uint16_t* from) {
        const __m128i half =
            _mm_unpacklo_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(from)), _mm_setzero_si128());
        const __m128i sign = _mm_slli_epi32(_mm_and_si128(half, _mm_set1_epi32(0x8000)), 16);
        const __m128i magnitude = _mm_and_si128(half, _mm_set1_epi32(0x7FFF));
        const __m128i moved = _mm_slli_epi32(magnitude, 13);
        const __m128i normal = _mm_add_epi32(moved, _mm_set1_epi32(112 << 23));
        const __m128i special = _mm_or_si128(moved, _mm_set1_epi32(0x7F800000));
        const __m128i tiny = as_integers(_mm_mul_ps(_mm_cvtepi32_ps(magnitude), _mm_set1_ps(0x1p-24F)));
        const __m128 is_tiny = as_floats(_mm_cmpgt_epi32(_mm_set1_epi32(0x400), magnitude));
        const __m128 is_special = as_floats(_mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x7BFF)));
        return as_floats(_mm_or_si128(sign, select(is_tiny, tiny, select(is_special, special, normal))));
    }
    static void store_half(std::uint16_t* to, Floats value) {
        const __m128i bits = as_integers(value);
        const __m128i sign = _mm_srai_epi32(_mm_and_si128(bits, _mm_set1_epi32(INT32_MIN)), 16);
        const __m128i magnitude = _mm_and_si128(bits, _mm_set1_epi32(0x7FFFFFFF));
        // Half to even by adding just under half of the last place, and one more where that place is odd.
        const __m128i odd = _mm_and_si128(_mm_srli_epi32(magnitude, 13), _mm_set1_epi32(1));
        const __m128i rounded = _mm_add_epi32(_mm_add_epi32(magnitude, _mm_set1_epi32(0xFFF - (112 << 23))), odd);
        const __m128i normal = _mm_srli_epi32(rounded, 13);
        const __m128i tiny = _mm_sub_epi32(as_integers(_mm_add_ps(as_floats(magnitude), _mm_set1_ps(0.5F))),
                                           as_integers(_mm_set1_ps(0.5F)));
        const __m128 is_tiny = as_floats(_mm_cmpgt_epi32(_mm_set1_epi32(0x38800000), magnitude));
        const __m128 is_huge = as_floats(_mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x477FFFFF)));
        const __m128 not_number = as_floats(_mm_cmpgt_epi32(magnitude, _mm_set1_epi32(0x7F800000)));
        const __m128i huge = select(not_number, _mm_set1_epi32(0x7E00), _mm_set1_epi32(0x7C00));
        const __m128i half = _mm_or_si128(sign, select(is_huge, huge, select(is_tiny, tiny, normal)));
        // The pack saturates signed numbers, so the sign bit is spread over the upper half first.
        const __m128i spread = _mm_srai_epi32(_mm_slli_epi32(half, 16), 16);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_packs_epi32(spread, spread));
    }
    static void store_saturated(std::uint8_t* to, Integers value) {
        const __m128i shorts = _mm_packs_epi32(value, value);
        store_four_bytes(to, _mm_packus_epi16(shorts, shorts));
    }
    static void store_saturated(std::int8_t* to, Integers value) {
        const __m128i shorts = _mm_packs_epi32(value, value);
        store_four_bytes(to, _mm_packs_epi16(shorts, shorts));
    }

    // Floats.
    static Floats splat(float value) { return _mm_set1_ps(value); }
    static Floats fma(Floats a, Floats b, Floats c) { return a * b + c; }
    static Floats fnma(Floats a, Floats b, Floats c) { return c - a * b; }
    static Floats min(Floats a, Floats b) { return _mm_min_ps(a, b); }
    static Floats max(Floats a, Floats b) { return _mm_max_ps(a, b); }
    static Floats abs(Floats a) { return _mm_andnot_ps(_mm_set1_ps(-0.0F), a); }
    static Floats sqrt(Floats a) { return _mm_sqrt_ps(a); }
    static Floats round(Floats a) {
        // From 2^23 on there are no fractions; below, adding 2^23 rounds them off.
        const __m128 limit = _mm_set1_ps(0x1p23F);
        const __m128 magnitude = abs(a);
        const __m128 whole = with_sign_of(magnitude + limit - limit, a);
        return select(less(magnitude, limit), whole, a);
    }
    static Floats floor(Floats a) {
        const __m128 near = round(a);
        return with_sign_of(near - _mm_and_ps(greater(near, a), _mm_set1_ps(1.0F)), a);
    }
    static Floats ceil(Floats a) {
        const __m128 near = round(a);
        return with_sign_of(near + _mm_and_ps(less(near, a), _mm_set1_ps(1.0F)), a);
    }
    static Floats with_sign_of(Floats magnitude, Floats sign) {
        const __m128 bit = _mm_set1_ps(-0.0F);
        return _mm_or_ps(_mm_and_ps(bit, sign), _mm_andnot_ps(bit, magnitude));
    }
    static Floats times_power_of_two(Floats value, Floats power) {
        const __m128i whole = _mm_cvtps_epi32(power);
        const __m128i half = _mm_srai_epi32(whole, 1);
        return value * power_of_two(half) * power_of_two(_mm_sub_epi32(whole, half));
    }
    static Floats power_of_two(Integers power) {
        return _mm_castsi128_ps(_mm_slli_epi32(_mm_add_epi32(power, _mm_set1_epi32(127)), 23));
    }

    // Masks.
    static Mask less(Floats a, Floats b) { return _mm_cmplt_ps(a, b); }
    static Mask less_equal(Floats a, Floats b) { return _mm_cmple_ps(a, b); }
    static Mask greater(Floats a, Floats b) { return _mm_cmplt_ps(b, a); }
    static Mask greater_equal(Floats a, Floats b) { return _mm_cmple_ps(b, a); }
    static Mask equal(Floats a, Floats b) { return _mm_cmpeq_ps(a, b); }
    static Mask is_nan(Floats a) { return _mm_cmpunord_ps(a, a); }
    static Floats select(Mask mask, Floats yes, Floats no) {
        return _mm_or_ps(_mm_and_ps(mask, yes), _mm_andnot_ps(mask, no));
    }
    static Integers select(Mask mask, Integers yes, Integers no) {
        return as_integers(select(mask, as_floats(yes), as_floats(no)));
    }
    static unsigned bits(Mask mask) { return static_cast<unsigned>(_mm_movemask_ps(mask)); }

    // Integers.
    static Integers splat(std::int32_t value) { return _mm_set1_epi32(value); }
    static Integers add(Integers a, Integers b) { return _mm_add_epi32(a, b); }
    static Integers subtract(Integers a, Integers b) { return _mm_sub_epi32(a, b); }
    static Integers multiply(Integers a, Integers b) {
        const __m128i even = _mm_mul_epu32(a, b);
        const __m128i odd = _mm_mul_epu32(_mm_srli_epi64(a, 32), _mm_srli_epi64(b, 32));
        return _mm_unpacklo_epi32(_mm_shuffle_epi32(even, 0x08), _mm_shuffle_epi32(odd, 0x08));
    }
    static Integers bit_and(Integers a, Integers b) { return _mm_and_si128(a, b); }
    static Integers bit_or(Integers a, Integers b) { return _mm_or_si128(a, b); }
    static Integers min(Integers a, Integers b) { return select(as_floats(_mm_cmplt_epi32(a, b)), a, b); }
    static Integers max(Integers a, Integers b) { return select(as_floats(_mm_cmpgt_epi32(a, b)), a, b); }
    template <int count>
    static Integers shift_left(Integers a) {
        return _mm_slli_epi32(a, count);
    }
    template <int count>
    static Integers shift_right(Integers a) {
        return _mm_srai_epi32(a, count);
    }
    template <int count>
    static Integers shift_right_logical(Integers a) {
        return _mm_srli_epi32(a, count);
    }
    static Floats to_floats(Integers a) { return _mm_cvtepi32_ps(a); }
    static Integers to_integers(Floats a) { return _mm_cvtps_epi32(a); }
    static Integers truncate(Floats a) { return _mm_cvttps_epi32(a); }
    static Floats as_floats(Integers a) { return _mm_castsi128_ps(a); }
    static Integers as_integers(Floats a) { return _mm_castps_si128(a); }

    // 16-bit elements.
    static Shorts load_shorts(const std::int16_t* from) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    }
    static Shorts splat_pair(std::int32_t two_shorts) { return _mm_set1_epi32(two_shorts); }
    static Integers dot_pairs(Shorts a, Shorts b) { return _mm_madd_epi16(a, b); }

    // Across lanes.
    static float sum(Floats a) {
        const __m128 half = _mm_add_ps(a, _mm_movehl_ps(a, a));
        return _mm_cvtss_f32(_mm_add_ss(half, _mm_shuffle_ps(half, half, 1)));
    }
    static float largest(Floats a) {
        const __m128 half = _mm_max_ps(a, _mm_movehl_ps(a, a));
        return _mm_cvtss_f32(_mm_max_ss(half, _mm_shuffle_ps(half, half, 1)));
    }
    static float smallest(Floats a) {
        const __m128 half = _mm_min_ps(a, _mm_movehl_ps(a, a));
        return _mm_cvtss_f32(_mm_min_ss(half, _mm_shuffle_ps(half, half, 1)));
    }
    static void transpose_tile(const std::byte* from, std::size_t from_stride, std::byte* to, std::size_t to_stride) {
        __m128 rows[4];
        for (std::size_t row = 0; row < 4; ++row)
            rows[row] = _mm_loadu_ps(reinterpret_cast<const float*>(from + 4 * row * from_stride));
        _MM_TRANSPOSE4_PS(rows[0], rows[1], rows[2], rows[3]);
        for (std::size_t column = 0; column < 4; ++column)
            _mm_storeu_ps(reinterpret_cast<float*>(to + 4 * column * to_stride), rows[column]);
    }

private:
    static void store_four_bytes(void* to, __m128i bytes) {
        const int four = _mm_cvtsi128_si32(bytes);
        __builtin_memcpy(to, &four, 4);
    }
};

}  // namespace yolozu::engine::sse2
