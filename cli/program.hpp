// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace yolozu::cli {

/// The whole program for the arguments behind its name; returns its exit code.
int run_program(std::vector<std::string> arguments);

}  // namespace yolozu::cli
