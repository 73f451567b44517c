// SPDX-License-Identifier: Apache-2.0
#include "model/quoted_string.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>

#include "base/try.hpp"
#include "base/utf8.hpp"

namespace yolozu {
namespace {

constexpr bool is_high_surrogate(std::uint32_t code) {
    return code >= 0xD800 && code <= 0xDBFF;
}
constexpr bool is_low_surrogate(std::uint32_t code) {
    return code >= 0xDC00 && code <= 0xDFFF;
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto byte = [&](std::uint32_t bits) { text.push_back(static_cast<char>(bits)); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xC0 | code >> 6), byte(0x80 | (code & 63));
    } else if (code < 0x10000) {
        byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63));
    } else {
        byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)),
            byte(0x80 | (code & 63));
    }
}

/// Exactly `digits` hexadecimal digits.
Result<std::uint32_t> parse_hexadecimal(std::string_view text, std::size_t& position, std::size_t digits) {
    const std::string_view number = text.substr(position, digits);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), code, 16);
    if (number.size() != digits || error != std::errc() || end != number.data() + number.size())
        return literal_error(position, fmt::format("expected {} hexadecimal digits after the escape", digits));
    position += digits;
    return code;
}

/// The code point of \xHH, \uHHHH or \UHHHHHHHH; two \u escapes may make one, as in JSON.
Result<std::uint32_t> parse_code_point(std::string_view text, std::size_t& position, std::size_t digits) {
    const std::size_t start = position;
    YOLOZU_ASSIGN(std::uint32_t code, parse_hexadecimal(text, position, digits));
    if (is_high_surrogate(code) && text.substr(position).starts_with("\\u")) {
        position += 2;
        YOLOZU_ASSIGN(const std::uint32_t low, parse_hexadecimal(text, position, 4));
        if (!is_low_surrogate(low)) return literal_error(start, "half of a surrogate pair");
        return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    if (is_high_surrogate(code) || is_low_surrogate(code)) return literal_error(start, "half of a surrogate pair");
    if (code > 0x10FFFF) return literal_error(start, "there is no such Unicode character");
    return code;
}

std::uint32_t parse_octal(std::string_view text, std::size_t& position) {
    std::uint32_t code = 0;
    for (int digits = 0; digits < 3 && position < text.size() && text[position] >= '0' && text[position] <= '7';
         ++digits)
        code = code * 8 + static_cast<std::uint32_t>(text[position++] - '0');
    return code;
}

/// Reads what follows a backslash.
Status parse_escape(std::string_view text, std::size_t& position, std::string& value) {
    constexpr std::string_view letters = "\\'\"/nrtabfv", meanings = "\\'\"/\n\r\t\a\b\f\v";
    if (position == text.size()) return literal_error(position, "the text ends inside a string");
    const char letter = text[position];
    if (const std::size_t known = letters.find(letter); known != std::string_view::npos) {
        value.push_back(meanings[known]);
        ++position;
    } else if (letter == 'x' || letter == 'u' || letter == 'U') {
        ++position;
        YOLOZU_ASSIGN(const std::uint32_t code, parse_code_point(text, position,
                                                                 letter == 'x'   ? 2
                                                                 : letter == 'u' ? 4
                                                                                 : 8));
        append_utf8(value, code);
    } else if (letter >= '0' && letter <= '7') {
        append_utf8(value, parse_octal(text, position));
    } else if (letter == '\n') {
        ++position;  // a line that goes on
    } else {
        value.push_back('\\');  // Python keeps the backslash of an unknown escape
    }
    return {};
}

}  // namespace

Error literal_error(std::size_t position, std::string_view message) {
    return {ErrorCode::malformed, fmt::format("at character {}: {}", position + 1, message)};
}

Status check_utf8(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t length = utf8_sequence_length(text.substr(position));
        if (length == 0) return Error(ErrorCode::malformed, "is not UTF-8 text");
        position += length;
    }
    return {};
}

Result<std::string> parse_quoted_string(std::string_view text, std::size_t& position) {
    const std::size_t start = position;
    const char quote = text[position++];
    std::string value;
    while (position < text.size() && text[position] != quote) {
        const char letter = text[position++];
        if (letter != '\\') {
            value.push_back(letter);
            continue;
        }
        YOLOZU_TRY(parse_escape(text, position, value));
    }
    if (position == text.size()) return literal_error(start, "this string has no closing quote");
    ++position;
    if (!check_utf8(value)) return literal_error(start, "this string is not UTF-8 text");
    return value;
}

}  // namespace yolozu
