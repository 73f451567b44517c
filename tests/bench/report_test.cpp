// SPDX-License-Identifier: Apache-2.0
#include "bench/report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "bench/rows.hpp"

namespace yolozu::bench {
namespace {

using nlohmann::json;
using test::failed_row;
using test::report_of;
using test::row_of;

std::set<std::string> keys(const json& object) {
    std::set<std::string> names;
    for (const auto& [name, value] : object.items()) names.insert(name);
    return names;
}

json parsed(const Report& report, ReportLayout layout = ReportLayout::file) {
    return json::parse(report_json(report, layout));
}

const std::set<std::string> report_keys{"schema_version", "timestamp", "losses", "metrics", "meta"};
const std::set<std::string> metrics_keys{"iterations", "warmup", "total_sec", "fps", "latency_ms"};
const std::set<std::string> latency_keys{"mean", "p50", "p90", "p95", "p99", "min", "max"};

TEST(Report, OfOneRowIsYolozusLatency) {
    Row row = row_of("model", {10, 20, 30, 40});
    row.warmup = 3;
    const json report = parsed(report_of({row}));
    EXPECT_EQ(keys(report), report_keys);
    EXPECT_EQ(report["schema_version"], 1);
    EXPECT_EQ(report["timestamp"], "2026-01-31T12:00:00Z");
    EXPECT_EQ(report["losses"], json::object());
    const json& metrics = report["metrics"];
    EXPECT_EQ(keys(metrics), metrics_keys);
    EXPECT_EQ(metrics["iterations"], 4);
    EXPECT_EQ(metrics["warmup"], 3);
    EXPECT_DOUBLE_EQ(metrics["total_sec"].get<double>(), 0.1);
    EXPECT_DOUBLE_EQ(metrics["fps"].get<double>(), 40);
    EXPECT_EQ(
        metrics["latency_ms"],
        (json{
            {"mean", 25.0}, {"p50", 25.0}, {"p90", 37.0}, {"p95", 38.5}, {"p99", 39.7}, {"min", 10.0}, {"max", 40.0}}));
}

TEST(Report, RoundsMillisecondsAsPythonDoes) {
    // round(x, 3) in Python: 1.0005 is a little less in binary, 0.0005 a little more, 2.0625 a tie that goes to even.
    for (const auto& [time, rounded] : {std::pair(1.0005, 1.0), {0.0005, 0.001}, {2.0625, 2.062}, {7.1, 7.1}})
        EXPECT_EQ(parsed(report_of({row_of("m", {time})}))["metrics"]["latency_ms"]["p50"], rounded) << time;
}

TEST(Report, OfSeveralRowsIsYolozusBuckets) {
    const json report = parsed(report_of({row_of("a", {10}), failed_row("b", "no such thing"), row_of("c", {30})}));
    EXPECT_EQ(keys(report), report_keys);
    const json& metrics = report["metrics"];
    EXPECT_EQ(keys(metrics), (std::set<std::string>{"summary", "buckets"}));
    const json& summary = metrics["summary"];
    EXPECT_EQ(keys(summary),
              (std::set<std::string>{"fps_mean", "latency_ms_mean", "target_fps", "target_latency_ms", "ok"}));
    EXPECT_EQ(summary["latency_ms_mean"], 20.0);
    EXPECT_EQ(summary["fps_mean"], 66.667);  // of 100 and 33.333
    EXPECT_EQ(summary["ok"], true);
    ASSERT_EQ(metrics["buckets"].size(), 3U);
    for (const json& bucket : metrics["buckets"])
        EXPECT_EQ(keys(bucket), (std::set<std::string>{"name", "engine", "model", "metrics", "metrics_path"}));
    EXPECT_EQ(metrics["buckets"][0]["model"], "models/a.onnx");
    EXPECT_EQ(keys(metrics["buckets"][0]["metrics"]), metrics_keys);
    EXPECT_EQ(keys(metrics["buckets"][0]["metrics"]["latency_ms"]), latency_keys);
    EXPECT_TRUE(metrics["buckets"][1]["metrics"].is_null());
    EXPECT_EQ(report["meta"]["rows"][1]["failure"], "no such thing");
    EXPECT_TRUE(report["meta"]["rows"][0]["failure"].is_null());
}

TEST(Report, SaysInMetaWhatYolozuHasNoKeyFor) {
    Row row = row_of("model", {1});
    row.batch = 4;
    row.peak_bytes = 1 << 20;
    row.runs = {{1, 2, 3, 4, 11}, {1, 2, 3, 4, 11}, {3, 2, 3, 4, 13}};
    row.loop_seconds = 0.05;
    row.remarks = {"it was loud"};
    const json report = parsed(report_of({row}));
    const json& told = report["meta"]["rows"][0];
    EXPECT_EQ(report["meta"]["machine"]["processor"], "Abacus 9000");
    EXPECT_EQ(report["meta"]["machine"]["processors_allowed"], 4);
    EXPECT_TRUE(report["meta"]["machine"]["mhz_max"].is_null());
    EXPECT_EQ(told["measured"], "end to end");
    EXPECT_EQ(keys(told["stages_ms"]), (std::set<std::string>{"read", "preprocess", "inference", "decode"}));
    EXPECT_EQ(told["stages_ms"]["read"]["p50"], 1.0);
    EXPECT_EQ(told["stages_ms"]["read"]["max"], 3.0);
    EXPECT_EQ(told["stages_ms"]["decode"]["mean"], 4.0);
    EXPECT_EQ(told["images_per_second"], 240.0);  // 3 runs of 4 pictures in 50 ms
    EXPECT_DOUBLE_EQ(report["metrics"]["fps"].get<double>(), 60);
    EXPECT_TRUE(told["median_interval_ms"].is_null()) << "three runs do not tell";
    EXPECT_EQ(told["remarks"], json::array({"it was loud"}));
}

TEST(Report, OfInferenceAloneHasNoOtherStage) {
    Row row = row_of("model", {1, 2, 3, 4, 5, 6});
    row.measured = Measured::inference;
    const json report = parsed(report_of({row}));
    const json& told = report["meta"]["rows"][0];
    EXPECT_EQ(told["measured"], "inference only");
    EXPECT_EQ(keys(told["stages_ms"]), std::set<std::string>{"inference"});
    EXPECT_EQ(told["median_interval_ms"], json::array({1.0, 6.0}));
}

TEST(Report, ForAHistoryIsTheSameOnOneLine) {
    const Report report = report_of({row_of("a\nb", {10}), row_of("c", {30})});
    const std::string line = report_json(report, ReportLayout::line);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(json::parse(line), parsed(report));
}

}  // namespace
}  // namespace yolozu::bench
