// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <string>

namespace yolozu::test {
namespace {

std::unique_ptr<ThreadPool> pool_of(int threads) {
    Result<std::unique_ptr<ThreadPool>> pool = ThreadPool::create(threads);
    EXPECT_TRUE(pool.ok());
    return std::move(pool).value();
}

class ThreadPools : public testing::TestWithParam<int> {};

TEST_P(ThreadPools, CoverEveryElementOnce) {
    const auto pool = pool_of(GetParam());
    for (std::size_t count = 0; count < 300; ++count) {
        std::vector<std::atomic<int>> visits(count);
        pool->run(count, [&](std::size_t begin, std::size_t end, std::size_t thread) {
            EXPECT_LT(begin, end);
            EXPECT_LE(end, count);
            EXPECT_LT(thread, pool->threads());
            for (std::size_t index = begin; index < end; ++index) ++visits[index];
        });
        for (std::size_t index = 0; index < count; ++index) EXPECT_EQ(visits[index], 1) << index << " of " << count;
    }
}

TEST_P(ThreadPools, GiveCallsAtTheSameTimeDifferentNumbers) {
    const auto pool = pool_of(GetParam());
    std::vector<std::atomic<bool>> in_use(pool->threads());
    for (int round = 0; round < 200; ++round)
        pool->run(64, [&](std::size_t, std::size_t, std::size_t thread) {
            EXPECT_FALSE(in_use[thread].exchange(true));
            in_use[thread] = false;
        });
}

TEST_P(ThreadPools, AreDoneWhenTheCallReturns) {
    const auto pool = pool_of(GetParam());
    std::vector<int> numbers(1000);  // plain memory: the thread sanitizer sees whether it is handed over properly
    for (int round = 1; round <= 500; ++round) {
        pool->run(numbers.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t index = begin; index < end; ++index) ++numbers[index];
        });
        for (const int number : numbers) ASSERT_EQ(number, round);
    }
}

TEST_P(ThreadPools, WakeUpAfterSleeping) {
    const auto pool = pool_of(GetParam());
    for (int round = 0; round < 3; ++round) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        std::atomic<std::size_t> sum = 0;
        pool->run(100, [&](std::size_t begin, std::size_t end, std::size_t) { sum += end - begin; });
        EXPECT_EQ(sum, 100U);
    }
}

TEST_P(ThreadPools, EndWithoutEverHavingWorked) {
    for (int round = 0; round < 20; ++round) EXPECT_NE(pool_of(GetParam()), nullptr);
}

std::string number(const testing::TestParamInfo<int>& info) {
    return std::to_string(info.param);
}
INSTANTIATE_TEST_SUITE_P(Threads, ThreadPools, testing::Values(1, 2, 3, 7, 16), number);

TEST(ThreadPool, CountsTheCaller) {
    EXPECT_EQ(pool_of(1)->threads(), 1U);
    EXPECT_EQ(pool_of(5)->threads(), 5U);
    EXPECT_EQ(pool_of(0)->threads(), 1U);
    EXPECT_EQ(pool_of(-3)->threads(), 1U);
}

TEST(ThreadPool, OneThreadIsTheCallerItself) {
    const auto pool = pool_of(1);
    std::set<std::thread::id> threads;
    pool->run(50, [&](std::size_t, std::size_t, std::size_t) { threads.insert(std::this_thread::get_id()); });
    EXPECT_EQ(threads, std::set<std::thread::id>{std::this_thread::get_id()});
}

TEST(ThreadPool, TheCallerTakesPart) {
    const auto pool = pool_of(2);
    std::atomic<bool> caller_worked = false;
    const std::thread::id caller = std::this_thread::get_id();
    for (int round = 0; round < 2000 && !caller_worked; ++round)
        pool->run(64, [&](std::size_t, std::size_t, std::size_t thread) {
            EXPECT_EQ(thread == 0, std::this_thread::get_id() == caller);
            if (thread == 0) caller_worked = true;
        });
    EXPECT_TRUE(caller_worked);
}

TEST(ThreadPool, PoolsWorkAtTheSameTime) {
    std::vector<std::thread> callers;
    std::atomic<int> right = 0;
    for (int caller = 0; caller < 3; ++caller)
        callers.emplace_back([&] {
            const auto pool = pool_of(3);
            for (int round = 0; round < 200; ++round) {
                std::atomic<std::size_t> sum = 0;
                pool->run(1000, [&](std::size_t begin, std::size_t end, std::size_t) { sum += end - begin; });
                if (sum == 1000) ++right;
            }
        });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(right, 600);
}

}  // namespace
}  // namespace yolozu::test
