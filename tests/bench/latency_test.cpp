// SPDX-License-Identifier: Apache-2.0
#include "bench/latency.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <sstream>

#include "support/files.hpp"
#include "support/program.hpp"
#include "support/seed.hpp"

namespace yolozu::bench {
namespace {

TEST(Percentile, InterpolatesBetweenTheNeighbours) {
    const std::vector<double> four{10, 20, 30, 40};
    EXPECT_DOUBLE_EQ(percentile(four, 0), 10);
    EXPECT_DOUBLE_EQ(percentile(four, 50), 25);    // place 1.5
    EXPECT_DOUBLE_EQ(percentile(four, 90), 37);    // place 2.7
    EXPECT_DOUBLE_EQ(percentile(four, 99), 39.7);  // place 2.97
    EXPECT_DOUBLE_EQ(percentile(four, 100), 40);
    const std::vector<double> one{7};
    EXPECT_DOUBLE_EQ(percentile(one, 95), 7);
}

TEST(Summarise, TakesTimesInAnyOrder) {
    const Latency latency = summarise({5, 1, 4, 2, 3});
    EXPECT_DOUBLE_EQ(latency.mean, 3);
    EXPECT_DOUBLE_EQ(latency.p50, 3);
    EXPECT_DOUBLE_EQ(latency.p90, 4.6);
    EXPECT_DOUBLE_EQ(latency.p95, 4.8);
    EXPECT_DOUBLE_EQ(latency.p99, 4.96);
    EXPECT_DOUBLE_EQ(latency.least, 1);
    EXPECT_DOUBLE_EQ(latency.most, 5);
}

/// Python's statistics module has the same definition under the name "inclusive".
TEST(Summarise, AgreesWithPythonsQuantiles) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(fmt::format("YOLOZU_TEST_SEED={}", seed));
    std::mt19937 random(seed);
    std::lognormal_distribution<double> skewed(1, 0.5);
    const test::TemporaryFolder folder;
    for (const std::size_t count : {2U, 3U, 50U, 101U, 997U}) {
        std::vector<double> times(count);
        for (double& time : times) time = skewed(random);
        std::string text;
        for (const double time : times) text += fmt::format("{}\n", time);
        test::write_text(folder / "times", text);
        const auto result =
            test::Program(YOLOZU_PYTHON,
                          {"-c",
                           "import statistics, sys\n"
                           "times = [float(line) for line in open(sys.argv[1])]\n"
                           "q = statistics.quantiles(times, n=100, method='inclusive')\n"
                           "print(statistics.fmean(times), q[49], q[89], q[94], q[98], min(times), max(times))",
                           folder / "times"})
                .wait();
        ASSERT_EQ(result.exit_code, 0) << result.err;
        std::istringstream expected(result.out);
        const Latency latency = summarise(times);
        for (const double figure :
             {latency.mean, latency.p50, latency.p90, latency.p95, latency.p99, latency.least, latency.most}) {
            double oracle = 0;
            ASSERT_TRUE(expected >> oracle);
            EXPECT_NEAR(figure, oracle, 1e-12 * oracle) << count << " times";
        }
    }
}

/// The l-th least and largest of 1, 2, ..., n: the ranks in the tables of the sign test.
TEST(MedianInterval, HasTheRanksOfTheTables) {
    const auto lower_rank = [](int count) {
        std::vector<double> times(static_cast<std::size_t>(count));
        std::iota(times.begin(), times.end(), 1.0);
        const std::optional<MedianInterval> interval = median_interval(times);
        if (!interval) return 0;
        EXPECT_DOUBLE_EQ(interval->median, (count + 1) / 2.0);
        EXPECT_DOUBLE_EQ(interval->upper, count + 1 - interval->lower);
        return static_cast<int>(interval->lower);
    };
    EXPECT_EQ(lower_rank(1), 0);
    EXPECT_EQ(lower_rank(5), 0);
    EXPECT_EQ(lower_rank(6), 1);
    EXPECT_EQ(lower_rank(10), 2);
    EXPECT_EQ(lower_rank(15), 4);
    EXPECT_EQ(lower_rank(20), 6);
    EXPECT_EQ(lower_rank(30), 10);
    EXPECT_EQ(lower_rank(50), 18);
    EXPECT_EQ(lower_rank(100), 40);
}

/// It misses the true median when less than l or more than n - l of n coins fall one way.
TEST(MedianInterval, HoldsTheMedianInNinetyFivePercentOfCases) {
    for (int count = 6; count <= 2'000; ++count) {
        std::vector<double> times(static_cast<std::size_t>(count));
        std::iota(times.begin(), times.end(), 1.0);
        const std::optional<MedianInterval> interval = median_interval(times);
        ASSERT_TRUE(interval);
        double missed = 0;
        for (int below = 0; below < static_cast<int>(interval->lower); ++below)
            missed += 2 * std::exp(std::lgamma(count + 1) - std::lgamma(below + 1) - std::lgamma(count - below + 1) -
                                   count * std::log(2));
        EXPECT_LE(missed, 0.05) << count << " times";
    }
}

TEST(Uncertainty, IsTheFartherEndsShareOfTheMedian) {
    EXPECT_DOUBLE_EQ(uncertainty({98, 100, 101}), 0.02);
    EXPECT_DOUBLE_EQ(uncertainty({99, 100, 104}), 0.04);
    EXPECT_DOUBLE_EQ(uncertainty({0, 0, 0}), 0);
    EXPECT_TRUE(std::isinf(uncertainty({0, 0, 1})));
}

/// `count` times, 100 and 101 in turn.
std::vector<double> steady(std::size_t count) {
    std::vector<double> times(count);
    for (std::size_t index = 0; index < count; ++index) times[index] = index % 2 == 0 ? 100 : 101;
    return times;
}

TEST(Stability, NeedsEnoughRuns) {
    EXPECT_FALSE(is_stable(steady(49), {}));
    EXPECT_TRUE(is_stable(steady(50), {}));
    EXPECT_FALSE(is_stable(steady(50), {51, 0.01}));
    EXPECT_FALSE(is_stable({}, {0, 0.01}));
}

TEST(Stability, NeedsANarrowInterval) {
    // The median of 100 and 101 in equal numbers is 100.5, and both ends are 0.5 away: 0.4975 %.
    EXPECT_TRUE(is_stable(steady(50), {50, 0.004976}));
    EXPECT_FALSE(is_stable(steady(50), {50, 0.004974}));
}

TEST(Stability, IsNotFooledByOutliers) {
    std::vector<double> times = steady(100);
    for (std::size_t index = 0; index < times.size(); index += 10) times[index] = 1e6;
    EXPECT_TRUE(is_stable(times, {}));
}

TEST(Stability, NeedsTwoHalvesThatAgree) {
    // 100 for 25 runs, 103 for 75: the interval of all is a point, but the first half (100 and 103 in equal numbers,
    // median 101.5 of an even count of 50, which are 25 each) is 1.5 below the second: 1.46 %, within 2 %.
    std::vector<double> times(100, 103);
    std::fill_n(times.begin(), 25, 100);
    EXPECT_TRUE(is_stable(times, {}));
    // 30 runs of 100: the first half's median is 100, 2.9 % below.
    std::fill_n(times.begin(), 30, 100);
    EXPECT_FALSE(is_stable(times, {}));
}

}  // namespace
}  // namespace yolozu::bench
