// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "cli/commands.hpp"

namespace yolozu::cli {

/// Parses a command's arguments. Empty when the command shall go on; otherwise its exit code, after the help was
/// printed (0) or the mistake reported (2).
std::optional<int> parse(CLI::App& app, Arguments arguments);

}  // namespace yolozu::cli
