// SPDX-License-Identifier: Apache-2.0
//
// A benchmark for people.
#pragma once

#include <string>

#include "bench/report.hpp"

namespace yolozu::cli {

/// Of one row a line for each stage, of several a line for each row and their stages' medians; milliseconds of a
/// picture. Below it what was measured and on what, and what makes it doubtful.
std::string bench_table(const bench::Report& report);

/// The medians of the stages of every row that has a result, as SVG.
std::string bench_chart(const bench::Report& report);

}  // namespace yolozu::cli
