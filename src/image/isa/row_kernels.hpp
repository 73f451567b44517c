// SPDX-License-Identifier: Apache-2.0
//
// The inner loops of preprocessing, one row at a time, compiled once for each vector level. All levels write the same
// bits. Only plain structs here: this header is read by sources with wider instructions than the baseline, so it must
// not bring in inline functions that the linker could then choose for everybody.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yolozu::image {

/// The horizontal bilinear table of cv::resize: output pixel x is a blend of the source pixel at byte offsets[x] and
/// its right neighbour, in units of 1/2048.
struct HorizontalTaps {
    const std::int32_t* offsets = nullptr;  ///< bytes from the start of the source row
    const std::int16_t* weights = nullptr;  ///< two for each output pixel
    int width = 0;                          ///< output pixels
    int wide_width = 0;                     ///< leading output pixels for which eight bytes may be read at the offset
    int neighbour_bytes = 3;                ///< 0 where the source is a single column
};

/// Two horizontally interpolated rows and their vertical weights, in units of 1/2048. A row holds three planes, R, G,
/// B, of `pitch` elements each; an element is 128 times the 8-bit level, and `pitch` leaves room to read a whole vector
/// at the last pixel.
struct BlendedRows {
    const std::int16_t* upper = nullptr;
    const std::int16_t* lower = nullptr;
    std::ptrdiff_t pitch = 0;
    std::int16_t upper_weight = 0;
    std::int16_t lower_weight = 0;
};

/// From an 8-bit level to the tensor's value: (level / divisor - mean) / deviation in float32, each operation rounded.
/// The arrays go by source channel, R, G, B.
struct Normalisation {
    float divisor = 1.0F;
    float mean[3] = {0.0F, 0.0F, 0.0F};
    float deviation[3] = {1.0F, 1.0F, 1.0F};
    /// True when there is neither mean nor deviation and fma(level, reciprocal, level * reciprocal_rest) was checked to
    /// be level / divisor for all 256 levels.
    bool by_reciprocal = false;
    float reciprocal = 1.0F;
    float reciprocal_rest = 0.0F;  ///< 1 / divisor - reciprocal
};

/// Type of the tensor's elements. Bytes take the levels as they are, whatever the normalisation.
enum class Element { float32, float16, uint8 };

/// A row of the tensor: where the planes of the source's R, G and B begin in that row.
struct TensorRow {
    void* planes[3] = {nullptr, nullptr, nullptr};
    Element element = Element::float32;
};

/// The horizontal table of cv::resize INTER_CUBIC: output pixel x is the sum of the four pixels from byte offsets[x]
/// on, in units of 1/2048. Sixteen bytes may be read at each offset.
struct CubicTaps {
    const std::int32_t* offsets = nullptr;
    const std::int16_t* weights = nullptr;  ///< four for each output pixel
    int width = 0;                          ///< output pixels
};

/// Four horizontally filtered rows and their vertical weights, in units of 1/2048, for `count` interleaved elements.
struct CubicRows {
    const std::int32_t* rows[4] = {nullptr, nullptr, nullptr, nullptr};
    std::int16_t weights[4] = {0, 0, 0, 0};
    int count = 0;
};

/// Two rows of interleaved sums in units of 1/32 and the lower one's weight in the same unit.
struct WarpedRows {
    const std::int32_t* upper = nullptr;
    const std::int32_t* lower = nullptr;
    int fraction = 0;
    int count = 0;  ///< elements
};

/// The horizontal table of an antialiasing filter: output pixel x is the sum of counts[x] pixels from pixel firsts[x]
/// on, with the weights from weights[x * pitch] on.
template <class Number>
struct WideTaps {
    const std::int32_t* firsts = nullptr;
    const std::int32_t* counts = nullptr;
    const Number* weights = nullptr;
    std::ptrdiff_t pitch = 0;
    int width = 0;  ///< output pixels
};

/// Three planes, R, G, B, of `pitch` elements each. `pitch` leaves room to read and write whole vectors at the last
/// pixel.
struct FloatRow {
    const float* planes = nullptr;
    std::ptrdiff_t pitch = 0;
};

struct RowKernels {
    /// Interpolates a row of interleaved RGB horizontally into three planes of 128-fold levels. `upcoming` is a row
    /// that will be interpolated soon and that the processor does not guess, or null: it may be fetched into the cache.
    void (*interpolate)(const std::uint8_t* source, const std::uint8_t* upcoming, const HorizontalTaps& taps,
                        std::int16_t* planes, std::ptrdiff_t pitch);
    /// Interpolates vertically between two such rows and writes `width` pixels to the tensor.
    void (*write_blended)(const BlendedRows& rows, int width, const Normalisation& normalisation,
                          const TensorRow& target);
    /// Writes `width` pixels of interleaved RGB to the tensor.
    void (*write_copied)(const std::uint8_t* source, int width, const Normalisation& normalisation,
                         const TensorRow& target);
    /// Writes the means of 2x2 pixels, `width` of them, to the tensor.
    void (*write_halved)(const std::uint8_t* upper, const std::uint8_t* lower, int width,
                         const Normalisation& normalisation, const TensorRow& target);

    /// Filters a row of interleaved RGB with cubic taps into interleaved sums; one sum more than the row has is
    /// written.
    void (*filter_cubic)(const std::uint8_t* source, const CubicTaps& taps, std::int32_t* sums);
    /// Blends such rows vertically into interleaved levels, with the rounding of cv::resize.
    void (*blend_cubic)(const CubicRows& rows, std::uint8_t* levels);

    /// Blends such rows vertically into interleaved levels, halves rounded up.
    void (*blend_warped)(const WarpedRows& rows, std::uint8_t* levels);

    /// Interleaved RGB as numbers for the filters below.
    void (*widen_to_integers)(const std::uint8_t* source, int width, std::int32_t* widened);
    void (*widen_to_floats)(const std::uint8_t* source, int width, float* widened);
    /// Filters a row of interleaved RGB, of which one number more than it has may be read, into interleaved levels: the
    /// weights are units of 2^-22, sums are rounded and clamped (Pillow).
    void (*filter_levels)(const std::int32_t* source, const WideTaps<std::int32_t>& taps, std::uint8_t* levels);
    /// The same into three planes of sums without rounding to levels.
    void (*filter_floats)(const float* source, const WideTaps<float>& taps, float* planes, std::ptrdiff_t pitch);
    /// Adds `weight` times each of `count` values to the sums.
    void (*add_levels)(const std::uint8_t* levels, std::int32_t weight, int count, std::int32_t* sums);
    void (*add_floats)(const float* values, float weight, int count, float* sums);
    /// Rounds and clamps sums in units of 2^-22 to levels.
    void (*round_to_levels)(const std::int32_t* sums, int count, std::uint8_t* levels);
    /// Normalises levels that are not whole numbers and writes `width` pixels to the tensor, which is not of bytes.
    void (*write_floats)(const FloatRow& row, int width, const Normalisation& normalisation, const TensorRow& target);
};

extern const RowKernels row_kernels_ref;
#if defined(__x86_64__)
extern const RowKernels row_kernels_sse2;
extern const RowKernels row_kernels_avx2;
extern const RowKernels row_kernels_avx512;
#elif defined(__aarch64__)
extern const RowKernels row_kernels_neon;
#endif

}  // namespace yolozu::image
