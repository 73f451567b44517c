// SPDX-License-Identifier: Apache-2.0
#include "base/thread_pool.hpp"

#include <algorithm>
#include <string>
#include <system_error>

namespace yolozu {

namespace {

inline void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// About as long as a short step of a network takes.
constexpr int spins = 4000;

/// Waits until the value is another one: spinning first, then asleep.
void wait_for_change(const std::atomic<unsigned>& value, unsigned old) {
    for (int spin = 0; spin < spins; ++spin) {
        if (value.load(std::memory_order_acquire) != old) return;
        pause();
    }
    value.wait(old, std::memory_order_acquire);
}

// The door: the round's number in the upper half, then one bit for "open", then the number of workers inside.
constexpr std::uint64_t open_bit = std::uint64_t{1} << 31;
constexpr std::uint64_t inside_mask = open_bit - 1;

}  // namespace

Result<std::unique_ptr<ThreadPool>> ThreadPool::create(int threads) {
    std::unique_ptr<ThreadPool> pool(new ThreadPool);
    try {
        for (std::size_t thread = 1; thread < static_cast<std::size_t>(std::max(threads, 1)); ++thread)
            pool->workers_.emplace_back([raw = pool.get(), thread] { raw->work(thread); });
    } catch (const std::system_error& error) {
        return Error(ErrorCode::unavailable, "the system refused to start " + std::to_string(threads) +
                                                 " threads: " + error.what());
    }
    return pool;
}

ThreadPool::~ThreadPool() {
    stopping_.store(true, std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
    for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(std::size_t count, Function function, const void* body) {
    if (count == 0) return;
    if (workers_.empty() || count == 1) return function(body, 0, count, 0);
    constexpr std::size_t chunks_per_thread = 8;  // small enough to even out, large enough not to be taken too often
    function_ = function;
    body_ = body;
    count_ = count;
    chunk_ = std::max<std::size_t>(count / (threads() * chunks_per_thread), 1);
    next_.store(0, std::memory_order_relaxed);
    const unsigned round = round_.load(std::memory_order_relaxed) + 1;
    door_.store(std::uint64_t{round} << 32 | open_bit, std::memory_order_release);
    round_.store(round, std::memory_order_release);
    round_.notify_all();
    take_chunks(0);
    door_.fetch_and(~open_bit, std::memory_order_acq_rel);
    for (int spin = 0; (door_.load(std::memory_order_acquire) & inside_mask) != 0; ++spin) {
        if (spin < spins)
            pause();
        else
            std::this_thread::yield();
    }
}

void ThreadPool::take_chunks(std::size_t thread) {
    for (;;) {
        const std::size_t begin = next_.fetch_add(chunk_, std::memory_order_relaxed);
        if (begin >= count_) return;
        function_(body_, begin, std::min(begin + chunk_, count_), thread);
    }
}

bool ThreadPool::join_round() {
    std::uint64_t door = door_.load(std::memory_order_acquire);
    while ((door & open_bit) != 0)
        if (door_.compare_exchange_weak(door, door + 1, std::memory_order_acq_rel)) return true;
    return false;
}

void ThreadPool::work(std::size_t thread) {
    unsigned seen = 0;
    for (;;) {
        wait_for_change(round_, seen);
        seen = round_.load(std::memory_order_acquire);
        if (stopping_.load(std::memory_order_relaxed)) return;
        if (!join_round()) continue;
        take_chunks(thread);
        door_.fetch_sub(1, std::memory_order_release);
    }
}

}  // namespace yolozu
