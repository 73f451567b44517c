// SPDX-License-Identifier: Apache-2.0
#include "base/processors.hpp"

#include <sched.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>

#include "base/file.hpp"
#include "base/parse_number.hpp"

namespace yolozu {
namespace {

int allowed_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof(set), &set) == 0) return CPU_COUNT(&set);
    return static_cast<int>(std::thread::hardware_concurrency());
}

/// The file's text without the end of its line; empty where it cannot be read.
std::string line_of(const char* path) {
    const Result<std::vector<std::byte>> bytes = read_file(path, 256);
    if (!bytes) return {};
    const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    return std::string(text.substr(0, text.find('\n')));
}

/// Of this container, as it sees itself; where its cgroup is not the root of the mount nothing is found, and there the
/// processors it may run on are the best that is known.
int quota() {
    if (const int found = processors_of_quota(line_of("/sys/fs/cgroup/cpu.max")); found > 0) return found;
    return processors_of_quota(line_of("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") + " " +
                               line_of("/sys/fs/cgroup/cpu/cpu.cfs_period_us"));
}

}  // namespace

int processors_of_quota(std::string_view quota_and_period) {
    const std::size_t space = quota_and_period.find(' ');
    if (space == std::string_view::npos) return 0;
    const auto granted = parse_number<std::int32_t>(quota_and_period.substr(0, space));
    const auto period = parse_number<std::int32_t>(quota_and_period.substr(space + 1));
    if (!granted || !period || *granted <= 0 || *period <= 0) return 0;
    return (*granted - 1) / *period + 1;
}

int usable_processors() {
    const int allowed = std::max(1, allowed_processors()), granted = quota();
    return granted > 0 ? std::min(allowed, granted) : allowed;
}

}  // namespace yolozu
