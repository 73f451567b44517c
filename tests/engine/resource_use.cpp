// SPDX-License-Identifier: Apache-2.0
#include "resource_use.hpp"

#include <gtest/gtest.h>

#include <ctime>
#include <fstream>
#include <string>

namespace yolozu::test {

namespace {

double thread_seconds() {
    timespec time{};
    EXPECT_EQ(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time), 0);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// One of the figures of /proc/self/status that are in kB.
std::optional<std::uint64_t> memory_figure(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (std::uint64_t kilobytes = 0; word == name && status >> kilobytes) return kilobytes * 1024;
    return std::nullopt;
}

}  // namespace

ResourceUse::ResourceUse() : seconds_before_(thread_seconds()) {
    std::ofstream peak("/proc/self/clear_refs");
    peak << 5 << std::flush;  // sets the peak to what is in use
    if (peak) bytes_before_ = memory_figure("VmRSS:");
}

double ResourceUse::processor_seconds() const {
    return thread_seconds() - seconds_before_;
}

std::optional<std::uint64_t> ResourceUse::most_bytes() const {
    const auto peak = memory_figure("VmHWM:");
    if (!bytes_before_ || !peak) return std::nullopt;
    return *peak > *bytes_before_ ? *peak - *bytes_before_ : 0;
}

}  // namespace yolozu::test
