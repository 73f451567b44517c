// SPDX-License-Identifier: Apache-2.0
//
// Means of 2x2 pixels with AVX2: 32 pixels of two rows to 16. Included inside the anonymous namespace of the levels
// that have AVX2.
//
// A 128-bit lane takes a group of eight pixels, 24 bytes, as two overlapping halves: bytes 0-15 and bytes 8-23.

struct SixteenPixels {
    __m256i bytes_0_15, bytes_8_23;
};

/// The groups at `pixels` (low lane) and at 48 bytes further (high lane).
SixteenPixels load_two_groups(const std::uint8_t* pixels) {
    const auto load = [&](int offset) {
        const auto* const low = reinterpret_cast<const __m128i*>(pixels + offset);
        const auto* const high = reinterpret_cast<const __m128i*>(pixels + offset + 48);
        return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(low)), _mm_loadu_si128(high), 1);
    };
    return {load(0), load(8)};
}

__m256i in_both_lanes(__m128i bytes) {
    return _mm256_broadcastsi128_si256(bytes);
}

/// Sums of horizontal neighbours in 16 bits: four of red, then four of green in each lane.
__m256i add_red_green(const SixteenPixels& pixels) {
    const __m256i from_low = in_both_lanes(_mm_setr_epi8(0, 3, 6, 9, 12, 15, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1));
    const __m256i from_high =
        in_both_lanes(_mm_setr_epi8(-1, -1, -1, -1, -1, -1, 10, 13, -1, -1, -1, -1, -1, 8, 11, 14));
    const __m256i bytes = _mm256_or_si256(_mm256_shuffle_epi8(pixels.bytes_0_15, from_low),
                                          _mm256_shuffle_epi8(pixels.bytes_8_23, from_high));
    return _mm256_maddubs_epi16(bytes, _mm256_set1_epi8(1));
}

/// Sums of horizontal neighbours in blue: four of `first`, then four of `second` in each lane.
__m256i add_blue(const SixteenPixels& first, const SixteenPixels& second) {
    const __m256i first_low = in_both_lanes(_mm_setr_epi8(2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    const __m256i first_high =
        in_both_lanes(_mm_setr_epi8(-1, -1, -1, -1, -1, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1));
    const __m256i second_low =
        in_both_lanes(_mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1));
    const __m256i second_high =
        in_both_lanes(_mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 9, 12, 15));
    const __m256i first_bytes = _mm256_or_si256(_mm256_shuffle_epi8(first.bytes_0_15, first_low),
                                                _mm256_shuffle_epi8(first.bytes_8_23, first_high));
    const __m256i second_bytes = _mm256_or_si256(_mm256_shuffle_epi8(second.bytes_0_15, second_low),
                                                 _mm256_shuffle_epi8(second.bytes_8_23, second_high));
    return _mm256_maddubs_epi16(_mm256_or_si256(first_bytes, second_bytes), _mm256_set1_epi8(1));
}

__m256i mean_of_four(__m256i upper_sum, __m256i lower_sum) {
    return _mm256_srli_epi16(_mm256_add_epi16(_mm256_add_epi16(upper_sum, lower_sum), _mm256_set1_epi16(2)), 2);
}

/// Groups 0 and 2 make the first half of each lane's result, groups 1 and 3 the second: so the result is in order.
void halve_sixteen(const std::uint8_t* upper, const std::uint8_t* lower, __m256i (&channels)[3]) {
    const SixteenPixels upper_02 = load_two_groups(upper), upper_13 = load_two_groups(upper + 24);
    const SixteenPixels lower_02 = load_two_groups(lower), lower_13 = load_two_groups(lower + 24);
    const __m256i red_green_02 = mean_of_four(add_red_green(upper_02), add_red_green(lower_02));
    const __m256i red_green_13 = mean_of_four(add_red_green(upper_13), add_red_green(lower_13));
    channels[0] = _mm256_unpacklo_epi64(red_green_02, red_green_13);
    channels[1] = _mm256_unpackhi_epi64(red_green_02, red_green_13);
    channels[2] = mean_of_four(add_blue(upper_02, upper_13), add_blue(lower_02, lower_13));
}
