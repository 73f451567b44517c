// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/within_memory.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Pieces of work that several threads do at the same time and whose outcomes are delivered in the order of the pieces.
/// At most `window` pieces are in the hands of the threads or wait for delivery, so memory does not depend on their
/// number.
template <class Piece, class Outcome>
class OrderedWork {
public:
    explicit OrderedWork(std::size_t window) : finished_(window) {}

    /// Runs to the end and returns the first failure, of the pieces in their order:
    ///
    /// - next(): Result<std::optional<Piece>>, the next piece or nothing; called by one thread at a time.
    /// - work(Piece&, std::size_t worker): Result<Outcome>; called by `workers` threads, each with a number of its own.
    /// - deliver(Outcome&): Status; called by the calling thread. What follows a failure is not delivered.
    template <class Next, class Work, class Deliver>
    Status run(std::size_t workers, const Next& next, const Work& work, const Deliver& deliver) {
        std::vector<std::jthread> threads;
        const AtEnd stopping{*this};
        for (std::size_t worker = 0; worker < workers; ++worker)
            threads.emplace_back([this, &next, &work, worker] { serve(next, work, worker); });
        for (std::size_t number = 0;; ++number) {
            std::optional<Result<Outcome>> outcome = wait_for(number);
            if (!outcome) break;
            if (!*outcome) return std::move(*outcome).error();
            if (Status delivered = deliver(**outcome); !delivered) return delivered;
        }
        return std::move(end_);
    }

private:
    /// Destroyed before the threads, which are joined then.
    struct AtEnd {
        OrderedWork& work;
        ~AtEnd() { work.stop({}); }
    };

    /// A piece's number and the piece; nothing when there are no more.
    template <class Next>
    std::optional<std::pair<std::size_t, Piece>> claim(const Next& next) {
        const std::lock_guard one_at_a_time(claiming_);
        {
            std::unique_lock lock(mutex_);
            room_.wait(lock, [&] { return stopped_ || claimed_ - delivered_ < finished_.size(); });
            if (stopped_) return std::nullopt;
        }
        Result<std::optional<Piece>> piece = within_memory("for the next piece of work", next);
        if (!piece || !*piece) {
            stop(piece ? Status{} : std::move(piece).error());
            return std::nullopt;
        }
        const std::lock_guard lock(mutex_);
        return std::pair(claimed_++, std::move(**piece));
    }

    template <class Next, class Work>
    void serve(const Next& next, const Work& work, std::size_t worker) {
        while (std::optional<std::pair<std::size_t, Piece>> piece = claim(next)) {
            Result<Outcome> outcome = within_memory("for a picture's results",
                                                    [&]() -> Result<Outcome> { return work(piece->second, worker); });
            const std::lock_guard lock(mutex_);
            finished_[piece->first % finished_.size()] = std::move(outcome);
            done_.notify_one();
        }
    }

    /// Nothing when all pieces are delivered.
    std::optional<Result<Outcome>> wait_for(std::size_t number) {
        std::unique_lock lock(mutex_);
        std::optional<Result<Outcome>>& slot = finished_[number % finished_.size()];
        done_.wait(lock, [&] { return slot.has_value() || (stopped_ && number == claimed_); });
        std::optional<Result<Outcome>> outcome = std::exchange(slot, std::nullopt);
        ++delivered_;
        room_.notify_all();
        return outcome;
    }

    void stop(Status why) {
        const std::lock_guard lock(mutex_);
        if (!stopped_) end_ = std::move(why);
        stopped_ = true;
        room_.notify_all();
        done_.notify_all();
    }

    std::mutex claiming_, mutex_;
    std::condition_variable room_, done_;
    std::vector<std::optional<Result<Outcome>>> finished_;  // by number, in a circle
    std::size_t claimed_ = 0, delivered_ = 0;
    bool stopped_ = false;
    Status end_;
};

}  // namespace yolozu
