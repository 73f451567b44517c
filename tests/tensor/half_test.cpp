// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "yolozu/tensor.hpp"

namespace yolozu {
namespace {

/// The value of a binary16 by its definition, computed in double.
double by_definition(std::uint16_t half) {
    const int exponent = half >> 10 & 31;
    const double fraction = half & 1023;
    const double sign = (half & 0x8000) != 0 ? -1.0 : 1.0;
    if (exponent == 31) return fraction == 0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
    return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

TEST(Half, ReadsEveryPattern) {
    for (unsigned bits = 0; bits <= 0xFFFF; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const double expected = by_definition(half);
        const float found = float_from_half(half);
        if (std::isnan(expected)) {
            ASSERT_TRUE(std::isnan(found)) << bits;
            continue;
        }
        ASSERT_EQ(static_cast<double>(found), expected) << bits;
        ASSERT_EQ(half_from_float(found), half);
    }
}

TEST(Half, RoundsHalvesBetweenNeighboursToEven) {
    for (unsigned bits = 0; bits < 0x7BFF; ++bits) {
        const auto lower = static_cast<std::uint16_t>(bits), upper = static_cast<std::uint16_t>(bits + 1);
        const float middle = static_cast<float>((by_definition(lower) + by_definition(upper)) / 2);
        const std::uint16_t even = (bits & 1) == 0 ? lower : upper;
        ASSERT_EQ(half_from_float(middle), even) << bits;
        ASSERT_EQ(half_from_float(std::nextafter(middle, 0.0F)), lower) << bits;
        ASSERT_EQ(half_from_float(std::nextafter(middle, 1e9F)), upper) << bits;
    }
}

TEST(Half, OverflowsToInfinityAndKeepsNaN) {
    EXPECT_EQ(half_from_float(65519.996F), 0x7BFF);
    EXPECT_EQ(half_from_float(65520.0F), 0x7C00);
    EXPECT_EQ(half_from_float(-1e30F), 0xFC00);
    EXPECT_TRUE(std::isnan(float_from_half(half_from_float(std::nanf("")))));
}

TEST(Half, UnderflowsToSignedZero) {
    EXPECT_EQ(half_from_float(0x1p-25F), 0x0000);
    EXPECT_EQ(half_from_float(std::nextafter(0x1p-25F, 1.0F)), 0x0001);
    EXPECT_EQ(half_from_float(-1e-30F), 0x8000);
}

}  // namespace
}  // namespace yolozu
