// SPDX-License-Identifier: Apache-2.0
#include "decode/score_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace yolozu::test {
namespace {

std::vector<std::uint32_t> positions_of(const std::vector<Detection>& detections) {
    decode::ScoreOrder order;
    std::vector<std::uint32_t> positions;
    for (const std::uint64_t element : order.sort(detections))
        positions.push_back(decode::ScoreOrder::position(element));
    return positions;
}

TEST(ScoreOrder, SortsNothing) {
    EXPECT_TRUE(positions_of({}).empty());
}

TEST(ScoreOrder, EqualsAStableSort) {
    constexpr std::uint32_t seed = 7;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (const std::size_t count : {1U, 2U, 3U, 100U, 5000U}) {
        std::vector<Detection> detections(count);
        for (Detection& detection : detections)
            detection.score = std::ldexp(static_cast<float>(random() % 50), static_cast<int>(random() % 40) - 20);
        detections.front().score = std::numeric_limits<float>::denorm_min();
        detections.back().score = std::numeric_limits<float>::max();
        std::vector<std::uint32_t> expected(count);
        std::iota(expected.begin(), expected.end(), 0U);
        std::ranges::stable_sort(
            expected, [&](std::uint32_t a, std::uint32_t b) { return detections[a].score > detections[b].score; });
        EXPECT_EQ(positions_of(detections), expected);
    }
}

}  // namespace
}  // namespace yolozu::test
