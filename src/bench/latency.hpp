// SPDX-License-Identifier: Apache-2.0
//
// What many measured times say: percentiles, and how well their median is known.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace yolozu::bench {

/// The figures of YOLOZU's latency format, in the unit of the times.
struct Latency {
    double mean = 0, p50 = 0, p90 = 0, p95 = 0, p99 = 0, least = 0, most = 0;
};

/// By linear interpolation at place (n - 1) * percent / 100, as numpy.percentile and YOLOZU do. `sorted` is not empty
/// and `percent` from 0 to 100.
double percentile(std::span<const double> sorted, double percent);

/// Of at least one time, in any order.
Latency summarise(std::vector<double> times);

/// A median and what surrounds the true one with a probability of at least 95 %.
struct MedianInterval {
    double lower = 0, median = 0, upper = 0;
};

/// From the order statistics alone, so whatever the times' distribution is, as long as they do not depend on each
/// other: the l-th least and the l-th largest of n, l = floor((n + 1) / 2 - 1.96 * sqrt(n) / 2). Nothing for less than
/// 6 times.
std::optional<MedianInterval> median_interval(std::span<const double> sorted);

/// How far the interval's farther end is from the median, as a share of it.
double uncertainty(const MedianInterval& interval);

/// When to stop measuring.
struct StabilityRule {
    std::size_t least_runs = 50;
    double largest_uncertainty = 0.01;
};

/// Whether there are enough times and their median is known well enough: by its interval, and, as times that follow
/// each other may depend on each other, by the medians of their first and their second half, which must not differ by
/// more than twice the largest uncertainty.
bool is_stable(std::span<const double> in_order, const StabilityRule& rule);

/// Of at least one time, in any order.
double median_of(std::span<const double> times);

}  // namespace yolozu::bench
