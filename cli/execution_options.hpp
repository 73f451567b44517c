// SPDX-License-Identifier: Apache-2.0
//
// The flags that say who runs a model and how it uses the machine.
#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "pipeline/run.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct ExecutionFlags {
    std::string backend = "auto", device = "cpu", library, batch = "auto";
    int jobs = 0, threads = 0;
    bool dry_run = false, fail_fast = false, resume = false;
};

void add_execution_options(CommandLine& line, ExecutionFlags& flags);

Status apply_execution_flags(const ExecutionFlags& flags, RunRequest& request);

}  // namespace yolozu::cli
