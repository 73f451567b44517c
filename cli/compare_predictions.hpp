// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/commands.hpp"

namespace yolozu::cli {

/// Whether the arguments of `compare` are about predictions files, not about a model: one of them ends in ".json".
bool names_predictions(const Arguments& arguments);

/// YOLOZU's parity check, with its report and its exit codes: 0 agree, 2 differ, 1 wrong usage or no such file.
int compare_predictions_command(const Arguments& arguments);

}  // namespace yolozu::cli
