// SPDX-License-Identifier: Apache-2.0
#include "base/within_memory.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace yolozu {
namespace {

TEST(WithinMemory, GivesWhatTheWorkGives) {
    const Result<int> number = within_memory("to count", []() -> Result<int> { return 3; });
    ASSERT_TRUE(number);
    EXPECT_EQ(*number, 3);
    EXPECT_TRUE(within_memory("to do nothing", [] { return Status{}; }).ok());
}

TEST(WithinMemory, SaysWhatTheMemoryWasFor) {
    const Status lack = within_memory("to count", []() -> Status { throw std::bad_alloc(); });
    ASSERT_FALSE(lack);
    EXPECT_EQ(lack.error().code(), ErrorCode::limit_exceeded);
    EXPECT_EQ(lack.error().to_string(), "not enough memory to count");
    const auto too_long = [] {
        std::vector<int> numbers;
        numbers.reserve(numbers.max_size() + 1);
        return Status{};
    };
    EXPECT_FALSE(within_memory("to count", too_long));
}

}  // namespace
}  // namespace yolozu
