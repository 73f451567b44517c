// SPDX-License-Identifier: Apache-2.0
//
// A benchmark as YOLOZU writes latencies: {schema_version, timestamp, losses, metrics, meta}.
#pragma once

#include <string>
#include <vector>

#include "bench/machine.hpp"
#include "bench/row.hpp"

namespace yolozu::bench {

struct Report {
    std::string timestamp;  ///< UTC
    std::string program_version;
    MachineFacts machine;
    std::vector<Row> rows;
    std::vector<std::string> remarks;  ///< what makes all rows doubtful
};

/// One object a line of the file, or all on one line (without a line's end) for a history.
enum class ReportLayout { file, line };

/// Of one row, `metrics` is that of YOLOZU's measure_latency: {iterations, warmup, total_sec, fps, latency_ms}, with
/// fps = iterations / total_sec and milliseconds to 3 decimals. Of several, it is benchmark_latency's {summary,
/// buckets[{name, engine, model, metrics, metrics_path}]}; a row that failed has no metrics there. An iteration is a
/// run, whatever its batch. What YOLOZU has no key for is in meta: the machine, and in meta.rows each row's stages and
/// circumstances. A single row must not have failed.
std::string report_json(const Report& report, ReportLayout layout);

}  // namespace yolozu::bench
