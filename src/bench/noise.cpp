// SPDX-License-Identifier: Apache-2.0
#include "bench/noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/latency.hpp"

namespace yolozu::bench {
namespace {

double percent(double share) {
    return 100 * share;
}

/// A count, sum and sum of squares, from which mean and variance follow.
struct Moments {
    double count = 0, sum = 0, squares = 0;

    void add(double value) {
        count += 1;
        sum += value;
        squares += value * value;
    }
    Moments without(const Moments& part) const { return {count - part.count, sum - part.sum, squares - part.squares}; }
    double mean() const { return sum / count; }
    double variance() const { return std::max(0.0, squares / count - mean() * mean()); }
};

void doubt_uncertain_median(const Row& row, std::span<const double> sorted, std::vector<std::string>& doubts) {
    if (row.is_stable) return;
    const std::optional<MedianInterval> interval = median_interval(sorted);
    if (!interval)
        doubts.push_back(fmt::format("{} run{}: too few to say how well the median is known", sorted.size(),
                                     sorted.size() == 1 ? "" : "s"));
    else if (const double off = uncertainty(*interval); off > StabilityRule().largest_uncertainty)
        doubts.push_back(fmt::format(
            "the median is known to {:.1f} % only: more runs, or a quieter machine, are needed", percent(off)));
}

/// Pictures of several sizes take times of several kinds; only where all runs do the same is that a sign of
/// disturbance.
void doubt_uneven_times(const Row& row, std::span<const double> in_order, std::span<const double> sorted,
                        std::vector<std::string>& doubts) {
    constexpr double largest_drift = 0.05;
    if (row.picture_count > 1) return;
    const std::optional<double> drifted = drift(in_order);
    if (drifted && std::abs(*drifted) > largest_drift)
        doubts.push_back(
            fmt::format("the last third of the runs was {:.0f} % {} than the first: the machine changed its "
                        "pace (heat, frequency, other work)",
                        percent(std::abs(*drifted)), *drifted > 0 ? "slower" : "faster"));
    if (const std::optional<TwoGroups> groups = two_groups(sorted))
        doubts.push_back(
            fmt::format("the times are of two kinds, {:.0f} % around {:.3f} ms and {:.0f} % around {:.3f} ms: "
                        "something comes and goes, and the median depends on how often",
                        percent(1 - groups->upper_share), groups->lower, percent(groups->upper_share), groups->upper));
}

void doubt_disturbed_threads(const Row& row, const MachineFacts& machine, std::vector<std::string>& doubts) {
    constexpr double most_switches = 50;
    if (static_cast<std::size_t>(row.threads) > machine.allowed)
        doubts.push_back(fmt::format("{} threads share {} processor{}", row.threads, machine.allowed,
                                     machine.allowed == 1 ? "" : "s"));
    const double switches = row.loop_seconds > 0 ? static_cast<double>(row.involuntary_switches) / row.loop_seconds : 0;
    if (switches > most_switches)
        doubts.push_back(fmt::format("its threads were made to wait for others {:.0f} times a second", switches));
}

}  // namespace

std::optional<double> drift(std::span<const double> in_order) {
    constexpr std::size_t fewest = 30;
    if (in_order.size() < fewest) return std::nullopt;
    const std::size_t third = in_order.size() / 3;
    const double first = median_of(in_order.first(third));
    return first > 0 ? std::optional(median_of(in_order.last(third)) / first - 1) : std::nullopt;
}

std::optional<TwoGroups> two_groups(std::span<const double> sorted) {
    constexpr std::size_t fewest = 20;
    constexpr double least_share = 0.1, least_gap = 0.05, least_deviations = 4;
    if (sorted.size() < fewest) return std::nullopt;
    Moments all, lower, best;
    for (const double time : sorted) all.add(time);
    double best_between = -1;
    for (const double time : sorted.first(sorted.size() - 1)) {
        lower.add(time);
        const Moments upper = all.without(lower);
        const double apart = upper.mean() - lower.mean(), between = lower.count * upper.count * apart * apart;
        if (between <= best_between) continue;
        best_between = between;
        best = lower;
    }
    const Moments rest = all.without(best);
    const double gap = rest.mean() - best.mean(), deviation = std::sqrt((best.variance() + rest.variance()) / 2);
    const double upper_share = rest.count / all.count;
    if (std::min(upper_share, 1 - upper_share) < least_share || gap <= least_gap * best.mean() ||
        gap <= least_deviations * deviation)
        return std::nullopt;
    return TwoGroups{best.mean(), rest.mean(), upper_share};
}

std::vector<std::string> doubts_about(const Row& row, const MachineFacts& machine) {
    std::vector<std::string> doubts;
    if (row.runs.empty()) return doubts;
    const std::vector<double> in_order = times_of(row, &RunTimes::total);
    std::vector<double> sorted = in_order;
    std::ranges::sort(sorted);
    doubt_uncertain_median(row, sorted, doubts);
    doubt_uneven_times(row, in_order, sorted, doubts);
    doubt_disturbed_threads(row, machine, doubts);
    return doubts;
}

std::vector<std::string> doubts_about(const MachineFacts& machine, const MachineCounters& before,
                                      const MachineCounters& after, double own_seconds) {
    constexpr double most_stolen = 0.01, most_of_others = 0.1;
    std::vector<std::string> doubts;
    const double all = after.all_seconds - before.all_seconds;
    if (all > 0) {
        const double stolen = (after.stolen_seconds - before.stolen_seconds) / all;
        if (stolen > most_stolen)
            doubts.push_back(
                fmt::format("the hypervisor gave {:.1f} % of the machine's time to others (steal)", percent(stolen)));
        const double others = (after.busy_seconds - before.busy_seconds - own_seconds) / all;
        if (others > most_of_others)
            doubts.push_back(
                fmt::format("other processes used {:.0f} % of the machine's processors meanwhile", percent(others)));
    }
    if (after.limit_stops > before.limit_stops)
        doubts.push_back(fmt::format("the container's limit on processor time stopped its processes {} times",
                                     after.limit_stops - before.limit_stops));
    if (after.heat_stops > before.heat_stops)
        doubts.push_back(
            fmt::format("the processors slowed down {} times because of heat", after.heat_stops - before.heat_stops));
    if (!machine.governor.empty() && machine.governor != "performance")
        doubts.push_back(
            fmt::format("the frequency governor is '{}'; 'performance' gives steadier times", machine.governor));
    return doubts;
}

}  // namespace yolozu::bench
