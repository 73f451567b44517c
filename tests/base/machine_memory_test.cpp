// SPDX-License-Identifier: Apache-2.0
#include "base/machine_memory.hpp"

#include <gtest/gtest.h>

namespace yolozu {
namespace {

TEST(MachineMemory, TheMachineHasSome) {
    EXPECT_GT(physical_memory(), std::uint64_t{64} << 20);
}

TEST(MachineMemory, SecondLevelCacheIsOfASizeThatPlansCanUse) {
    EXPECT_GE(second_level_cache(), std::size_t{128} << 10);
    EXPECT_LE(second_level_cache(), std::size_t{4} << 20);
    EXPECT_EQ(second_level_cache(), second_level_cache());
}

}  // namespace
}  // namespace yolozu
