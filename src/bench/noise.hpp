// SPDX-License-Identifier: Apache-2.0
//
// Whether measured times can be trusted: what disturbed them, in words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/machine.hpp"
#include "bench/row.hpp"

namespace yolozu::bench {

/// By how much the median of the last third of the times is above that of the first, as a share of it. Nothing for less
/// than 30 times.
std::optional<double> drift(std::span<const double> in_order);

/// Times that are of two kinds.
struct TwoGroups {
    double lower = 0, upper = 0;  ///< the groups' means
    double upper_share = 0;       ///< of the times
};

/// The cut into two groups with the least variance within them (Otsu's), where each has a tenth of the times or more
/// and their means are 5 % and 4 deviations apart: halves of one bell are 2.7 apart, of a box 3.5. Nothing for less
/// than 20 times.
std::optional<TwoGroups> two_groups(std::span<const double> sorted);

/// What makes the row's times doubtful; empty when nothing does.
std::vector<std::string> doubts_about(const Row& row, const MachineFacts& machine);

/// What the machine did meanwhile. `own_seconds` of processor time are the measurement's own.
std::vector<std::string> doubts_about(const MachineFacts& machine, const MachineCounters& before,
                                      const MachineCounters& after, double own_seconds);

}  // namespace yolozu::bench
