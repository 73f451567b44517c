// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace yolozu::test {

/// Path of the yolozu-infer that was built with these tests.
std::filesystem::path program_path();

/// Runs it to its end.
ProgramResult run_program(const std::vector<std::string>& arguments,
                          const std::vector<std::pair<std::string, std::string>>& environment = {});

/// A predictions file as JSON.
nlohmann::json read_json(const std::filesystem::path& path);

/// Whether `yolozu-infer validate --strict` accepts a file without a warning.
bool passes_strict_validation(const std::filesystem::path& path);

}  // namespace yolozu::test
