// SPDX-License-Identifier: Apache-2.0
//
// The rows' turns: in rounds, so that a machine that changes its pace does so for all of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "bench/machine.hpp"
#include "bench/row.hpp"
#include "cli/bench_process.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct MeasurePlan {
    std::optional<std::size_t> iterations;  ///< runs of each row; else until all rows are stable or their time is over
    std::optional<std::size_t> warmup;      ///< runs before; else half a second and 3 runs
    double seconds = 10;                    ///< of a row at most, where iterations are not given
};

struct Measurement {
    std::vector<bench::Row> rows;  ///< one a request, those that failed with the reason
    bench::MachineCounters before, after;
    double processor_seconds = 0;  ///< that the rows used between the two
};

/// Fails only where no process can be started.
Result<Measurement> measure(std::span<const RowRequest> requests, const MeasurePlan& plan);

}  // namespace yolozu::cli
