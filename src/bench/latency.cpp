// SPDX-License-Identifier: Apache-2.0
#include "bench/latency.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace yolozu::bench {

double percentile(std::span<const double> sorted, double percent) {
    const double place = static_cast<double>(sorted.size() - 1) * (percent / 100.0);
    const double below = std::floor(place), above = std::ceil(place);
    const double lower = sorted[static_cast<std::size_t>(below)];
    if (below == above) return lower;
    return lower * (above - place) + sorted[static_cast<std::size_t>(above)] * (place - below);
}

Latency summarise(std::vector<double> times) {
    std::ranges::sort(times);
    Latency latency;
    latency.mean = std::accumulate(times.begin(), times.end(), 0.0) / static_cast<double>(times.size());
    latency.p50 = percentile(times, 50);
    latency.p90 = percentile(times, 90);
    latency.p95 = percentile(times, 95);
    latency.p99 = percentile(times, 99);
    latency.least = times.front();
    latency.most = times.back();
    return latency;
}

std::optional<MedianInterval> median_interval(std::span<const double> sorted) {
    constexpr double normal_quantile = 1.96;
    const auto count = static_cast<double>(sorted.size());
    const double rank = std::floor((count + 1) / 2 - normal_quantile * std::sqrt(count) / 2);
    if (rank < 1) return std::nullopt;
    const auto index = static_cast<std::size_t>(rank) - 1;
    return MedianInterval{sorted[index], percentile(sorted, 50), sorted[sorted.size() - 1 - index]};
}

double uncertainty(const MedianInterval& interval) {
    const double farthest = std::max(interval.upper - interval.median, interval.median - interval.lower);
    if (farthest == 0) return 0;
    return interval.median > 0 ? farthest / interval.median : std::numeric_limits<double>::infinity();
}

bool is_stable(std::span<const double> in_order, const StabilityRule& rule) {
    if (in_order.size() < rule.least_runs) return false;
    std::vector<double> sorted(in_order.begin(), in_order.end());
    std::ranges::sort(sorted);
    const std::optional<MedianInterval> interval = median_interval(sorted);
    if (!interval || uncertainty(*interval) > rule.largest_uncertainty) return false;
    const double first = median_of(in_order.first(in_order.size() / 2));
    const double second = median_of(in_order.subspan(in_order.size() / 2));
    return std::abs(second - first) <= 2 * rule.largest_uncertainty * interval->median;
}

double median_of(std::span<const double> times) {
    std::vector<double> sorted(times.begin(), times.end());
    std::ranges::sort(sorted);
    return percentile(sorted, 50);
}

}  // namespace yolozu::bench
