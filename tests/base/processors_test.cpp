// SPDX-License-Identifier: Apache-2.0
#include "base/processors.hpp"

#include <gtest/gtest.h>
#include <sched.h>

namespace yolozu {
namespace {

TEST(Processors, AreRoundedUpFromAQuota) {
    EXPECT_EQ(processors_of_quota("150000 100000"), 2);
    EXPECT_EQ(processors_of_quota("100000 100000"), 1);
    EXPECT_EQ(processors_of_quota("1000 100000"), 1);
    EXPECT_EQ(processors_of_quota("800000 100000"), 8);
}

TEST(Processors, AreNotLimitedByWhatIsNoQuota) {
    for (const char* const text :
         {"max 100000", "-1 100000", "", " ", "100000", "0 100000", "100000 0", "5 x", "1e5 2"})
        EXPECT_EQ(processors_of_quota(text), 0) << text;
}

TEST(Processors, AreThoseThatThisProcessMayUse) {
    cpu_set_t before, one;
    ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
    EXPECT_GE(usable_processors(), 1);
    EXPECT_LE(usable_processors(), CPU_COUNT(&before));
    int first = 0;
    while (!CPU_ISSET(first, &before)) ++first;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof(one), &one), 0);
    EXPECT_EQ(usable_processors(), 1);
    ASSERT_EQ(::sched_setaffinity(0, sizeof(before), &before), 0);
}

}  // namespace
}  // namespace yolozu
