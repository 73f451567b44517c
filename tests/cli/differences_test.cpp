// SPDX-License-Identifier: Apache-2.0
#include "cli/differences.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace yolozu::cli {
namespace {

TensorView view(std::span<const float> values, Shape shape) {
    return {DataType::float32, shape, values.data()};
}

TEST(Differences, AreTakenOverTheRangeWithZeroInIt) {
    const std::array found{1.0F, 3.5F}, expected{1.0F, 4.0F};
    const Difference between = difference(view(found, {2}), {}, view(expected, {2}));
    EXPECT_TRUE(between.comparable);
    EXPECT_DOUBLE_EQ(between.largest, 0.5);
    EXPECT_DOUBLE_EQ(between.range, 4.0);
    EXPECT_DOUBLE_EQ(between.relative(), 0.125);
}

TEST(Differences, LookThroughPermutations) {
    const std::array found{1.0F, 4.0F, 2.0F, 5.0F, 3.0F, 6.0F};     // 3 x 2
    const std::array expected{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F};  // 2 x 3
    constexpr std::array<std::int64_t, 2> permutation{1, 0};
    EXPECT_EQ(difference(view(found, {3, 2}), permutation, view(expected, {2, 3})).largest, 0.0);
    EXPECT_FALSE(difference(view(found, {3, 2}), {}, view(expected, {2, 3})).comparable);
}

TEST(Differences, OneNanIsAnInfiniteOne) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::array one{nan, 1.0F}, other{0.0F, 1.0F}, same{nan, 1.0F};
    EXPECT_TRUE(std::isinf(difference(view(one, {2}), {}, view(other, {2})).relative()));
    EXPECT_TRUE(std::isinf(difference(view(other, {2}), {}, view(one, {2})).relative()));
    EXPECT_EQ(difference(view(one, {2}), {}, view(same, {2})).relative(), 0.0);
}

}  // namespace
}  // namespace yolozu::cli
