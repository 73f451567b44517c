// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu::eval {

/// How fast a model ran, in YOLOZU's words (contract 6.5).
struct Latency {
    static constexpr std::array<std::string_view, 7> names{"mean", "p50", "p90", "p95", "p99", "min", "max"};

    double fps = 0;                        ///< images a second
    std::array<double, 7> milliseconds{};  ///< of `names`
};

/// YOLOZU's file of latencies: a report with "metrics", or these alone. Fails where fps or one of the names is missing.
Result<Latency> read_latency(const std::filesystem::path& path);

}  // namespace yolozu::eval
