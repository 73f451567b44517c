// SPDX-License-Identifier: Apache-2.0
//
// AArch64 Advanced SIMD: 8 pixels at a time. The horizontal pass is scalar: its reads are scattered.
#include <arm_neon.h>

#include "image/isa/row_kernels.hpp"

namespace yolozu::image {
namespace {

struct Levels {
    static constexpr int count = 8;
    int16x8_t words;
};

using Floats = float32x4_t;

Floats broadcast(float value) {
    return vdupq_n_f32(value);
}

Floats divide_by_reciprocal(Floats level, Floats reciprocal, Floats reciprocal_rest, Floats) {
    return vfmaq_f32(level * reciprocal_rest, level, reciprocal);
}

/// The upper half of a product: vqdmulh doubles it, which never saturates here, weights being 2048 at most.
int16x8_t multiply_high(int16x8_t values, std::int16_t weight) {
    return vshrq_n_s16(vqdmulhq_n_s16(values, weight), 1);
}

Levels blend(const std::int16_t* upper, const std::int16_t* lower, std::int16_t upper_weight,
             std::int16_t lower_weight) {
    const int16x8_t sum =
        vaddq_s16(multiply_high(vld1q_s16(upper), upper_weight), multiply_high(vld1q_s16(lower), lower_weight));
    return {vrshrq_n_s16(sum, 2)};
}

void deinterleave(const std::uint8_t* pixels, Levels (&channels)[3]) {
    const uint8x8x3_t planes = vld3_u8(pixels);
    for (int channel = 0; channel < 3; ++channel)
        channels[channel].words = vreinterpretq_s16_u16(vmovl_u8(planes.val[channel]));
}

void halve(const std::uint8_t* upper, const std::uint8_t* lower, Levels (&channels)[3]) {
    const uint8x16x3_t upper_planes = vld3q_u8(upper), lower_planes = vld3q_u8(lower);
    for (int channel = 0; channel < 3; ++channel) {
        const uint16x8_t sum = vpadalq_u8(vpaddlq_u8(upper_planes.val[channel]), lower_planes.val[channel]);
        channels[channel].words = vreinterpretq_s16_u16(vrshrq_n_u16(sum, 2));
    }
}

Floats to_floats(int16x4_t four_words) {
    return vcvtq_f32_s32(vmovl_s16(four_words));
}

template <class ToValue>
void store(float* target, const Levels& levels, const ToValue& to_value) {
    vst1q_f32(target, to_value(to_floats(vget_low_s16(levels.words))));
    vst1q_f32(target + 4, to_value(to_floats(vget_high_s16(levels.words))));
}

template <class ToValue>
void store(std::uint16_t* target, const Levels& levels, const ToValue& to_value) {
    const auto store_four = [&](std::uint16_t* start, int16x4_t four_words) {
        vst1_u16(start, vreinterpret_u16_f16(vcvt_f16_f32(to_value(to_floats(four_words)))));
    };
    store_four(target, vget_low_s16(levels.words));
    store_four(target + 4, vget_high_s16(levels.words));
}

template <class ToValue>
void store(std::uint8_t* target, const Levels& levels, const ToValue&) {
    vst1_u8(target, vqmovun_s16(levels.words));
}

void store_eight_halves(std::uint16_t* target, const float* values) {
    for (int i = 0; i < 8; i += 4) vst1_u16(target + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(values + i))));
}

#include "image/isa/write_rows.inl.hpp"

#include "image/isa/filter_rows.inl.hpp"

void interpolate(const std::uint8_t* source, const std::uint8_t*, const HorizontalTaps& taps, std::int16_t* planes,
                 std::ptrdiff_t pitch) {
    interpolate_from(0, source, taps, planes, pitch);
}

void filter_cubic(const std::uint8_t* source, const CubicTaps& taps, std::int32_t* sums) {
    filter_cubic_from(0, source, taps, sums);
}

}  // namespace

const RowKernels row_kernels_neon{interpolate,   write_blended, write_copied,        write_halved,    filter_cubic,
                                  blend_cubic,   blend_warped,  widen<std::int32_t>, widen<float>,    filter_levels,
                                  filter_floats, add_levels,    add_floats,          round_to_levels, write_floats};

}  // namespace yolozu::image
