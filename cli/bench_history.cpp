// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_history.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/descriptor.hpp"
#include "base/in_file.hpp"

namespace yolozu::cli {
namespace {

bool ends_within_a_line(int descriptor) {
    struct stat status {};
    char last = '\n';
    return ::fstat(descriptor, &status) == 0 && status.st_size > 0 &&
           ::pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

Status append(const std::filesystem::path& file, std::string_view line) {
    constexpr mode_t readable_by_all = 0666;
    const Descriptor descriptor(::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, readable_by_all));
    if (descriptor.number() < 0) return system_error("cannot open", errno);
    // Another's line may be half there when its end is looked at. Where the file system has no locks, the worst is an
    // empty line: the write alone keeps lines whole.
    static_cast<void>(::flock(descriptor.number(), LOCK_EX));
    std::string text = ends_within_a_line(descriptor.number()) ? "\n" : "";
    text.append(line).append("\n");
    const ssize_t written = ::write(descriptor.number(), text.data(), text.size());
    if (written < 0) return system_error("cannot write", errno);
    if (static_cast<std::size_t>(written) == text.size()) return {};
    return Error(ErrorCode::io, "only a part of the line could be written: the disk may be full");
}

}  // namespace

Status append_line(const std::filesystem::path& file, std::string_view line) {
    return in_file("history", file, append(file, line));
}

}  // namespace yolozu::cli
