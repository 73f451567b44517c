// SPDX-License-Identifier: Apache-2.0
#include "support/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "support/files.hpp"

namespace yolozu::test {
namespace {

std::filesystem::path temporary_file() {
    std::string pattern = (std::filesystem::temp_directory_path() / "yolozu-output-XXXXXX").string();
    const int descriptor = ::mkstemp(pattern.data());
    if (descriptor < 0) throw std::runtime_error("cannot make a temporary file");
    ::close(descriptor);
    return pattern;
}

void redirect(const std::filesystem::path& file, int descriptor) {
    const int opened = ::open(file.c_str(), O_WRONLY | O_TRUNC);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(127);
}

}  // namespace

Program::Program(const std::filesystem::path& path, const std::vector<std::string>& arguments,
                 const std::vector<std::pair<std::string, std::string>>& environment)
    : out_(temporary_file()), err_(temporary_file()) {
    std::vector<char*> argv{const_cast<char*>(path.c_str())};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    process_ = ::fork();
    if (process_ < 0) throw std::runtime_error("cannot start a process");
    if (process_ > 0) return;
    redirect(out_, STDOUT_FILENO);
    redirect(err_, STDERR_FILENO);
    for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::execv(path.c_str(), argv.data());
    ::_exit(127);
}

Program::~Program() {
    if (process_ > 0) {
        ::kill(process_, SIGKILL);
        (void)wait();
    }
    std::error_code ignored;
    std::filesystem::remove(out_, ignored);
    std::filesystem::remove(err_, ignored);
}

void Program::send_signal(int number) const {
    ::kill(process_, number);
}

ProgramResult Program::wait() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    ProgramResult result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = read_text(out_);
    result.err = read_text(err_);
    return result;
}

}  // namespace yolozu::test
