// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>

#include "base/lower_case.hpp"
#include "base/parse_number.hpp"

namespace yolozu {
namespace {

TEST(ParseNumber, ReadsTheWholeTextOrNothing) {
    EXPECT_EQ(parse_number<int>("-42"), -42);
    EXPECT_EQ(parse_number<double>("2.5e1"), 25.0);
    for (const char* const text : {"", " 1", "1 ", "+1", "1x", "0x1", "one"})
        EXPECT_EQ(parse_number<int>(text), std::nullopt) << text;
}

TEST(ParseNumber, RefusesWhatTheTypeDoesNotHold) {
    EXPECT_EQ(parse_number<std::uint8_t>("255"), 255);
    EXPECT_EQ(parse_number<std::uint8_t>("256"), std::nullopt);
    EXPECT_EQ(parse_number<std::uint8_t>("-1"), std::nullopt);
    EXPECT_EQ(parse_number<std::int64_t>("9223372036854775808"), std::nullopt);
    EXPECT_EQ(parse_number<float>("1e99"), std::nullopt);
}

TEST(LowerCase, ChangesOnlyAsciiCapitals) {
    EXPECT_EQ(lower_case("@AZ[`az{.JPeG"), "@az[`az{.jpeg");
    EXPECT_EQ(lower_case("\xC3\x84\xFF"), "\xC3\x84\xFF");
    EXPECT_EQ(lower_case(""), "");
}

}  // namespace
}  // namespace yolozu
