// SPDX-License-Identifier: Apache-2.0
//
// The commands. Each takes the arguments behind its name and returns the exit code.
#pragma once

#include <string>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu::cli {

/// Documented for users in README.md.
enum ExitCode : int {
    exit_done = 0,
    exit_failed = 1,
    exit_usage = 2,    ///< the arguments make no sense; nothing was done
    exit_partial = 3,  ///< done, but some images could not be read
};

/// Exit code of a failed command: usage when the arguments are to blame.
int exit_code_for(const Error& error);

using Arguments = std::vector<std::string>;

int predict_command(const Arguments& arguments);
int inspect_command(const Arguments& arguments);
int families_command(const Arguments& arguments);
int backends_command(const Arguments& arguments);
int doctor_command(const Arguments& arguments);
int validate_command(const Arguments& arguments);
int dump_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int bench_command(const Arguments& arguments);
int eval_command(const Arguments& arguments);
int merge_command(const Arguments& arguments);
int convert_command(const Arguments& arguments);
int show_command(const Arguments& arguments);

}  // namespace yolozu::cli
