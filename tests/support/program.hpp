// SPDX-License-Identifier: Apache-2.0
//
// The program under test, run as a user runs it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace yolozu::test {

struct ProgramResult {
    int exit_code = -1;  ///< 128 + signal when a signal ended it
    std::string out, err;
};

/// A child process whose outputs go to files.
class Program {
public:
    /// Starts `path` with arguments; `environment` is added to this process's own.
    Program(const std::filesystem::path& path, const std::vector<std::string>& arguments,
            const std::vector<std::pair<std::string, std::string>>& environment = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void send_signal(int number) const;
    ProgramResult wait();

private:
    pid_t process_ = -1;
    std::filesystem::path out_, err_;
};

}  // namespace yolozu::test
