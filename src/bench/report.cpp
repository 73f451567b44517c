// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/parse_number.hpp"
#include "bench/latency.hpp"
#include "bench/stages.hpp"
#include "predictions/json_writer.hpp"

namespace yolozu::bench {
namespace {

using Layout = JsonWriter::Layout;

constexpr std::string_view format_name = "yolozu-infer bench";

/// As Python's round(value, 3): the decimal nearest to the double.
double rounded(double value) {
    return parse_number<double>(fmt::format("{:.3f}", value)).value_or(value);
}

template <class Number>
void write_if_known(JsonWriter& json, std::string_view name, const std::optional<Number>& number) {
    json.key(name);
    if (number)
        json.value(*number);
    else
        json.value(nullptr);
}

void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    json.key(name);
    json.begin_array(Layout::inline_);
    for (const std::string& text : texts) json.value(text);
    json.end();
}

void write_latency(JsonWriter& json, std::string_view name, const Latency& latency) {
    json.key(name);
    json.begin_object(Layout::inline_);
    json.member("mean", rounded(latency.mean));
    json.member("p50", rounded(latency.p50));
    json.member("p90", rounded(latency.p90));
    json.member("p95", rounded(latency.p95));
    json.member("p99", rounded(latency.p99));
    json.member("min", rounded(latency.least));
    json.member("max", rounded(latency.most));
    json.end();
}

double runs_per_second(const Row& row) {
    return row.loop_seconds > 0 ? static_cast<double>(row.runs.size()) / row.loop_seconds : 0;
}

/// The value of `metrics`; null for a row that failed.
void write_metrics(JsonWriter& json, const Row& row) {
    if (row.failed()) return json.value(nullptr);
    json.begin_object(Layout::inline_);
    json.member("iterations", row.runs.size());
    json.member("warmup", row.warmup);
    json.member("total_sec", row.loop_seconds);
    json.member("fps", runs_per_second(row));
    write_latency(json, "latency_ms", summarise(times_of(row, &RunTimes::total)));
    json.end();
}

void write_summary(JsonWriter& json, const Report& report) {
    double fps = 0, latency = 0;
    int count = 0;
    for (const Row& row : report.rows) {
        if (row.failed()) continue;
        ++count;
        fps += runs_per_second(row);
        latency += rounded(summarise(times_of(row, &RunTimes::total)).mean);
    }
    json.key("summary");
    json.begin_object(Layout::inline_);
    json.member("fps_mean", count > 0 ? rounded(fps / count) : 0.0);
    json.member("latency_ms_mean", count > 0 ? rounded(latency / count) : 0.0);
    json.member("target_fps", nullptr);
    json.member("target_latency_ms", nullptr);
    json.member("ok", true);
    json.end();
}

void write_buckets(JsonWriter& json, const Report& report, Layout layout) {
    json.key("buckets");
    json.begin_array(layout);
    for (const Row& row : report.rows) {
        json.begin_object(Layout::inline_);
        json.member("name", row.name);
        json.member("engine", nullptr);
        json.member("model", row.model.native());
        json.key("metrics");
        write_metrics(json, row);
        json.member("metrics_path", nullptr);
        json.end();
    }
    json.end();
}

void write_machine(JsonWriter& json, const MachineFacts& machine) {
    json.key("machine");
    json.begin_object(Layout::inline_);
    json.member_or_null("processor", machine.processor);
    json.member("processors", machine.processors);
    json.member("processors_allowed", machine.allowed);
    json.member("vector_level", machine.vector_level);
    json.member_or_null("governor", machine.governor);
    write_if_known(json, "mhz_min", machine.least_mhz);
    write_if_known(json, "mhz_max", machine.most_mhz);
    write_if_known(json, "cgroup_processors", machine.processor_limit);
    write_if_known(json, "cgroup_memory_bytes", machine.memory_limit);
    write_if_known(json, "load_average", machine.load);
    json.end();
}

void write_measurement(JsonWriter& json, const Row& row) {
    json.member("images_per_second", images_per_second(row));
    std::vector<double> sorted = times_of(row, &RunTimes::total);
    std::ranges::sort(sorted);
    json.key("median_interval_ms");
    if (const std::optional<MedianInterval> interval = median_interval(sorted)) {
        json.begin_array(Layout::inline_);
        json.value(rounded(interval->lower));
        json.value(rounded(interval->upper));
        json.end();
    } else {
        json.value(nullptr);
    }
    json.key("stages_ms");
    json.begin_object(Layout::inline_);
    for (const Stage& stage : stages_of(row)) write_latency(json, stage.name, summarise(times_of(row, stage.time)));
    json.end();
    json.member("untimed_runs", row.untimed);
    json.member("peak_memory_bytes", row.peak_bytes);
    json.member("involuntary_context_switches", row.involuntary_switches);
}

void write_row(JsonWriter& json, const Row& row) {
    json.begin_object(Layout::inline_);
    json.member("name", row.name);
    json.member("model", row.model.native());
    json.member_or_null("model_sha256", row.model_sha256);
    json.member("backend", row.backend);
    json.member_or_null("runtime_version", row.runtime_version);
    json.member_or_null("provider", row.provider);
    json.member("device", row.device);
    json.member("threads", row.threads);
    json.member("batch", row.batch);
    json.member("measured", to_string(row.measured));
    json.member_or_null("shape", row.input);
    json.member_or_null("pictures", row.pictures);
    json.member_or_null("note", row.note);
    json.member_or_null("failure", row.failure);
    if (!row.failed()) write_measurement(json, row);
    write_texts(json, "remarks", row.remarks);
    json.end();
}

void write_meta(JsonWriter& json, const Report& report, Layout layout) {
    json.key("meta");
    json.begin_object(layout);
    json.member("exporter", format_name);
    json.member("version", report.program_version);
    write_machine(json, report.machine);
    json.key("rows");
    json.begin_array(layout);
    for (const Row& row : report.rows) write_row(json, row);
    json.end();
    write_texts(json, "remarks", report.remarks);
    json.end();
}

}  // namespace

std::string report_json(const Report& report, ReportLayout layout) {
    const Layout lines = layout == ReportLayout::file ? Layout::lines : Layout::inline_;
    std::string text;
    JsonWriter json(text);
    json.begin_object(lines);
    json.member("schema_version", 1);
    json.member("timestamp", report.timestamp);
    json.key("losses");
    json.begin_object(Layout::inline_);
    json.end();
    json.key("metrics");
    if (report.rows.size() == 1) {
        write_metrics(json, report.rows.front());
    } else {
        json.begin_object(lines);
        write_summary(json, report);
        write_buckets(json, report, lines);
        json.end();
    }
    write_meta(json, report, lines);
    json.end();
    return text;
}

}  // namespace yolozu::bench
