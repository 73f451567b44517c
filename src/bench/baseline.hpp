// SPDX-License-Identifier: Apache-2.0
//
// Whether a benchmark got slower than an earlier one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/report.hpp"
#include "yolozu/result.hpp"

namespace yolozu::bench {

/// What an earlier report says of one row. Only p50 is always there; a file that is not of this program has no more.
struct BaselineRow {
    std::string name, model_sha256, measured, pictures, shape, backend, runtime_version;
    double p50 = 0;                                            ///< milliseconds of a run
    std::optional<std::pair<double, double>> median_interval;  ///< around p50
};

struct Baseline {
    std::string processor, vector_level;
    std::int64_t allowed = 0;
    std::vector<BaselineRow> rows;
};

/// Reads what report_json wrote, YOLOZU's latency report or its metrics alone. A file of several rows is refused where
/// it names none of them. Errors name the file.
Result<Baseline> read_baseline(const std::filesystem::path& path);

enum class Change {
    none,          ///< the median is within the limit, or there is no limit
    slower,        ///< it is above the baseline's by more than the limit
    incomparable,  ///< there is nothing to compare, or not the same was measured
};

struct Comparison {
    std::string name;
    Change change = Change::none;
    std::string words;                  ///< both medians and how they differ, or why that cannot be said
    std::vector<std::string> warnings;  ///< why the difference may not be the program's
};

/// Each row of `report` with the baseline's of the same name; a report and a baseline of one row each need no names.
/// `limit` is the share by which a median may be above the baseline's (0.05 for 5 %).
std::vector<Comparison> compare(const Report& report, const Baseline& baseline, std::optional<double> limit);

/// What the machines have not in common, and which rows of the baseline were not measured; empty when there is nothing.
std::vector<std::string> differences(const Report& report, const Baseline& baseline);

}  // namespace yolozu::bench
