// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

namespace yolozu::engine::neon {

/// See lanes.hpp.
struct Lanes {
    static constexpr std::size_t width = 4;
    static constexpr std::size_t tile = 4;
    static constexpr std::size_t registers = 32;
    using Floats = float32x4_t;
    using Integers = int32x4_t;
    using Mask = uint32x4_t;
    /// 2 * width elements of 16 bits.
    using Shorts = int16x8_t;

    // Memory.
    static Floats load(const float* from) { return vld1q_f32(from); }
    static Integers load(const std::int32_t* from) { return vld1q_s32(from); }
    static void store(float* to, Floats value) { vst1q_f32(to, value); }
    static void store(std::int32_t* to, Integers value) { vst1q_s32(to, value); }
    static Floats load_some(const float* from, std::size_t count) {
        if (count >= width) return load(from);
        Floats value = vdupq_n_f32(0.0F);
        if (count > 0) value = vld1q_lane_f32(from, value, 0);
        if (count > 1) value = vld1q_lane_f32(from + 1, value, 1);
        if (count > 2) value = vld1q_lane_f32(from + 2, value, 2);
        return value;
    }
    static Integers load_some(const std::int32_t* from, std::size_t count) {
        if (count >= width) return load(from);
        Integers value = vdupq_n_s32(0);
        if (count > 0) value = vld1q_lane_s32(from, value, 0);
        if (count > 1) value = vld1q_lane_s32(from + 1, value, 1);
        if (count > 2) value = vld1q_lane_s32(from + 2, value, 2);
        return value;
    }
    static void store_some(float* to, Floats value, std::size_t count) {
        if (count >= width) return store(to, value);
        if (count > 0) vst1q_lane_f32(to, value, 0);
        if (count > 1) vst1q_lane_f32(to + 1, value, 1);
        if (count > 2) vst1q_lane_f32(to + 2, value, 2);
    }
    static void store_some(std::int32_t* to, Integers value, std::size_t count) {
        if (count >= width) return store(to, value);
        if (count > 0) vst1q_lane_s32(to, value, 0);
        if (count > 1) vst1q_lane_s32(to + 1, value, 1);
        if (count > 2) vst1q_lane_s32(to + 2, value, 2);
    }
    static Integers load_widened(const std::uint8_t* from) {
        return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(vmovl_u8(vcreate_u8(four_bytes(from))))));
    }
    static Integers load_widened(const std::int8_t* from) {
        return vmovl_s16(vget_low_s16(vmovl_s8(vcreate_s8(four_bytes(from)))));
    }
    static Floats load_half(const std::uint16_t* from) { return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(from))); }
    static void store_half(std::uint16_t* to, Floats value) { vst1_u16(to, vreinterpret_u16_f16(vcvt_f16_f32(value))); }
    static void store_saturated(std::uint8_t* to, Integers value) {
        const int16x4_t shorts = vqmovn_s32(value);
        const std::uint32_t four = vget_lane_u32(vreinterpret_u32_u8(vqmovun_s16(vcombine_s16(shorts, shorts))), 0);
        __builtin_memcpy(to, &four, 4);
    }
    static void store_saturated(std::int8_t* to, Integers value) {
        const int16x4_t shorts = vqmovn_s32(value);
        const std::uint32_t four = vget_lane_u32(vreinterpret_u32_s8(vqmovn_s16(vcombine_s16(shorts, shorts))), 0);
        __builtin_memcpy(to, &four, 4);
    }

    // Floats.
    static Floats splat(float value) { return vdupq_n_f32(value); }
    static Floats fma(Floats a, Floats b, Floats c) { return vfmaq_f32(c, a, b); }
    static Floats fnma(Floats a, Floats b, Floats c) { return vfmsq_f32(c, a, b); }
    static Floats min(Floats a, Floats b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
    static Floats max(Floats a, Floats b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
    static Floats abs(Floats a) { return vabsq_f32(a); }
    static Floats sqrt(Floats a) { return vsqrtq_f32(a); }
    static Floats round(Floats a) { return vrndnq_f32(a); }
    static Floats floor(Floats a) { return vrndmq_f32(a); }
    static Floats ceil(Floats a) { return vrndpq_f32(a); }
    static Floats with_sign_of(Floats magnitude, Floats sign) {
        return vbslq_f32(vdupq_n_u32(0x80000000U), sign, magnitude);
    }
    static Floats times_power_of_two(Floats value, Floats power) {
        const int32x4_t whole = vcvtnq_s32_f32(power);
        const int32x4_t half = vshrq_n_s32(whole, 1);
        return value * power_of_two(half) * power_of_two(vsubq_s32(whole, half));
    }
    static Floats power_of_two(Integers power) {
        return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(power, vdupq_n_s32(127)), 23));
    }

    // Masks.
    static Mask less(Floats a, Floats b) { return vcltq_f32(a, b); }
    static Mask less_equal(Floats a, Floats b) { return vcleq_f32(a, b); }
    static Mask greater(Floats a, Floats b) { return vcgtq_f32(a, b); }
    static Mask greater_equal(Floats a, Floats b) { return vcgeq_f32(a, b); }
    static Mask equal(Floats a, Floats b) { return vceqq_f32(a, b); }
    static Mask is_nan(Floats a) { return vmvnq_u32(vceqq_f32(a, a)); }
    static Floats select(Mask mask, Floats yes, Floats no) { return vbslq_f32(mask, yes, no); }
    static Integers select(Mask mask, Integers yes, Integers no) { return vbslq_s32(mask, yes, no); }
    static unsigned bits(Mask mask) {
        const std::uint32_t weights[4] = {1, 2, 4, 8};
        return vaddvq_u32(vandq_u32(mask, vld1q_u32(weights)));
    }

    // Integers.
    static Integers splat(std::int32_t value) { return vdupq_n_s32(value); }
    static Integers add(Integers a, Integers b) { return vaddq_s32(a, b); }
    static Integers subtract(Integers a, Integers b) { return vsubq_s32(a, b); }
    static Integers multiply(Integers a, Integers b) { return vmulq_s32(a, b); }
    static Integers bit_and(Integers a, Integers b) { return vandq_s32(a, b); }
    static Integers bit_or(Integers a, Integers b) { return vorrq_s32(a, b); }
    static Integers min(Integers a, Integers b) { return vminq_s32(a, b); }
    static Integers max(Integers a, Integers b) { return vmaxq_s32(a, b); }
    template <int count>
    static Integers shift_left(Integers a) {
        return vshlq_n_s32(a, count);
    }
    template <int count>
    static Integers shift_right(Integers a) {
        return vshrq_n_s32(a, count);
    }
    template <int count>
    static Integers shift_right_logical(Integers a) {
        return vreinterpretq_s32_u32(vshrq_n_u32(vreinterpretq_u32_s32(a), count));
    }
    static Floats to_floats(Integers a) { return vcvtq_f32_s32(a); }
    static Integers to_integers(Floats a) { return vcvtnq_s32_f32(a); }
    static Integers truncate(Floats a) { return vcvtq_s32_f32(a); }
    static Floats as_floats(Integers a) { return vreinterpretq_f32_s32(a); }
    static Integers as_integers(Floats a) { return vreinterpretq_s32_f32(a); }

    // 16-bit elements.
    static Shorts load_shorts(const std::int16_t* from) { return vld1q_s16(from); }
    static Shorts splat_pair(std::int32_t two_shorts) { return vreinterpretq_s16_s32(vdupq_n_s32(two_shorts)); }
    static Integers dot_pairs(Shorts a, Shorts b) {
        return vpaddq_s32(vmull_s16(vget_low_s16(a), vget_low_s16(b)), vmull_high_s16(a, b));
    }

    // 8-bit elements, of machines that has_byte_products speaks of.
#ifdef __clang__
#define YOLOZU_BYTE_PRODUCTS [[gnu::target("dotprod")]]
#else
#define YOLOZU_BYTE_PRODUCTS [[gnu::target("arch=armv8.2-a+dotprod")]]
#endif
    static Integers load_bytes(const void* from) {
        return vreinterpretq_s32_s8(vld1q_s8(static_cast<const std::int8_t*>(from)));
    }
    YOLOZU_BYTE_PRODUCTS static Integers add_products_of_bytes(Integers sums, Integers weights, Integers signed_bytes) {
        return vdotq_s32(sums, vreinterpretq_s8_s32(weights), vreinterpretq_s8_s32(signed_bytes));
    }

    // Across lanes.
    static std::int32_t sum(Integers a) {
        return vaddvq_s32(a);
    }
    static float sum(Floats a) {
        const float32x2_t half = vadd_f32(vget_low_f32(a), vget_high_f32(a));
        return vget_lane_f32(half, 0) + vget_lane_f32(half, 1);
    }
    static float largest(Floats a) {
        const Floats half = max(a, vextq_f32(a, a, 2));
        return vgetq_lane_f32(max(half, vextq_f32(half, half, 1)), 0);
    }
    static float smallest(Floats a) {
        const Floats half = min(a, vextq_f32(a, a, 2));
        return vgetq_lane_f32(min(half, vextq_f32(half, half, 1)), 0);
    }
    static void transpose_tile(const std::byte* from, std::size_t from_stride, std::byte* to, std::size_t to_stride) {
        const auto row = [&](std::size_t index) {
            return vreinterpretq_u32_u8(
                vld1q_u8(reinterpret_cast<const std::uint8_t*>(from + 4 * index * from_stride)));
        };
        const uint32x4x2_t first = vtrnq_u32(row(0), row(1)), second = vtrnq_u32(row(2), row(3));
        const auto put = [&](std::size_t index, uint32x2_t low, uint32x2_t high) {
            vst1q_u8(reinterpret_cast<std::uint8_t*>(to + 4 * index * to_stride),
                     vreinterpretq_u8_u32(vcombine_u32(low, high)));
        };
        put(0, vget_low_u32(first.val[0]), vget_low_u32(second.val[0]));
        put(1, vget_low_u32(first.val[1]), vget_low_u32(second.val[1]));
        put(2, vget_high_u32(first.val[0]), vget_high_u32(second.val[0]));
        put(3, vget_high_u32(first.val[1]), vget_high_u32(second.val[1]));
    }

private:
    static std::uint64_t four_bytes(const void* from) {
        std::uint32_t four = 0;
        __builtin_memcpy(&four, from, 4);
        return four;
    }
};

}  // namespace yolozu::engine::neon
