// SPDX-License-Identifier: Apache-2.0
#include "yolozu/result.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "base/try.hpp"

namespace yolozu {
namespace {

Result<int> parse_digit(char letter) {
    if (letter < '0' || letter > '9') return Error(ErrorCode::malformed, "is no digit");
    return letter - '0';
}

Result<int> sum_of_digits(std::string_view text) {
    int sum = 0;
    for (const char letter : text) {
        YOLOZU_ASSIGN(const int digit, parse_digit(letter));
        sum += digit;
    }
    return sum;
}

TEST(Result, CarriesAValueThroughTheMacros) {
    EXPECT_EQ(*sum_of_digits("1234"), 10);
}

TEST(Result, CarriesTheFirstErrorThroughTheMacros) {
    const Result<int> sum = sum_of_digits("12x4");
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().code(), ErrorCode::malformed);
}

TEST(Result, MovesValuesThatCannotBeCopied) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
    const std::unique_ptr<int> value = std::move(result).value();
    EXPECT_EQ(*value, 7);
}

TEST(Error, PrintsItsCircumstancesFromTheOutside) {
    Error error(ErrorCode::malformed, "length 9 runs past the end");
    error = std::move(error).with_context("node 'Conv_3'").with_context("model 'a.onnx'");
    EXPECT_EQ(error.to_string(), "model 'a.onnx': node 'Conv_3': length 9 runs past the end");
}

TEST(Status, IsSuccessUnlessItHoldsAnError) {
    EXPECT_TRUE(Status().ok());
    EXPECT_FALSE(Status(Error(ErrorCode::io, "disk full")).ok());
}

TEST(ErrorCode, HasADistinctNameForEveryCode) {
    std::vector<std::string_view> names;
    for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code)
        names.push_back(to_string(static_cast<ErrorCode>(code)));
    for (std::size_t first = 0; first < names.size(); ++first) {
        EXPECT_NE(names[first], "unknown");
        for (std::size_t second = 0; second < first; ++second) EXPECT_NE(names[first], names[second]);
    }
}

}  // namespace
}  // namespace yolozu
