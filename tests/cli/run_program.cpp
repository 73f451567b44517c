// SPDX-License-Identifier: Apache-2.0
#include "cli/run_program.hpp"

#include "support/files.hpp"

namespace yolozu::test {

std::filesystem::path program_path() {
    return YOLOZU_PROGRAM;
}

ProgramResult run_program(const std::vector<std::string>& arguments,
                          const std::vector<std::pair<std::string, std::string>>& environment) {
    return Program(program_path(), arguments, environment).wait();
}

nlohmann::json read_json(const std::filesystem::path& path) {
    return nlohmann::json::parse(read_text(path));
}

bool passes_strict_validation(const std::filesystem::path& path) {
    const ProgramResult result = run_program({"validate", "--strict", path.string()});
    return result.exit_code == 0 && result.out.starts_with("OK: ");
}

}  // namespace yolozu::test
