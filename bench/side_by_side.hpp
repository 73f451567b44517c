// SPDX-License-Identifier: Apache-2.0
//
// Timing two ways of doing one thing so that a drift of the machine's speed hits both: they alternate, run by run.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

namespace yolozu::bench {

/// Milliseconds of every counted run, sorted.
struct Timings {
    std::vector<double> milliseconds;

    double quantile(double fraction) const {
        const double position = fraction * static_cast<double>(milliseconds.size() - 1);
        const auto below = static_cast<std::size_t>(position);
        const std::size_t above = std::min(below + 1, milliseconds.size() - 1);
        const double weight = position - static_cast<double>(below);
        return milliseconds[below] * (1 - weight) + milliseconds[above] * weight;
    }
    double median() const { return quantile(0.5); }
};

inline double time_once(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

/// Runs every contestant once a round, `warm_up` rounds uncounted, then `rounds` counted ones. Before each counted run
/// the same contestant runs uncounted for `settle`: the threads of another may spin for a while in wait for more, on
/// its cores, and after a pause its own would have to be woken.
inline std::vector<Timings> alternate(const std::vector<std::function<void()>>& contestants, int rounds,
                                      int warm_up = 5,
                                      std::chrono::milliseconds settle = std::chrono::milliseconds(0)) {
    std::vector<Timings> timings(contestants.size());
    for (int round = -warm_up; round < rounds; ++round)
        for (std::size_t index = 0; index < contestants.size(); ++index) {
            const auto settled = std::chrono::steady_clock::now() + settle;
            while (std::chrono::steady_clock::now() < settled) contestants[index]();
            const double milliseconds = time_once(contestants[index]);
            if (round >= 0) timings[index].milliseconds.push_back(milliseconds);
        }
    for (Timings& timing : timings) std::ranges::sort(timing.milliseconds);
    return timings;
}

}  // namespace yolozu::bench
