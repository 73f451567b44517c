// SPDX-License-Identifier: Apache-2.0
//
// The flags that say what a run writes beside the boxes.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "pipeline/run.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct ResultFlags {
    std::string segmentation = "none";
    std::vector<double> intrinsics;
};

void add_result_flags(CommandLine& line, ResultFlags& flags);

/// Fails with what is wrong with which flag.
Status apply_result_flags(const ResultFlags& flags, RunRequest& request);

}  // namespace yolozu::cli
