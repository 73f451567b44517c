// SPDX-License-Identifier: Apache-2.0
#include "model/python_literal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "model/quoted_string.hpp"

namespace yolozu {
namespace {

constexpr bool is_word_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
           c == '+' || c == '-';
}

/// A recursive-descent reader; the depth and the number of values are limited.
class LiteralReader {
public:
    explicit LiteralReader(std::string_view text)
        : text_(text), line_(text.find('\n') != std::string_view::npos ? 1 : 0) {}

    /// The line that has been come to; 0 in a text of one.
    std::size_t line() const { return line_; }

    Result<Literal> read_whole() {
        YOLOZU_ASSIGN(Literal literal, read_value());
        skip_space();
        if (!at_end()) return literal_error(position_, "expected nothing after the value");
        return literal;
    }

private:
    Result<Literal> read_value() {
        if (++value_count_ > literal_limits::values)
            return Error(ErrorCode::limit_exceeded, fmt::format("more than {} values", literal_limits::values));
        skip_space();
        if (at_end()) return literal_error(position_, "the text ends where a value was expected");
        const std::size_t line = line_;
        YOLOZU_ASSIGN(Literal value, read_value_here());
        value.line = line;
        return value;
    }

    Result<Literal> read_value_here() {
        switch (text_[position_]) {
            case '[':
                return read_list(']');
            case '(':
                return read_list(')');
            case '{':
                return read_dictionary();
            case '"':
                return read_string();
            case '\'':
                return read_string();
            default:
                return read_word();
        }
    }

    bool at_end() const { return position_ == text_.size(); }
    bool at(char c) const { return !at_end() && text_[position_] == c; }

    void skip_space() {
        for (; !at_end() && std::string_view(" \t\r\n").find(text_[position_]) != std::string_view::npos; ++position_)
            if (at('\n')) ++line_;
    }

    bool take(char c) {
        skip_space();
        if (!at(c)) return false;
        ++position_;
        return true;
    }

    /// Runs `read_element` between the brackets for each of the elements that commas separate.
    template <class ReadElement>
    Status read_elements(char closing, ReadElement read_element) {
        if (++depth_ > literal_limits::depth)
            return Error(ErrorCode::limit_exceeded,
                         fmt::format("brackets inside each other deeper than {}", literal_limits::depth));
        ++position_;
        while (!take(closing)) {
            YOLOZU_TRY(read_element());
            if (take(',')) continue;
            if (!take(closing)) return literal_error(position_, fmt::format("expected ',' or '{}'", closing));
            break;
        }
        --depth_;
        return {};
    }

    Result<Literal> read_list(char closing) {
        Literal::List list;
        YOLOZU_TRY(read_elements(closing, [&]() -> Status {
            YOLOZU_ASSIGN(Literal element, read_value());
            list.push_back(std::move(element));
            return {};
        }));
        return Literal{std::move(list)};
    }

    Result<Literal> read_dictionary() {
        Literal::Dictionary dictionary;
        YOLOZU_TRY(read_elements('}', [&]() -> Status {
            YOLOZU_ASSIGN(Literal key, read_value());
            if (!take(':')) return literal_error(position_, "expected ':' after a key");
            YOLOZU_ASSIGN(Literal value, read_value());
            dictionary.push_back({std::move(key), std::move(value)});
            return {};
        }));
        return Literal{std::move(dictionary)};
    }

    Result<Literal> read_string() {
        const std::size_t start = position_;
        YOLOZU_ASSIGN(std::string value, parse_quoted_string(text_, position_));
        line_ += static_cast<std::size_t>(std::ranges::count(text_.substr(start, position_ - start), '\n'));
        return Literal{std::move(value)};
    }

    /// None, True, False, JSON's words for them, or a number.
    Result<Literal> read_word() {
        const std::size_t start = position_;
        while (!at_end() && is_word_character(text_[position_])) ++position_;
        const std::string_view word = text_.substr(start, position_ - start);
        if (word == "None" || word == "null") return Literal{Literal::None{}};
        if (word == "True" || word == "true") return Literal{true};
        if (word == "False" || word == "false") return Literal{false};
        if (const auto integer = number<std::int64_t>(word)) return Literal{*integer};
        if (const auto real = number<double>(word)) return Literal{*real};
        return literal_error(start, "expected a string in quotes, a number, a list or a dictionary");
    }

    template <class T>
    static std::optional<T> number(std::string_view word) {
        if (word.starts_with('+')) word.remove_prefix(1);
        return parse_number<T>(word);
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::size_t line_;
    std::size_t depth_ = 0;
    std::size_t value_count_ = 0;
};

Status check_length(std::string_view text) {
    if (text.size() <= literal_limits::text_bytes) return {};
    return Error(ErrorCode::limit_exceeded, fmt::format("the text is {} bytes long, at most {} are read", text.size(),
                                                        literal_limits::text_bytes));
}

}  // namespace

const Literal* Literal::find(std::string_view key) const {
    const auto* const dictionary = get_if<Dictionary>();
    if (dictionary == nullptr) return nullptr;
    for (const LiteralEntry& entry : *dictionary) {
        const auto* const name = entry.key.get_if<std::string>();
        if (name != nullptr && *name == key) return &entry.value;
    }
    return nullptr;
}

Result<Literal> parse_literal(std::string_view text) {
    YOLOZU_TRY(check_length(text));
    LiteralReader reader(text);
    Result<Literal> literal = reader.read_whole();
    if (literal || reader.line() == 0) return literal;
    return std::move(literal).error().with_context(fmt::format("line {}", reader.line()));
}

}  // namespace yolozu
