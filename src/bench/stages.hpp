// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "bench/row.hpp"

namespace yolozu::bench {

/// A part of a run that is timed.
struct Stage {
    std::string_view name;
    double RunTimes::*time;
};

inline constexpr std::array all_stages{Stage{"read", &RunTimes::read}, Stage{"preprocess", &RunTimes::preprocess},
                                       Stage{"inference", &RunTimes::inference}, Stage{"decode", &RunTimes::decode}};

/// Those that the row has.
inline std::span<const Stage> stages_of(const Row& row) {
    const std::span<const Stage> all(all_stages);
    return row.measured == Measured::end_to_end ? all : all.subspan(2, 1);
}

}  // namespace yolozu::bench
