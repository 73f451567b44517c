// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/report.hpp"

namespace yolozu::test {

/// A row whose runs took these milliseconds, all in inference, one after the other.
inline bench::Row row_of(std::string name, const std::vector<double>& milliseconds) {
    bench::Row row;
    row.name = std::move(name);
    row.model = "models/" + row.name + ".onnx";
    row.model_sha256 = "00ff";
    row.backend = "native";
    row.device = "cpu";
    row.runtime_version = "1";
    row.provider = "native-avx2";
    row.input = "1x3x64x64";
    row.pictures = "photo.jpg";
    for (const double time : milliseconds) {
        row.runs.push_back({0, 0, time, 0, time});
        row.loop_seconds += time / 1000;
    }
    return row;
}

inline bench::Row failed_row(std::string name, std::string failure) {
    bench::Row row = row_of(std::move(name), {});
    row.failure = std::move(failure);
    return row;
}

inline bench::Report report_of(std::vector<bench::Row> rows) {
    bench::Report report;
    report.timestamp = "2026-01-31T12:00:00Z";
    report.program_version = "1.2.3";
    report.machine.processor = "Abacus 9000";
    report.machine.processors = 8;
    report.machine.allowed = 4;
    report.machine.vector_level = "avx2";
    report.rows = std::move(rows);
    return report;
}

}  // namespace yolozu::test
