// SPDX-License-Identifier: Apache-2.0
#include "bench/row.hpp"

namespace yolozu::bench {

std::string_view to_string(Measured measured) {
    return measured == Measured::end_to_end ? "end to end" : "inference only";
}

std::vector<double> times_of(const Row& row, double RunTimes::*stage, bool per_picture) {
    const double divisor = per_picture ? row.batch : 1;
    std::vector<double> times;
    times.reserve(row.runs.size());
    for (const RunTimes& run : row.runs) times.push_back(run.*stage / divisor);
    return times;
}

double images_per_second(const Row& row) {
    return row.loop_seconds > 0 ? static_cast<double>(row.runs.size()) * row.batch / row.loop_seconds : 0;
}

}  // namespace yolozu::bench
