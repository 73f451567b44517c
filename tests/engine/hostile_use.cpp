// SPDX-License-Identifier: Apache-2.0
#include "hostile_use.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>

#include "engine/ir/limits.hpp"
#include "guarded_run.hpp"
#include "models.hpp"

namespace yolozu::test {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds too_long(10);  // under the sanitizers, on a busy machine

/// The most memory that this process ever had.
std::uint64_t peak_bytes() {
    rusage usage{};
    EXPECT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

// What constants may take that are computed in advance, with one more as the source of the next; the rest is for the
// program, and for what the sanitizers keep.
constexpr std::uint64_t too_much = 2 * engine::limits::all_folded_bytes;

}  // namespace

Status use_hostile(const std::string& bytes) {
    const Clock::time_point begin = Clock::now();
    const std::uint64_t peak_before = peak_bytes();  // other tests of the same process may have had more
    const auto file = open_bytes(bytes);
    Status status = file ? guarded_run(*file) : Status(file.error());
    EXPECT_LT(Clock::now() - begin, too_long);
    EXPECT_LE(peak_bytes(), std::max(peak_before, too_much));
    if (status) return status;
    EXPECT_FALSE(status.error().message().empty());
    EXPECT_NE(status.error().code(), ErrorCode::internal) << status.error().to_string();
    return status;
}

}  // namespace yolozu::test
