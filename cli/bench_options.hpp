// SPDX-License-Identifier: Apache-2.0
//
// The flags of bench.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/baseline.hpp"
#include "cli/bench_measure.hpp"
#include "cli/bench_profile.hpp"
#include "cli/command_line.hpp"
#include "cli/model_options.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// What the user typed, before it is understood.
struct BenchOptions {
    std::vector<std::string> models, images, backends{"auto"}, threads{"0"}, batches;
    ModelOptions model_options;
    std::string device = "cpu", library, output, append, chart, baseline, fail_if_slower;
    std::optional<int> size, iterations, warmup;
    double seconds = MeasurePlan().seconds;
    bool inference_only = false, profile = false, json = false;
};

/// The same, understood.
struct BenchRequest {
    std::vector<RowRequest> rows;
    MeasurePlan plan;
    std::optional<bench::Baseline> baseline;
    std::optional<double> limit;
    std::string timestamp;
};

void add_bench_options(CommandLine& line, BenchOptions& options);

/// Reads the baseline as well. Fails with what is wrong with which flag, and where results could not be written.
Result<BenchRequest> to_request(const CommandLine& line, const BenchOptions& options);

/// For --profile, which takes one model and one value of each flag that it has a use for.
Result<ProfileRequest> to_profile(const CommandLine& line, const BenchOptions& options);

}  // namespace yolozu::cli
