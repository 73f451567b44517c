// SPDX-License-Identifier: Apache-2.0
#include "bench/noise.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "bench/rows.hpp"
#include "support/seed.hpp"

namespace yolozu::bench {
namespace {

using test::row_of;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Drift, ComparesTheLastThirdWithTheFirst) {
    std::vector<double> times(30, 11);
    std::fill_n(times.begin(), 10, 10);
    std::fill(times.end() - 10, times.end(), 12);
    EXPECT_DOUBLE_EQ(drift(times).value(), 0.2);
    std::ranges::reverse(times);
    EXPECT_DOUBLE_EQ(drift(times).value(), 10.0 / 12 - 1);
    times.pop_back();
    EXPECT_FALSE(drift(times)) << "29 times are too few";
    EXPECT_FALSE(drift(std::vector<double>(30, 0.0)));
}

TEST(TwoGroups, AreFoundWithTheirMeansAndShares) {
    std::vector<double> times(14, 4);
    times.resize(20, 6);
    const std::optional<TwoGroups> groups = two_groups(times);
    ASSERT_TRUE(groups);
    EXPECT_DOUBLE_EQ(groups->lower, 4);
    EXPECT_DOUBLE_EQ(groups->upper, 6);
    EXPECT_DOUBLE_EQ(groups->upper_share, 0.3);
}

TEST(TwoGroups, NeedSharesAndAGap) {
    std::vector<double> few_slow(39, 4);
    few_slow.push_back(9);
    EXPECT_FALSE(two_groups(few_slow)) << "2.5 % are outliers";
    std::vector<double> near(20, 4);
    near.resize(40, 4.1);
    EXPECT_FALSE(two_groups(near)) << "2.5 % apart do not matter";
    EXPECT_FALSE(two_groups(std::vector<double>(40, 4)));
    EXPECT_FALSE(two_groups(std::vector<double>{1, 1, 2, 2})) << "too few";
}

TEST(TwoGroups, AreNotSeenInOneBellOrBox) {
    const unsigned seed = test::random_seed();
    SCOPED_TRACE(fmt::format("YOLOZU_TEST_SEED={}", seed));
    std::mt19937 random(seed);
    std::normal_distribution<double> bell(100, 20);
    std::uniform_real_distribution<double> box(50, 150);
    std::vector<double> bells(500), boxes(500), both(500);
    for (double& time : bells) time = bell(random);
    for (double& time : boxes) time = box(random);
    for (double& time : both) time = bell(random) + (random() % 2 == 0 ? 200 : 0);
    for (std::vector<double>* const times : {&bells, &boxes, &both}) std::ranges::sort(*times);
    EXPECT_FALSE(two_groups(bells));
    EXPECT_FALSE(two_groups(boxes));
    EXPECT_TRUE(two_groups(both));
}

MachineFacts four_processors() {
    MachineFacts machine;
    machine.allowed = 4;
    return machine;
}

TEST(DoubtsAboutARow, AreNoneForSteadyTimes) {
    EXPECT_THAT(doubts_about(row_of("steady", std::vector<double>(60, 5)), four_processors()), IsEmpty());
}

TEST(DoubtsAboutARow, NameAnUncertainMedian) {
    std::vector<double> times;
    for (int run = 0; run < 20; ++run) times.push_back(100 + run % 10);
    // Sorted: each of 100 to 109 twice; the 6th is 102, the median 104.5, 2.5 or 2.39 % above.
    EXPECT_THAT(doubts_about(row_of("wide", times), four_processors()), Contains(HasSubstr("known to 2.4 % only")));
    EXPECT_THAT(doubts_about(row_of("short", {5, 5}), four_processors()), Contains(HasSubstr("2 runs: too few")));
}

TEST(DoubtsAboutARow, NameAChangingPaceButNotChangingPictures) {
    std::vector<double> times(30, 10);
    times.resize(60, 13);
    Row row = row_of("slower", times);
    EXPECT_THAT(doubts_about(row, four_processors()), Contains(HasSubstr("last third of the runs was 30 % slower")));
    EXPECT_THAT(doubts_about(row, four_processors()),
                Contains(HasSubstr("50 % around 10.000 ms and 50 % around 13.000")));
    row.picture_count = 2;
    EXPECT_THAT(doubts_about(row, four_processors()), Not(Contains(HasSubstr("third"))));
    EXPECT_THAT(doubts_about(row, four_processors()), Not(Contains(HasSubstr("kinds"))));
}

TEST(DoubtsAboutARow, NameThreadsThatHadToWait) {
    Row row = row_of("crowded", std::vector<double>(50, 20));  // one second
    row.threads = 8;
    row.involuntary_switches = 51;
    EXPECT_THAT(doubts_about(row, four_processors()),
                testing::ElementsAre("8 threads share 4 processors",
                                     "its threads were made to wait for others 51 times a second"));
    row.threads = 4;
    row.involuntary_switches = 50;
    EXPECT_THAT(doubts_about(row, four_processors()), IsEmpty());
}

TEST(DoubtsAboutTheMachine, AreDifferencesOfItsCounters) {
    const MachineCounters before{1000, 400, 10, 3, 7};
    // 20 seconds of 2 processors: 24 busy, 14 of them our own; 1 stolen.
    const MachineCounters after{1040, 424, 11, 5, 8};
    EXPECT_THAT(
        doubts_about(MachineFacts(), before, after, 14),
        testing::ElementsAre(HasSubstr("gave 2.5 % of the machine's time"), HasSubstr("other processes used 25 %"),
                             HasSubstr("stopped its processes 2 times"), HasSubstr("1 times because of heat")));
    EXPECT_THAT(doubts_about(MachineFacts(), before, before, 0), IsEmpty());
}

TEST(DoubtsAboutTheMachine, NameAGovernorThatSaves) {
    MachineFacts machine;
    machine.governor = "powersave";
    EXPECT_THAT(doubts_about(machine, {}, {}, 0), testing::ElementsAre(HasSubstr("'powersave'")));
    machine.governor = "performance";
    EXPECT_THAT(doubts_about(machine, {}, {}, 0), IsEmpty());
}

}  // namespace
}  // namespace yolozu::bench
