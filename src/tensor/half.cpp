// SPDX-License-Identifier: Apache-2.0
#include <bit>

#include "yolozu/tensor.hpp"

namespace yolozu {
namespace {

constexpr std::uint32_t float_infinity = 0x7F800000U;
constexpr std::uint32_t half_infinity = 0x7C00U;

}  // namespace

float float_from_half(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 31) return std::bit_cast<float>(sign | float_infinity | (fraction << 13));
    if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;  // subnormal, exact
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
}

std::uint16_t half_from_float(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > float_infinity) return static_cast<std::uint16_t>(sign | half_infinity | 0x200U);
    if (magnitude >= 0x47800000U) return static_cast<std::uint16_t>(sign | half_infinity);  // 65536 and above
    if (magnitude < 0x38800000U) {
        // Below the smallest normal half: adding 0.5 makes the hardware round to a multiple of 2^-24, half to even.
        const float rounded = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(rounded) - 0x3F000000U));
    }
    const std::uint32_t odd = (magnitude >> 13) & 1U;
    const std::uint32_t rounded = magnitude - (112U << 23) + 0xFFFU + odd;  // a carry may run into the exponent: right
    return static_cast<std::uint16_t>(sign | (rounded >> 13));
}

}  // namespace yolozu
