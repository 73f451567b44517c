// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace yolozu {
namespace {

/// UTF-8 of a code point by the definition's arithmetic, surrogates and all.
std::string encode(unsigned code) {
    const auto byte = [](unsigned value) { return static_cast<char>(value); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 63))};
    if (code < 0x10000) return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
    return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)),
            byte(0x80 | (code & 63))};
}

TEST(Utf8, KnowsTheLengthOfEveryCodePoint) {
    for (unsigned code = 0; code <= 0x10FFFF; ++code) {
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        const std::string text = encode(code);
        ASSERT_EQ(utf8_sequence_length(text), surrogate ? 0 : text.size()) << code;
    }
}

TEST(Utf8, RefusesWhatIsNotWellFormed) {
    EXPECT_EQ(utf8_sequence_length(""), 0U);
    EXPECT_EQ(utf8_sequence_length("\x80"), 0U);              // continuation without a lead
    EXPECT_EQ(utf8_sequence_length("\xC0\xAF"), 0U);          // overlong
    EXPECT_EQ(utf8_sequence_length("\xE0\x80\xAF"), 0U);      // overlong
    EXPECT_EQ(utf8_sequence_length("\xF0\x80\x80\xAF"), 0U);  // overlong
    EXPECT_EQ(utf8_sequence_length("\xF4\x90\x80\x80"), 0U);  // beyond U+10FFFF
    EXPECT_EQ(utf8_sequence_length("\xE2\x82"), 0U);          // cut short
    EXPECT_EQ(utf8_sequence_length("\xE2\x28\xA1"), 0U);      // no continuation
    EXPECT_EQ(utf8_sequence_length("\xFF"), 0U);
}

}  // namespace
}  // namespace yolozu
