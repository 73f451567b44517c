// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/file.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {
namespace {

constexpr std::size_t longest_decimal_text = 64;

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

/// Removes the digits that `text` begins with and returns them.
std::string_view take_digits(std::string_view& text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    const std::string_view digits = text.substr(0, count);
    text.remove_prefix(count);
    return digits;
}

/// Removes the first character of `text` if it is one of `choices`, and returns it; 0 if it is not.
char take_one_of(std::string_view& text, std::string_view choices) {
    if (text.empty() || choices.find(text.front()) == std::string_view::npos) return '\0';
    const char taken = text.front();
    text.remove_prefix(1);
    return taken;
}

/// The number as JSON spells it; nothing when `text` is not a decimal number.
std::optional<std::string> to_json_number(std::string_view text) {
    std::string json;
    if (take_one_of(text, "+-") == '-') json += '-';
    const std::string_view whole = take_digits(text);
    if (whole.size() > 1 && whole.front() == '0') return std::nullopt;
    json += whole.empty() ? "0" : whole;
    if (take_one_of(text, ".") != '\0') {
        const std::string_view fraction = take_digits(text);
        if (whole.empty() && fraction.empty()) return std::nullopt;
        json.append(".").append(fraction.empty() ? "0" : fraction);
    } else if (whole.empty()) {
        return std::nullopt;
    }
    if (take_one_of(text, "eE") != '\0') {
        json += 'e';
        if (const char sign = take_one_of(text, "+-"); sign != '\0') json += sign;
        const std::string_view exponent = take_digits(text);
        if (exponent.empty()) return std::nullopt;
        json += exponent;
    }
    if (!text.empty()) return std::nullopt;
    return json;
}

}  // namespace

Result<DecimalText> DecimalText::parse(std::string_view text) {
    if (text.size() > longest_decimal_text)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("a number of {} characters, expected at most {}", text.size(), longest_decimal_text));
    const std::optional<std::string> json = to_json_number(text);
    if (!json)
        return Error(ErrorCode::invalid_argument,
                     fmt::format("'{}' is not a number, expected a decimal number such as 0.25", printable(text)));
    DecimalText decimal;
    const auto [end, error] = std::from_chars(json->data(), json->data() + json->size(), decimal.value_);
    if (error != std::errc())
        return Error(ErrorCode::invalid_argument, fmt::format("'{}' does not fit a double, expected a decimal number "
                                                              "such as 0.25",
                                                              text));
    decimal.json_ = *json;
    return decimal;
}

}  // namespace yolozu
