// SPDX-License-Identifier: Apache-2.0
//
// Horizontal cubic filtering with AVX2, two output pixels at a time, one in each lane. Included inside the anonymous
// namespace of the levels that have AVX2.

__m256i load_two_quadruples(const std::uint8_t* source, const std::int32_t* offsets) {
    const auto* const first = reinterpret_cast<const __m128i*>(source + offsets[0]);
    const auto* const second = reinterpret_cast<const __m128i*>(source + offsets[1]);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(first)), _mm_loadu_si128(second), 1);
}

/// Four 16-bit levels of a channel times four weights are two 32-bit sums of madd; hadd adds these. The fourth sum of a
/// lane is 0 and is overwritten by the next pixel.
void filter_two_cubic(const std::uint8_t* source, const std::int32_t* offsets, const std::int16_t* weights,
                      std::int32_t* sums) {
    const __m256i red_green = _mm256_setr_epi8(0, -1, 3, -1, 6, -1, 9, -1, 1, -1, 4, -1, 7, -1, 10, -1,  //
                                               0, -1, 3, -1, 6, -1, 9, -1, 1, -1, 4, -1, 7, -1, 10, -1);
    const __m256i blue = _mm256_setr_epi8(2, -1, 5, -1, 8, -1, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1,  //
                                          2, -1, 5, -1, 8, -1, 11, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    const __m128i eight_weights = _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights));
    const __m256i twice = _mm256_permute4x64_epi64(_mm256_castsi128_si256(eight_weights), 0b01'01'00'00);
    const __m256i pixels = load_two_quadruples(source, offsets);
    const __m256i both = _mm256_hadd_epi32(_mm256_madd_epi16(_mm256_shuffle_epi8(pixels, red_green), twice),
                                           _mm256_madd_epi16(_mm256_shuffle_epi8(pixels, blue), twice));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(sums), _mm256_castsi256_si128(both));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(sums + 3), _mm256_extracti128_si256(both, 1));
}

void filter_cubic(const std::uint8_t* source, const CubicTaps& taps, std::int32_t* sums) {
    int x = 0;
    for (; x + 2 <= taps.width; x += 2)
        filter_two_cubic(source, taps.offsets + x, taps.weights + std::ptrdiff_t{4} * x, sums + std::ptrdiff_t{3} * x);
    filter_cubic_from(x, source, taps, sums);
}
