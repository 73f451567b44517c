// SPDX-License-Identifier: Apache-2.0
//
// JSON as text, written front to back: nothing is kept but the nesting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// Appends a double in the fewest digits that read back as the same double, in any locale, with a point or an exponent
/// so that Python reads a float. -0 becomes 0.0. `value` must be finite: JSON has no other numbers.
void append_number(std::string& text, double value);

/// Appends a JSON string. UTF-8 stays as it is; a byte that is not part of UTF-8 becomes \udcXX, which Python's json
/// and os.fsencode turn back into that byte (PEP 383).
void append_string(std::string& text, std::string_view bytes);

/// Writes one JSON document to the end of a string, which the owner may empty at any time between two calls.
class JsonWriter {
public:
    /// How the elements of a list or an object are laid out: all on one line, or one a line.
    enum class Layout { inline_, lines };

    explicit JsonWriter(std::string& text) : text_(text) {}
    /// Of a part of a document, whose lines are indented for its place `depth` containers deep.
    JsonWriter(std::string& text, std::size_t depth) : text_(text), depth_(depth) {}

    /// From here on everything stands on one line, whatever layout is asked for.
    void stay_on_one_line() { one_line_ = true; }

    void begin_object(Layout layout) { begin('{', '}', layout); }
    void begin_array(Layout layout) { begin('[', ']', layout); }
    /// Ends the innermost list or object.
    void end();

    /// An element that was written by another writer: of a list a value, of an object a key and its value.
    void element(std::string_view written);

    void key(std::string_view name);
    void value(std::nullptr_t);
    void value(bool boolean);
    void value(int integer) { value(std::int64_t{integer}); }
    void value(std::int64_t integer);
    void value(std::size_t integer);
    void value(double number);
    void value(const DecimalText& decimal);
    void value(std::string_view string);
    void value(const char* string) { value(std::string_view(string)); }
    void value(const std::string& string) { value(std::string_view(string)); }

    template <class Value>
    void member(std::string_view name, const Value& content) {
        key(name);
        value(content);
    }

    /// A string, or null where it is empty.
    void member_or_null(std::string_view name, std::string_view text);

private:
    struct Container {
        char closing;
        Layout layout;
        bool empty = true;
    };

    void begin(char opening, char closing, Layout layout);
    void begin_element();
    void begin_value();
    void break_line();

    std::string& text_;
    std::vector<Container> open_;
    std::size_t depth_ = 0;  // of the outermost container
    bool after_key_ = false, one_line_ = false;
};

}  // namespace yolozu
