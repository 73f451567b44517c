// SPDX-License-Identifier: Apache-2.0
#include "chart/text.hpp"

#include <gtest/gtest.h>

namespace yolozu::chart {
namespace {

TEST(ChartText, IsWhatXmlCanHold) {
    EXPECT_EQ(xml_text("a<b & \"c\">"), "a&lt;b &amp; &quot;c&quot;&gt;");
    EXPECT_EQ(xml_text("caf\xC3\xA9 \xF0\x9F\x90\x95"), "caf\xC3\xA9 \xF0\x9F\x90\x95");
    const std::string unknown = "\xEF\xBF\xBD";
    EXPECT_EQ(xml_text("a\x01"
                       "b\xFFz\x1B"),
              "a" + unknown + "b" + unknown + "z" + unknown);
    EXPECT_EQ(xml_text("\xEF\xBF\xBE"), unknown);    // U+FFFE is no character
    EXPECT_EQ(xml_text("\xED\xA0\x80").size(), 9U);  // a surrogate: three bytes that are none
    EXPECT_EQ(xml_text(std::string("a\0b", 3)), "a" + unknown + "b");
    EXPECT_EQ(xml_text("a\tb\n"), "a\tb\n");
}

TEST(ChartText, IsCutBetweenCharacters) {
    EXPECT_EQ(shortened("abcde", 5), "abcde");
    EXPECT_EQ(shortened("abcdef", 5), "abcd\xE2\x80\xA6");
    EXPECT_EQ(shortened("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xE2\x80\xA6");
    EXPECT_EQ(shortened("", 2), "");
}

TEST(ChartText, ItsWidthCountsCharacters) {
    EXPECT_EQ(text_width("ab"), text_width("\xC3\xA9\xC3\xA9"));
    EXPECT_GT(text_width("\xE7\x8C\xAB"), text_width("a"));  // a cat in Japanese
}

}  // namespace
}  // namespace yolozu::chart
