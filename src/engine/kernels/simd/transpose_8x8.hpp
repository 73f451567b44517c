// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <immintrin.h>

#include <cstddef>

namespace yolozu::engine::YOLOZU_LEVEL {

inline __m256 two_rows(const std::byte* from, std::size_t row_stride, std::size_t row) {
    const __m128 upper = _mm_loadu_ps(reinterpret_cast<const float*>(from + 4 * row_stride * row));
    const __m128 lower = _mm_loadu_ps(reinterpret_cast<const float*>(from + 4 * row_stride * (row + 4)));
    return _mm256_insertf128_ps(_mm256_castps128_ps256(upper), lower, 1);
}

/// Transposes 8 x 8 elements of four bytes; strides in elements.
inline void transpose_8x8(const std::byte* from, std::size_t from_stride, std::byte* to, std::size_t to_stride) {
    for (std::size_t half = 0; half < 2; ++half) {  // columns 0 to 3, then 4 to 7
        const std::byte* const source = from + 16 * half;
        const __m256 row0 = two_rows(source, from_stride, 0), row1 = two_rows(source, from_stride, 1);
        const __m256 row2 = two_rows(source, from_stride, 2), row3 = two_rows(source, from_stride, 3);
        const __m256 low01 = _mm256_unpacklo_ps(row0, row1), high01 = _mm256_unpackhi_ps(row0, row1);
        const __m256 low23 = _mm256_unpacklo_ps(row2, row3), high23 = _mm256_unpackhi_ps(row2, row3);
        const auto column = [&](std::size_t index) {
            return reinterpret_cast<float*>(to + 4 * to_stride * (4 * half + index));
        };
        _mm256_storeu_ps(column(0), _mm256_shuffle_ps(low01, low23, 0x44));
        _mm256_storeu_ps(column(1), _mm256_shuffle_ps(low01, low23, 0xEE));
        _mm256_storeu_ps(column(2), _mm256_shuffle_ps(high01, high23, 0x44));
        _mm256_storeu_ps(column(3), _mm256_shuffle_ps(high01, high23, 0xEE));
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
