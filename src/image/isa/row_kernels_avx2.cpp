// SPDX-License-Identifier: Apache-2.0
//
// AVX2, FMA and F16C: 16 pixels at a time.
#include <immintrin.h>

#include "image/isa/row_kernels.hpp"

namespace yolozu::image {
namespace {

struct Levels {
    static constexpr int count = 16;
    __m256i words;
};

using Floats = __m256;

Floats broadcast(float value) {
    return _mm256_set1_ps(value);
}

Floats divide_by_reciprocal(Floats level, Floats reciprocal, Floats reciprocal_rest, Floats) {
    return _mm256_fmadd_ps(level, reciprocal, level * reciprocal_rest);
}

Levels blend(const std::int16_t* upper, const std::int16_t* lower, std::int16_t upper_weight,
             std::int16_t lower_weight) {
    const __m256i from_upper = _mm256_mulhi_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(upper)),
                                                  _mm256_set1_epi16(upper_weight));
    const __m256i from_lower = _mm256_mulhi_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(lower)),
                                                  _mm256_set1_epi16(lower_weight));
    const __m256i sum = _mm256_add_epi16(_mm256_add_epi16(from_upper, from_lower), _mm256_set1_epi16(2));
    return {_mm256_srai_epi16(sum, 2)};
}

/// Eight pixels, 24 bytes, in each lane, as two overlapping halves.
void deinterleave(const std::uint8_t* pixels, Levels (&channels)[3]) {
    const auto load = [&](int offset) {
        const auto* const low = reinterpret_cast<const __m128i*>(pixels + offset);
        const auto* const high = reinterpret_cast<const __m128i*>(pixels + offset + 24);
        return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(low)), _mm_loadu_si128(high), 1);
    };
    const auto pick = [bytes_0_15 = load(0), bytes_8_23 = load(8)](__m128i from_low, __m128i from_high) {
        return _mm256_or_si256(_mm256_shuffle_epi8(bytes_0_15, _mm256_broadcastsi128_si256(from_low)),
                               _mm256_shuffle_epi8(bytes_8_23, _mm256_broadcastsi128_si256(from_high)));
    };
    channels[0].words = pick(_mm_setr_epi8(0, -1, 3, -1, 6, -1, 9, -1, 12, -1, 15, -1, -1, -1, -1, -1),
                             _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 10, -1, 13, -1));
    channels[1].words = pick(_mm_setr_epi8(1, -1, 4, -1, 7, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1),
                             _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 8, -1, 11, -1, 14, -1));
    channels[2].words = pick(_mm_setr_epi8(2, -1, 5, -1, 8, -1, 11, -1, 14, -1, -1, -1, -1, -1, -1, -1),
                             _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 9, -1, 12, -1, 15, -1));
}

Floats to_floats(__m128i eight_words) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(eight_words));
}

template <class ToValue>
void store(float* target, const Levels& levels, const ToValue& to_value) {
    _mm256_storeu_ps(target, to_value(to_floats(_mm256_castsi256_si128(levels.words))));
    _mm256_storeu_ps(target + 8, to_value(to_floats(_mm256_extracti128_si256(levels.words, 1))));
}

template <class ToValue>
void store(std::uint16_t* target, const Levels& levels, const ToValue& to_value) {
    const auto store_eight = [&](std::uint16_t* start, __m128i eight_words) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(start),
                         _mm256_cvtps_ph(to_value(to_floats(eight_words)), _MM_FROUND_TO_NEAREST_INT));
    };
    store_eight(target, _mm256_castsi256_si128(levels.words));
    store_eight(target + 8, _mm256_extracti128_si256(levels.words, 1));
}

template <class ToValue>
void store(std::uint8_t* target, const Levels& levels, const ToValue&) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target),
                     _mm_packus_epi16(_mm256_castsi256_si128(levels.words), _mm256_extracti128_si256(levels.words, 1)));
}

void store_eight_halves(std::uint16_t* target, const float* values) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(target),
                     _mm256_cvtps_ph(_mm256_loadu_ps(values), _MM_FROUND_TO_NEAREST_INT));
}

#include "image/isa/halve_avx2.inl.hpp"

void halve(const std::uint8_t* upper, const std::uint8_t* lower, Levels (&channels)[3]) {
    __m256i means[3];
    halve_sixteen(upper, lower, means);
    for (int channel = 0; channel < 3; ++channel) channels[channel].words = means[channel];
}

#include "image/isa/write_rows.inl.hpp"

#include "image/isa/filter_rows.inl.hpp"

#include "image/isa/interpolate_avx2.inl.hpp"

#include "image/isa/filter_cubic_avx2.inl.hpp"

}  // namespace

const RowKernels row_kernels_avx2{interpolate,   write_blended, write_copied,        write_halved,    filter_cubic,
                                  blend_cubic,   blend_warped,  widen<std::int32_t>, widen<float>,    filter_levels,
                                  filter_floats, add_levels,    add_floats,          round_to_levels, write_floats};

}  // namespace yolozu::image
