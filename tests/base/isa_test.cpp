// SPDX-License-Identifier: Apache-2.0
#include "base/isa.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace yolozu {
namespace {

// The choice is made once in a process; each case decides in a process of its own.
void expect_choice_error(const char* forced, const char* message) {
    EXPECT_EXIT(
        {
            ::setenv("YOLOZU_ISA", forced, 1);
            const Result<Isa> isa = active_isa();
            std::fputs(isa ? "chosen" : isa.error().to_string().c_str(), stderr);
            std::exit(0);
        },
        testing::ExitedWithCode(0), message);
}

TEST(Isa, SupportsTheScalarLevelEverywhereAndTheWeakestFirst) {
    ASSERT_FALSE(supported_isas().empty());
    EXPECT_EQ(supported_isas().front(), Isa::ref);
    EXPECT_TRUE(std::ranges::is_sorted(supported_isas()));
}

TEST(Isa, ObeysTheEnvironment) {
    expect_choice_error("ref", "chosen");
}

TEST(Isa, RefusesAnUnknownLevelInWords) {
    expect_choice_error("avx1024", "YOLOZU_ISA=avx1024: no such level; the levels are ref, sse2, avx2, avx512, neon");
}

TEST(Isa, RefusesALevelOfAnotherMachineInWords) {
#if defined(__aarch64__)
    expect_choice_error("avx2", "YOLOZU_ISA=avx2: this machine cannot run that level; it runs ref, neon");
#else
    expect_choice_error("neon", "YOLOZU_ISA=neon: this machine cannot run that level; it runs ref");
#endif
}

}  // namespace
}  // namespace yolozu
