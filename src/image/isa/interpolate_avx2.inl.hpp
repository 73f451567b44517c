// SPDX-License-Identifier: Apache-2.0
//
// Horizontal interpolation with AVX2, eight output pixels at a time. Included inside the anonymous namespace of the
// levels that have AVX2.

/// Pixel pairs "r g b r g b . ." of the four output pixels `first`, `first + 1` (low lane), `first + 4`, `first + 5`.
__m256i load_four_pairs(const std::uint8_t* source, const std::int32_t* offsets) {
    const auto load_two = [&](int index) {
        const __m128i one = _mm_loadu_si64(source + offsets[index]);
        const __m128i next = _mm_loadu_si64(source + offsets[index + 1]);
        return _mm_unpacklo_epi64(one, next);
    };
    return _mm256_inserti128_si256(_mm256_castsi128_si256(load_two(0)), load_two(4), 1);
}

/// Eight interpolated pixels to three planes. A pair of 16-bit levels times a pair of weights is one 32-bit element of
/// madd; red and green fill a vector for four pixels each, blue fills one for all eight.
void interpolate_eight(const std::uint8_t* source, const std::int32_t* offsets, const std::int16_t* weights,
                       std::int16_t* planes, std::ptrdiff_t pitch) {
    const __m256i red_green = _mm256_setr_epi8(0, -1, 3, -1, 8, -1, 11, -1, 1, -1, 4, -1, 9, -1, 12, -1,  //
                                               0, -1, 3, -1, 8, -1, 11, -1, 1, -1, 4, -1, 9, -1, 12, -1);
    const __m256i blue_low = _mm256_setr_epi8(2, -1, 5, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1,  //
                                              2, -1, 5, -1, 10, -1, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    const __m256i blue_high = _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, 2, -1, 5, -1, 10, -1, 13, -1,  //
                                               -1, -1, -1, -1, -1, -1, -1, -1, 2, -1, 5, -1, 10, -1, 13, -1);
    const __m256i even_pairs_first = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7);

    const __m256i pixels_01_45 = load_four_pairs(source, offsets);
    const __m256i pixels_23_67 = load_four_pairs(source, offsets + 2);
    const __m256i all_weights = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights));

    const __m256i red_green_01_45 = _mm256_madd_epi16(_mm256_shuffle_epi8(pixels_01_45, red_green),
                                                      _mm256_unpacklo_epi64(all_weights, all_weights));
    const __m256i red_green_23_67 = _mm256_madd_epi16(_mm256_shuffle_epi8(pixels_23_67, red_green),
                                                      _mm256_unpackhi_epi64(all_weights, all_weights));
    const __m256i blue = _mm256_madd_epi16(
        _mm256_or_si256(_mm256_shuffle_epi8(pixels_01_45, blue_low), _mm256_shuffle_epi8(pixels_23_67, blue_high)),
        all_weights);

    const __m256i red_then_green = _mm256_permutevar8x32_epi32(
        _mm256_packs_epi32(_mm256_srai_epi32(red_green_01_45, 4), _mm256_srai_epi32(red_green_23_67, 4)),
        even_pairs_first);
    const __m256i blue_shifted = _mm256_srai_epi32(blue, 4);
    const __m128i blue_words =
        _mm_packs_epi32(_mm256_castsi256_si128(blue_shifted), _mm256_extracti128_si256(blue_shifted, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(planes), _mm256_castsi256_si128(red_then_green));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(planes + pitch), _mm256_extracti128_si256(red_then_green, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(planes + 2 * pitch), blue_words);
}

/// Every second pixel's cache line, into the second level: the first has no room for two rows of a large picture, and
/// fetching into it was measured to be a third slower.
void fetch_eight(const std::uint8_t* upcoming, const std::int32_t* offsets) {
    for (int i = 0; i < 8; i += 2) _mm_prefetch(reinterpret_cast<const char*>(upcoming + offsets[i]), _MM_HINT_T1);
}

void interpolate(const std::uint8_t* source, const std::uint8_t* upcoming, const HorizontalTaps& taps,
                 std::int16_t* planes, std::ptrdiff_t pitch) {
    int x = 0;
    for (; x + 8 <= taps.wide_width; x += 8) {
        if (upcoming != nullptr) fetch_eight(upcoming, taps.offsets + x);
        interpolate_eight(source, taps.offsets + x, taps.weights + 2 * x, planes + x, pitch);
    }
    interpolate_from(x, source, taps, planes, pitch);
}
