// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/machine_limits.hpp"
#include "engine/plan/plan.hpp"

namespace yolozu::cli {

/// Two tables for people: every step in order, and the time of each kernel. `seconds` has each step's time in one run;
/// rates are what the node asks for by its time, so a kernel that saves products can exceed the machine's limit.
std::string profile_table(const engine::Plan& plan, std::span<const double> seconds, const MachineLimits& limits);

}  // namespace yolozu::cli
