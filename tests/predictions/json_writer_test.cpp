// SPDX-License-Identifier: Apache-2.0
#include "predictions/json_writer.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <locale>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace yolozu {
namespace {

using Layout = JsonWriter::Layout;

std::string number(double value) {
    std::string text;
    append_number(text, value);
    return text;
}

std::string string(std::string_view bytes) {
    std::string text;
    append_string(text, bytes);
    return text;
}

TEST(JsonNumber, IsTheShortestThatReadsBack) {
    EXPECT_EQ(number(0.1), "0.1");
    EXPECT_EQ(number(1.0 / 3), "0.3333333333333333");
    EXPECT_EQ(number(0.001), "0.001");
    EXPECT_EQ(number(double{0.001F}), "0.0010000000474974513");
    EXPECT_EQ(number(1e-7), "1e-07");
    EXPECT_EQ(number(-2.5), "-2.5");
    EXPECT_EQ(number(std::numeric_limits<double>::denorm_min()), "5e-324");
}

TEST(JsonNumber, StaysAFloatForPythonEvenWhenWhole) {
    EXPECT_EQ(number(1), "1.0");
    EXPECT_EQ(number(0), "0.0");
    EXPECT_EQ(number(-0.0), "0.0");
    EXPECT_EQ(number(1e22), "1e+22");
}

TEST(JsonNumber, DoesNotDependOnTheLocale) {
    struct DecimalComma : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::locale before = std::locale::global(std::locale(std::locale::classic(), new DecimalComma));
    std::string text = number(12345.5);
    JsonWriter(text).value(1'000'000);
    std::locale::global(before);
    EXPECT_EQ(text, "12345.51000000");
}

/// 200,000 doubles, half of them of the kind that predictions hold and half any bit pattern.
TEST(JsonNumber, ReadsBackBitByBit) {
    constexpr std::uint64_t seed = 20261123;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (int round = 0; round < 100'000; ++round) {
        for (const double value : {unit(random), std::bit_cast<double>(random())}) {
            if (!std::isfinite(value) || value == 0) continue;
            const std::string text = number(value);
            double back = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), back);
            ASSERT_TRUE(error == std::errc() && end == text.data() + text.size()) << text;
            ASSERT_EQ(std::bit_cast<std::uint64_t>(back), std::bit_cast<std::uint64_t>(value)) << text;
            ASSERT_EQ(nlohmann::json::parse(text).get<double>(), value) << text;
        }
    }
}

TEST(JsonString, EscapesWhatJsonForbids) {
    EXPECT_EQ(string("a\"b\\c"), R"("a\"b\\c")");
    EXPECT_EQ(string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(string(std::string_view("\0\x01\x1F", 3)), R"("\u0000\u0001\u001f")");
    EXPECT_EQ(string("/\x7F"), "\"/\x7F\"");
}

TEST(JsonString, KeepsUtf8) {
    EXPECT_EQ(string("Käse 写真 🎈"), "\"Käse 写真 🎈\"");
}

TEST(JsonString, WritesStrayBytesAsPythonDoes) {
    // json.dumps(os.fsdecode(b"a\x80\xff\xe5\x86.jpg"))
    EXPECT_EQ(string("a\x80\xFF\xE5\x86.jpg"), R"("a\udc80\udcff\udce5\udc86.jpg")");
    // An encoded surrogate and an overlong slash are not UTF-8 either.
    EXPECT_EQ(string("\xED\xB2\x80"), R"("\udced\udcb2\udc80")");
    EXPECT_EQ(string("\xC0\xAF"), R"("\udcc0\udcaf")");
}

TEST(JsonWriter, LaysOutListsAndObjects) {
    std::string text;
    JsonWriter json(text);
    json.begin_object(Layout::lines);
    json.member("a", 1);
    json.key("b");
    json.begin_array(Layout::inline_);
    json.value(true);
    json.value(nullptr);
    json.value("x");
    json.end();
    json.key("c");
    json.begin_array(Layout::lines);
    json.value(0.5);
    json.value(std::size_t{7});
    json.end();
    json.key("d");
    json.begin_array(Layout::lines);
    json.end();
    json.end();
    EXPECT_EQ(text, "{\n \"a\": 1,\n \"b\": [true, null, \"x\"],\n \"c\": [\n  0.5,\n  7\n ],\n \"d\": []\n}");
}

TEST(JsonWriter, WritesADecimalAsItWasTyped) {
    std::string text;
    JsonWriter json(text);
    json.begin_array(Layout::inline_);
    json.value(*DecimalText::parse("0.70"));
    json.value(std::int64_t{-5});
    json.end();
    EXPECT_EQ(text, "[0.70, -5]");
}

}  // namespace
}  // namespace yolozu
