// SPDX-License-Identifier: Apache-2.0
//
// Vectors of NEON, for the sources of this level alone; the texts of the kernels say what they mean.
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace yolozu::decode {
namespace {

struct Lanes {
    static constexpr std::size_t width = 4;
    using Floats = float32x4_t;
    using Integers = int32x4_t;
    using Mask = uint32x4_t;

    static float widen(float value) { return value; }
    static float widen(std::uint16_t half) {
        return vgetq_lane_f32(vcvt_f32_f16(vreinterpret_f16_u16(vdup_n_u16(half))), 0);
    }
    static Floats load(const float* from) { return vld1q_f32(from); }
    static Floats load(const std::uint16_t* from) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(from))); }
    static Integers load(const std::int32_t* from) { return vld1q_s32(from); }
    static void store(float* to, Floats value) { vst1q_f32(to, value); }
    static void store(std::int32_t* to, Integers value) { vst1q_s32(to, value); }
    static Floats splat(float value) { return vdupq_n_f32(value); }
    static Integers splat(std::int32_t value) { return vdupq_n_s32(value); }
    // vmaxq_f32 and vminq_f32 would let a NaN win.
    static Floats raise(Floats value, Floats best) { return vbslq_f32(vcgtq_f32(value, best), value, best); }
    static Floats lower(Floats value, Floats best) { return vbslq_f32(vcltq_f32(value, best), value, best); }
    static Floats add(Floats a, Floats b) { return vaddq_f32(a, b); }
    static Floats subtract(Floats a, Floats b) { return vsubq_f32(a, b); }
    static Floats multiply(Floats a, Floats b) { return vmulq_f32(a, b); }
    static Floats divide(Floats a, Floats b) { return vdivq_f32(a, b); }
    static Mask greater(Floats a, Floats b) { return vcgtq_f32(a, b); }
    static Mask greater_equal(Floats a, Floats b) { return vcgeq_f32(a, b); }
    static unsigned bits(Mask mask) {
        constexpr std::uint32_t weights[width] = {1, 2, 4, 8};
        return vaddvq_u32(vandq_u32(mask, vld1q_u32(weights)));
    }
    static Integers select(Mask mask, Integers yes, Integers no) { return vbslq_s32(mask, yes, no); }
    static Floats pick(const float* from, const std::int32_t* places, std::int32_t first) {
        return gather(from - first, places);
    }
    static Floats gather(const float* from, const std::int32_t* places) {
        Floats gathered = vdupq_n_f32(from[places[0]]);
        gathered = vld1q_lane_f32(from + places[1], gathered, 1);
        gathered = vld1q_lane_f32(from + places[2], gathered, 2);
        return vld1q_lane_f32(from + places[3], gathered, 3);
    }
};

}  // namespace
}  // namespace yolozu::decode
