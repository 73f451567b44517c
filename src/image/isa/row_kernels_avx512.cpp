// SPDX-License-Identifier: Apache-2.0
//
// AVX-512 F, BW, DQ, VL: 32 pixels at a time.
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the deliberately undefined registers of its own AVX-512 header for mistakes (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>

#include "image/isa/row_kernels.hpp"

namespace yolozu::image {
namespace {

struct Levels {
    static constexpr int count = 32;
    __m512i words;
};

using Floats = __m512;

Floats broadcast(float value) {
    return _mm512_set1_ps(value);
}

Floats divide_by_reciprocal(Floats level, Floats reciprocal, Floats reciprocal_rest, Floats) {
    return _mm512_fmadd_ps(level, reciprocal, level * reciprocal_rest);
}

Levels blend(const std::int16_t* upper, const std::int16_t* lower, std::int16_t upper_weight,
             std::int16_t lower_weight) {
    const __m512i from_upper = _mm512_mulhi_epi16(_mm512_loadu_si512(upper), _mm512_set1_epi16(upper_weight));
    const __m512i from_lower = _mm512_mulhi_epi16(_mm512_loadu_si512(lower), _mm512_set1_epi16(lower_weight));
    const __m512i sum = _mm512_add_epi16(_mm512_add_epi16(from_upper, from_lower), _mm512_set1_epi16(2));
    return {_mm512_srai_epi16(sum, 2)};
}

/// Eight pixels, 24 bytes, in each of the four lanes, as two overlapping halves; 24 bytes are six 32-bit elements.
void deinterleave(const std::uint8_t* pixels, Levels (&channels)[3]) {
    const __m512i front = _mm512_loadu_si512(pixels);
    const __m512i back =
        _mm512_loadu_si512(pixels + 32);  // its element i is 16 + i to the permutation, 8 + i in the row
    const __m512i lane_starts = _mm512_setr_epi32(0, 1, 2, 3, 6, 7, 8, 9, 12, 13, 14, 15, 26, 27, 28, 29);
    const __m512i lane_ends = _mm512_setr_epi32(2, 3, 4, 5, 8, 9, 10, 11, 14, 15, 24, 25, 28, 29, 30, 31);
    const __m512i bytes_0_15 = _mm512_permutex2var_epi32(front, lane_starts, back);
    const __m512i bytes_8_23 = _mm512_permutex2var_epi32(front, lane_ends, back);
    const auto pick = [&](__m128i from_low, __m128i from_high) {
        return _mm512_or_si512(_mm512_shuffle_epi8(bytes_0_15, _mm512_broadcast_i32x4(from_low)),
                               _mm512_shuffle_epi8(bytes_8_23, _mm512_broadcast_i32x4(from_high)));
    };
    channels[0].words = pick(_mm_setr_epi8(0, -1, 3, -1, 6, -1, 9, -1, 12, -1, 15, -1, -1, -1, -1, -1),
                             _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 10, -1, 13, -1));
    channels[1].words = pick(_mm_setr_epi8(1, -1, 4, -1, 7, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1),
                             _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 8, -1, 11, -1, 14, -1));
    channels[2].words = pick(_mm_setr_epi8(2, -1, 5, -1, 8, -1, 11, -1, 14, -1, -1, -1, -1, -1, -1, -1),
                             _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 9, -1, 12, -1, 15, -1));
}

Floats to_floats(__m256i sixteen_words) {
    return _mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(sixteen_words));
}

template <class ToValue>
void store(float* target, const Levels& levels, const ToValue& to_value) {
    _mm512_storeu_ps(target, to_value(to_floats(_mm512_castsi512_si256(levels.words))));
    _mm512_storeu_ps(target + 16, to_value(to_floats(_mm512_extracti64x4_epi64(levels.words, 1))));
}

template <class ToValue>
void store(std::uint16_t* target, const Levels& levels, const ToValue& to_value) {
    const auto store_sixteen = [&](std::uint16_t* start, __m256i sixteen_words) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(start),
                            _mm512_cvtps_ph(to_value(to_floats(sixteen_words)), _MM_FROUND_TO_NEAREST_INT));
    };
    store_sixteen(target, _mm512_castsi512_si256(levels.words));
    store_sixteen(target + 16, _mm512_extracti64x4_epi64(levels.words, 1));
}

template <class ToValue>
void store(std::uint8_t* target, const Levels& levels, const ToValue&) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(target), _mm512_cvtepi16_epi8(levels.words));
}

void store_eight_halves(std::uint16_t* target, const float* values) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target),
                     _mm256_cvtps_ph(_mm256_loadu_ps(values), _MM_FROUND_TO_NEAREST_INT));
}

#include "image/isa/halve_avx2.inl.hpp"

void halve(const std::uint8_t* upper, const std::uint8_t* lower, Levels (&channels)[3]) {
    __m256i first[3], second[3];
    halve_sixteen(upper, lower, first);
    halve_sixteen(upper + 96, lower + 96, second);
    for (int channel = 0; channel < 3; ++channel)
        channels[channel].words = _mm512_inserti64x4(_mm512_castsi256_si512(first[channel]), second[channel], 1);
}

#include "image/isa/write_rows.inl.hpp"

#include "image/isa/filter_rows.inl.hpp"

#include "image/isa/interpolate_avx2.inl.hpp"

#include "image/isa/filter_cubic_avx2.inl.hpp"

}  // namespace

const RowKernels row_kernels_avx512{interpolate,   write_blended, write_copied,        write_halved,    filter_cubic,
                                    blend_cubic,   blend_warped,  widen<std::int32_t>, widen<float>,    filter_levels,
                                    filter_floats, add_levels,    add_floats,          round_to_levels, write_floats};

}  // namespace yolozu::image
