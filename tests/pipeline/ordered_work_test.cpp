// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ordered_work.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <new>
#include <random>

#include "support/seed.hpp"

namespace yolozu {
namespace {

using Work = OrderedWork<int, int>;

/// The numbers below `count`.
auto numbers_below(int count) {
    return [next = std::make_shared<int>(0), count]() -> Result<std::optional<int>> {
        return *next < count ? std::optional((*next)++) : std::optional<int>();
    };
}

TEST(OrderedWork, DeliversInOrderWhateverTakesLonger) {
    std::mt19937 random(test::random_seed());
    for (const std::size_t workers : {1U, 2U, 5U}) {
        std::vector<std::chrono::microseconds> pauses;
        for (int index = 0; index < 200; ++index) pauses.emplace_back(random() % 400);
        std::vector<int> delivered;
        const Status done = Work(2 * workers)
                                .run(
                                    workers, numbers_below(200),
                                    [&](int& piece, std::size_t) -> Result<int> {
                                        std::this_thread::sleep_for(pauses[static_cast<std::size_t>(piece)]);
                                        return piece * piece;
                                    },
                                    [&](int& outcome) -> Status {
                                        delivered.push_back(outcome);
                                        return {};
                                    });
        EXPECT_TRUE(done);
        ASSERT_EQ(delivered.size(), 200U);
        for (int index = 0; index < 200; ++index) EXPECT_EQ(delivered[static_cast<std::size_t>(index)], index * index);
    }
}

TEST(OrderedWork, KeepsNoMoreThanItsWindowInHand) {
    std::atomic<int> taken{0};
    int delivered = 0, most = 0;
    const auto next = numbers_below(100);
    const Status done = Work(3).run(
        2,
        [&] {
            ++taken;
            return next();
        },
        [](int& piece, std::size_t) -> Result<int> { return piece; },
        [&](int&) -> Status {
            std::this_thread::sleep_for(std::chrono::microseconds(100));
            most = std::max(most, taken.load() - delivered);
            ++delivered;
            return {};
        });
    EXPECT_TRUE(done);
    EXPECT_EQ(delivered, 100);
    EXPECT_LE(most, 4);  // the window, and the one in delivery
}

TEST(OrderedWork, GivesEachThreadANumberOfItsOwn) {
    std::vector<std::atomic<int>> inside(3);
    const Status done = Work(6).run(
        3, numbers_below(300),
        [&](int& piece, std::size_t worker) -> Result<int> {
            EXPECT_EQ(++inside[worker], 1);
            --inside[worker];
            return piece;
        },
        [](int&) { return Status(); });
    EXPECT_TRUE(done);
}

TEST(OrderedWork, FailsWithTheFirstFailureInOrderAfterWhatWasBeforeIt) {
    int delivered = 0;
    const Status done = Work(8).run(
        4, numbers_below(100),
        [](int& piece, std::size_t) -> Result<int> {
            if (piece == 10) std::this_thread::sleep_for(std::chrono::milliseconds(5));
            if (piece >= 10) return Error(ErrorCode::malformed, std::to_string(piece));
            return piece;
        },
        [&](int&) -> Status {
            ++delivered;
            return {};
        });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().message(), "10");
    EXPECT_EQ(delivered, 10);
}

TEST(OrderedWork, EndsWhenADeliveryOrTheSourceFails) {
    const auto same = [](int& piece, std::size_t) -> Result<int> { return piece; };
    int delivered = 0;
    const Status full = Work(4).run(2, numbers_below(100), same, [&](int& outcome) -> Status {
        if (outcome == 5) return Error(ErrorCode::io, "disk full");
        ++delivered;
        return {};
    });
    EXPECT_EQ(full.error().message(), "disk full");
    EXPECT_EQ(delivered, 5);
    delivered = 0;
    const auto next = numbers_below(100);
    const Status torn = Work(4).run(
        2,
        [&]() -> Result<std::optional<int>> {
            Result<std::optional<int>> piece = next();
            if (piece && *piece == 7) return Error(ErrorCode::malformed, "torn");
            return piece;
        },
        same,
        [&](int&) -> Status {
            ++delivered;
            return {};
        });
    EXPECT_EQ(torn.error().message(), "torn");
    EXPECT_EQ(delivered, 7);
}

TEST(OrderedWork, TurnsALackOfMemoryIntoAnError) {
    const Status done = Work(2).run(
        1, numbers_below(3), [](int&, std::size_t) -> Result<int> { throw std::bad_alloc(); },
        [](int&) { return Status(); });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code(), ErrorCode::limit_exceeded);
}

TEST(OrderedWork, DoesNothingWhereThereIsNothing) {
    const Status done = Work(2).run(
        2, numbers_below(0), [](int& piece, std::size_t) -> Result<int> { return piece; },
        [](int&) -> Status { return Error(ErrorCode::internal, "called"); });
    EXPECT_TRUE(done);
}

}  // namespace
}  // namespace yolozu
