// SPDX-License-Identifier: Apache-2.0
#include "predictions/json_writer.hpp"

#include <cassert>
#include <cmath>

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace yolozu {
namespace {

void append_escaped(std::string& text, unsigned char control_or_quote) {
    switch (control_or_quote) {
        case '"':
            text += "\\\"";
            return;
        case '\\':
            text += "\\\\";
            return;
        case '\b':
            text += "\\b";
            return;
        case '\f':
            text += "\\f";
            return;
        case '\n':
            text += "\\n";
            return;
        case '\r':
            text += "\\r";
            return;
        case '\t':
            text += "\\t";
            return;
        default:
            fmt::format_to(std::back_inserter(text), "\\u{:04x}", control_or_quote);
    }
}

}  // namespace

void append_number(std::string& text, double value) {
    assert(std::isfinite(value));
    const std::size_t start = text.size();
    const double without_sign_of_zero = value + 0.0;
    fmt::format_to(std::back_inserter(text), "{}", without_sign_of_zero);
    if (text.find_first_of(".e", start) == std::string::npos) text += ".0";
}

void append_string(std::string& text, std::string_view bytes) {
    text += '"';
    while (!bytes.empty()) {
        const std::size_t length = utf8_sequence_length(bytes);
        const auto first = static_cast<unsigned char>(bytes.front());
        if (length == 0)
            fmt::format_to(std::back_inserter(text), "\\udc{:02x}", first);
        else if (first < 0x20 || first == '"' || first == '\\')
            append_escaped(text, first);
        else
            text += bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    text += '"';
}

void JsonWriter::begin(char opening, char closing, Layout layout) {
    begin_value();
    text_ += opening;
    open_.push_back({closing, one_line_ ? Layout::inline_ : layout});
}

void JsonWriter::end() {
    assert(!open_.empty() && !after_key_);
    const Container container = open_.back();
    open_.pop_back();
    if (container.layout == Layout::lines && !container.empty) break_line();
    text_ += container.closing;
}

void JsonWriter::element(std::string_view written) {
    begin_element();
    text_ += written;
}

void JsonWriter::key(std::string_view name) {
    begin_element();
    append_string(text_, name);
    text_ += ": ";
    after_key_ = true;
}

void JsonWriter::value(std::nullptr_t) {
    begin_value();
    text_ += "null";
}

void JsonWriter::value(bool boolean) {
    begin_value();
    text_ += boolean ? "true" : "false";
}

void JsonWriter::value(std::int64_t integer) {
    begin_value();
    fmt::format_to(std::back_inserter(text_), "{}", integer);
}

void JsonWriter::value(std::size_t integer) {
    begin_value();
    fmt::format_to(std::back_inserter(text_), "{}", integer);
}

void JsonWriter::value(double number) {
    begin_value();
    append_number(text_, number);
}

void JsonWriter::value(const DecimalText& decimal) {
    begin_value();
    text_ += decimal.json();
}

void JsonWriter::value(std::string_view string) {
    begin_value();
    append_string(text_, string);
}

void JsonWriter::member_or_null(std::string_view name, std::string_view text) {
    key(name);
    if (text.empty())
        value(nullptr);
    else
        value(text);
}

void JsonWriter::begin_value() {
    if (!after_key_) begin_element();
    after_key_ = false;
}

void JsonWriter::begin_element() {
    if (open_.empty()) return;
    Container& container = open_.back();
    if (!container.empty) text_ += container.layout == Layout::lines ? "," : ", ";
    container.empty = false;
    if (container.layout == Layout::lines) break_line();
}

void JsonWriter::break_line() {
    text_.append(1, '\n').append(depth_ + open_.size(), ' ');
}

}  // namespace yolozu
