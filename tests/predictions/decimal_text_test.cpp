// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "yolozu/predictions.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;

std::string json_of(std::string_view text) {
    const Result<DecimalText> decimal = DecimalText::parse(text);
    return decimal ? decimal->json() : decimal.error().to_string();
}

TEST(DecimalText, KeepsWhatTheUserTyped) {
    for (const std::string_view text :
         {"0.001", "0.70", "1", "0", "-0.5", "1e-3", "2.50E+1", "0.1000000000000000055"}) {
        std::string expected(text);
        if (const std::size_t exponent = expected.find('E'); exponent != std::string::npos) expected[exponent] = 'e';
        EXPECT_EQ(json_of(text), expected);
    }
}

TEST(DecimalText, AddsWhatJsonDemands) {
    EXPECT_EQ(json_of(".5"), "0.5");
    EXPECT_EQ(json_of("-.5"), "-0.5");
    EXPECT_EQ(json_of("+1"), "1");
    EXPECT_EQ(json_of("1."), "1.0");
    EXPECT_EQ(json_of("1.e5"), "1.0e5");
}

TEST(DecimalText, HasTheNearestDouble) {
    EXPECT_EQ(DecimalText::parse("0.001")->value(), 0.001);
    EXPECT_EQ(DecimalText::parse("+.7")->value(), 0.7);
    EXPECT_EQ(DecimalText::parse("1")->value(), 1.0);
    EXPECT_EQ(DecimalText().json(), "0");
}

TEST(DecimalText, RefusesWhatIsNotADecimalNumber) {
    for (const std::string_view text : {"", "+", "-", ".", "+.", "1,5", "0x1", "nan", "inf", "1e", "1e+", "01", "00.5",
                                        " 1", "1 ", "1.5.2", "--1", ".e1", "0.5f"})
        EXPECT_THAT(json_of(text), HasSubstr("is not a number, expected a decimal number such as 0.25")) << text;
}

TEST(DecimalText, RefusesWhatNoDoubleHolds) {
    EXPECT_THAT(json_of("1e999"), HasSubstr("'1e999' does not fit a double"));
    EXPECT_THAT(json_of("1e-999"), HasSubstr("'1e-999' does not fit a double"));
}

TEST(DecimalText, RefusesEndlessText) {
    EXPECT_EQ(json_of(std::string(65, '1')), "a number of 65 characters, expected at most 64");
}

TEST(DecimalText, PrintsStrangeBytesSafely) {
    EXPECT_THAT(json_of("\x1B[31m"), HasSubstr("'\\x1b[31m' is not a number"));
}

}  // namespace
}  // namespace yolozu
