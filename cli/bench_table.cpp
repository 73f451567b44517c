// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/file.hpp"
#include "bench/latency.hpp"
#include "bench/stages.hpp"
#include "chart/chart.hpp"

namespace yolozu::cli {
namespace {

using bench::Latency;
using bench::Report;
using bench::Row;
using bench::RunTimes;
using bench::Stage;

constexpr Stage whole{"end to end", &RunTimes::total};

std::string latency_heading(std::string_view first, std::size_t width) {
    return fmt::format("{:<{}} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}", first, width, "p50", "p90", "p95", "p99",
                       "min", "max", "mean");
}

std::string latency_line(std::string_view name, std::size_t width, const Latency& latency) {
    return fmt::format("{:<{}} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f}", name, width,
                       latency.p50, latency.p90, latency.p95, latency.p99, latency.least, latency.most, latency.mean);
}

Latency latency_of(const Row& row, const Stage& stage) {
    return bench::summarise(bench::times_of(row, stage.time, true));
}

/// How well the median is known, "0.4 %".
std::string certainty_of(const Row& row) {
    std::vector<double> times = bench::times_of(row, &RunTimes::total);
    std::ranges::sort(times);
    const std::optional<bench::MedianInterval> interval = bench::median_interval(times);
    return interval ? fmt::format("{:.1f} %", 100 * bench::uncertainty(*interval)) : "-";
}

std::string mebibytes(std::int64_t bytes) {
    return fmt::format("{:.1f}", static_cast<double>(bytes) / (1 << 20));
}

std::string stages_of_one(const Row& row) {
    constexpr std::size_t width = 12;
    std::string text = latency_heading("ms a picture", width) + '\n';
    for (const Stage& stage : bench::stages_of(row))
        text += latency_line(stage.name, width, latency_of(row, stage)) + '\n';
    if (row.measured == bench::Measured::end_to_end)
        text += latency_line(whole.name, width, latency_of(row, whole)) + '\n';
    text += fmt::format("\n{} runs after {} to warm up, median known to {}; {:.2f} images/s; peak memory {} MiB\n",
                        row.runs.size(), row.warmup, certainty_of(row), bench::images_per_second(row),
                        mebibytes(row.peak_bytes));
    return text;
}

std::size_t widest_name(const Report& report) {
    std::size_t width = 12;
    for (const Row& row : report.rows) width = std::max(width, row.name.size());
    return width;
}

std::string ends_of_all(const Report& report, std::size_t width) {
    std::string text = fmt::format("{} {:>7} {:>6} {:>9} {:>9}\n", latency_heading("ms a picture", width), "runs", "+-",
                                   "images/s", "peak MiB");
    for (const Row& row : report.rows)
        text += row.failed() ? fmt::format("{:<{}}   failed: {}\n", row.name, width, row.failure)
                             : fmt::format("{} {:>7} {:>6} {:>9.2f} {:>9}\n",
                                           latency_line(row.name, width, latency_of(row, whole)), row.runs.size(),
                                           certainty_of(row), bench::images_per_second(row), mebibytes(row.peak_bytes));
    return text;
}

bool has_stage(const Row& row, const Stage& stage) {
    const auto own = bench::stages_of(row);
    return std::ranges::find(own, stage.name, &Stage::name) != own.end();
}

std::string stages_of_all(const Report& report, std::size_t width) {
    std::string text = fmt::format("{:<{}}", "medians", width);
    for (const Stage& stage : bench::all_stages) text += fmt::format(" {:>10}", stage.name);
    text += "  input\n";
    for (const Row& row : report.rows) {
        if (row.failed()) continue;
        text += fmt::format("{:<{}}", row.name, width);
        for (const Stage& stage : bench::all_stages)
            text += has_stage(row, stage) ? fmt::format(" {:>10.3f}", latency_of(row, stage).p50)
                                          : fmt::format(" {:>10}", "-");
        text += fmt::format("  {}\n", row.input);
    }
    return text;
}

std::string runtime_of(const Row& row) {
    return fmt::format("{} {} ({}, {})", row.backend, row.runtime_version, row.provider, row.device);
}

std::string pictures_of(const Row& row) {
    return row.pictures.empty() ? "none, random numbers go into the model" : row.pictures;
}

/// What the rows have, each kind once, in their order.
std::string kinds(const Report& report, std::string (*describe)(const Row&)) {
    std::vector<std::string> found;
    for (const Row& row : report.rows)
        if (!row.failed() && std::ranges::find(found, describe(row)) == found.end()) found.push_back(describe(row));
    std::string text;
    for (const std::string& kind : found) text.append(text.empty() ? "" : "; ").append(kind);
    return text;
}

std::string machine_in_words(const bench::MachineFacts& machine) {
    std::string text = machine.processor.empty() ? "a processor without a name" : printable(machine.processor);
    text += fmt::format(", {} of {} processors, vectors {}", machine.allowed, machine.processors, machine.vector_level);
    if (machine.least_mhz && machine.most_mhz)
        text += *machine.least_mhz == *machine.most_mhz
                    ? fmt::format(", {:.0f} MHz", *machine.least_mhz)
                    : fmt::format(", {:.0f} to {:.0f} MHz", *machine.least_mhz, *machine.most_mhz);
    if (!machine.governor.empty()) text += fmt::format(", governor {}", printable(machine.governor));
    if (machine.processor_limit) text += fmt::format(", limited to {:.2f} processors", *machine.processor_limit);
    if (machine.memory_limit) text += fmt::format(", limited to {} MiB", *machine.memory_limit >> 20);
    if (machine.load) text += fmt::format(", load {:.2f}", *machine.load);
    return text;
}

std::string notes(const Report& report) {
    const auto line = [](std::string_view name, std::string_view text) {
        return text.empty() ? std::string() : fmt::format("{:<9} {}\n", name, text);
    };
    std::string text = line("machine", machine_in_words(report.machine));
    text += line("runtimes", kinds(report, runtime_of));
    text += line("pictures", kinds(report, pictures_of));
    for (const Row& row : report.rows) {
        const std::string name = report.rows.size() > 1 ? row.name + ": " : "";
        if (!row.note.empty()) text += line("note", name + row.note);
        for (const std::string& remark : row.remarks) text += line("doubtful", name + remark);
    }
    for (const std::string& remark : report.remarks) text += line("doubtful", remark);
    return text;
}

}  // namespace

std::string bench_table(const Report& report) {
    if (report.rows.size() == 1 && !report.rows.front().failed())
        return fmt::format("{}, input {}\n\n{}\n{}", report.rows.front().name, report.rows.front().input,
                           stages_of_one(report.rows.front()), notes(report));
    const std::size_t width = widest_name(report);
    const bool any = std::ranges::any_of(report.rows, [](const Row& row) { return !row.failed(); });
    return ends_of_all(report, width) + (any ? '\n' + stages_of_all(report, width) : "") + '\n' + notes(report);
}

std::string bench_chart(const Report& report) {
    chart::BarChart chart;
    chart.title = "Median times of a picture";
    chart.value_label = "milliseconds";
    chart.measures.push_back({std::string(whole.name), {}});
    for (const Stage& stage : bench::all_stages) chart.measures.push_back({std::string(stage.name), {}});
    for (const Row& row : report.rows) {
        if (row.failed()) continue;
        chart.groups.push_back(row.name);
        chart.measures.front().values.push_back(latency_of(row, whole).p50);
        for (std::size_t index = 0; index < bench::all_stages.size(); ++index) {
            const Stage& stage = bench::all_stages[index];
            // What was not measured is not drawn.
            chart.measures[index + 1].values.push_back(
                has_stage(row, stage) ? latency_of(row, stage).p50 : std::numeric_limits<double>::quiet_NaN());
        }
    }
    return chart::to_svg(chart);
}

}  // namespace yolozu::cli
