// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu {

/// Threads that do one piece of work together at a time. Between pieces they spin for a moment, because the next piece
/// usually follows at once, and then sleep. Used by one caller at a time, who takes part in the work.
class ThreadPool {
public:
    /// `threads` counts the caller: 1 makes no thread at all. Fails where the system has no more threads.
    static Result<std::unique_ptr<ThreadPool>> create(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    std::size_t threads() const { return workers_.size() + 1; }

    /// Calls body(begin, end, thread) until [0, count) is covered, each element once, and returns when all is done.
    /// `thread` is below threads() and differs between calls that run at the same time. Does not allocate.
    template <class Body>
    void run(std::size_t count, const Body& body) {
        run(count, [](const void* erased, std::size_t begin, std::size_t end,
                      std::size_t thread) { (*static_cast<const Body*>(erased))(begin, end, thread); },
            &body);
    }

private:
    using Function = void (*)(const void* body, std::size_t begin, std::size_t end, std::size_t thread);

    ThreadPool() = default;
    void run(std::size_t count, Function function, const void* body);
    void work(std::size_t thread);
    void take_chunks(std::size_t thread);
    bool join_round();

    std::vector<std::thread> workers_;
    // The piece of work; written by the caller before `round_` rises, read by the workers after.
    Function function_ = nullptr;
    const void* body_ = nullptr;
    std::size_t count_ = 0, chunk_ = 1;
    alignas(64) std::atomic<std::size_t> next_ = 0;
    alignas(64) std::atomic<unsigned> round_ = 0;  ///< rises with every piece of work
    /// Whether the piece of this round may be joined, and how many workers have joined: one that the system lets sleep
    /// through it is not waited for.
    alignas(64) std::atomic<std::uint64_t> door_ = 0;
    std::atomic<bool> stopping_ = false;
};

}  // namespace yolozu
