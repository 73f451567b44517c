// SPDX-License-Identifier: Apache-2.0
#include "cli/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "base/file.hpp"

namespace yolozu::cli {
namespace {

struct Line {
    std::string_view kernel;
    double seconds = 0;
    engine::Work work;

    void add(const Line& other) {
        seconds += other.seconds;
        work.operations += other.work.operations;
        work.bytes += other.work.bytes;
    }
};

double rate(double amount, double seconds) {
    return seconds > 0 ? amount / seconds : 0;
}

std::string describe(const Line& line, double total, const MachineLimits& limits) {
    const double operations = rate(line.work.operations, line.seconds), bytes = rate(line.work.bytes, line.seconds);
    return fmt::format("{:>10.1f} {:>5.1f}% {:>9.1f} {:>5.0f}% {:>8.1f} {:>5.0f}%", line.seconds * 1e6,
                       rate(100 * line.seconds, total), operations / 1e9,
                       rate(100 * operations, limits.operations_per_second), bytes / 1e9,
                       rate(100 * bytes, limits.bytes_per_second));
}

std::string heading(std::string_view last) {
    return fmt::format("{:<20} {:>10} {:>6} {:>9} {:>6} {:>8} {:>6}  {}\n", "kernel", "us", "", "GFLOP/s", "limit",
                       "GB/s", "limit", last);
}

std::string shape_of(const engine::Plan& plan, const engine::Plan::PlannedStep& step) {
    if (step.values.empty() || step.values[0] == engine::no_value) return "";
    const auto& shape = plan.graph->values[step.values[0]].shape;
    return shape ? shape->to_string() : "?";
}

std::vector<Line> sums_by_kernel(std::span<const Line> lines) {
    std::map<std::string_view, Line> sums;
    for (const Line& line : lines) {
        Line& sum = sums[line.kernel];
        sum.kernel = line.kernel;
        sum.add(line);
    }
    std::vector<Line> sorted;
    for (const auto& [kernel, sum] : sums) sorted.push_back(sum);
    std::ranges::stable_sort(sorted, std::greater(), &Line::seconds);
    return sorted;
}

}  // namespace

std::string profile_table(const engine::Plan& plan, std::span<const double> seconds, const MachineLimits& limits) {
    std::vector<Line> lines;
    Line all{"all", 0, {}};
    for (std::size_t index = 0; index < plan.steps.size(); ++index) {
        lines.push_back({plan.steps[index].step->kernel(), seconds[index], plan.steps[index].work});
        all.add(lines.back());
    }
    std::string text = heading("node and what it makes");
    for (std::size_t index = 0; index < lines.size(); ++index)
        text += fmt::format("{:<20} {}  {} {}\n", lines[index].kernel, describe(lines[index], all.seconds, limits),
                            printable(plan.steps[index].node), shape_of(plan, plan.steps[index]));
    text += '\n' + heading("steps");
    for (const Line& sum : sums_by_kernel(lines))
        text += fmt::format("{:<20} {}  {}\n", sum.kernel, describe(sum, all.seconds, limits),
                            std::ranges::count(lines, sum.kernel, &Line::kernel));
    text += fmt::format("{:<20} {}  {}\n", all.kernel, describe(all, all.seconds, limits), lines.size());
    return text;
}

}  // namespace yolozu::cli
