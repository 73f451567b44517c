// SPDX-License-Identifier: Apache-2.0
#include "predictions/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/try.hpp"
#include "base/utf8.hpp"
#include "predictions/describe.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

constexpr std::size_t deepest_level = 100;
constexpr std::size_t longest_message = 300;

Error not_json(std::string_view reason) {
    return {ErrorCode::malformed, fmt::format("is not JSON: {}", reason)};
}

std::string line_and_column(std::string_view text, std::size_t position) {
    const std::string_view before = text.substr(0, position);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    return fmt::format("line {}, column {}", line, position - line_start + 1);
}

/// The code unit of the escape \uXXXX that `text` begins with.
std::optional<unsigned> unicode_escape(std::string_view text) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
    unsigned unit = 0;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    if (error != std::errc() || end != text.data() + 6) return std::nullopt;
    return unit;
}

bool is_high_surrogate(unsigned unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(unsigned unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

/// Handles the escape at `position`, inside a string, and returns how many characters it takes.
std::size_t replace_lone_surrogate(std::span<char> text, std::size_t position) {
    const std::string_view rest = std::string_view(text.data(), text.size()).substr(position);
    const std::optional<unsigned> unit = unicode_escape(rest);
    if (!unit || !(is_high_surrogate(*unit) || is_low_surrogate(*unit))) return 2;
    const std::optional<unsigned> next = unicode_escape(rest.substr(6));
    if (is_high_surrogate(*unit) && next && is_low_surrogate(*next)) return 12;
    text[position + 2] = 'e';
    return 6;
}

/// Walks over the tokens once, before the parser: replaces lone surrogates and finds Python's names of numbers.
Status prepare(std::span<char> text) {
    const std::string_view view(text.data(), text.size());
    bool in_string = false;
    for (std::size_t position = 0; position < view.size();) {
        const char character = view[position];
        if (character == '"') in_string = !in_string;
        if (!in_string && (character == 'N' || character == 'I'))
            return not_json(fmt::format("{}: {} is not a JSON number, YOLOZU refuses it",
                                        line_and_column(view, position), character == 'N' ? "NaN" : "Infinity"));
        position += in_string && character == '\\' ? replace_lone_surrogate(text, position) : 1;
    }
    return {};
}

/// Builds the document from the parser's events and stops it at what the parser itself would let pass.
class DocumentBuilder final : public nlohmann::json_sax<json> {
public:
    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t& value) override { return add(std::move(value)); }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override;
    bool parse_error(std::size_t, const std::string&, const json::exception& exception) override;

    json take_document() { return std::move(document_); }
    const std::string& problem() const { return problem_; }

private:
    struct Container {
        json* value;
        std::string key;  // of the member that is being read
    };

    bool add(json value) {
        (void)place(std::move(value));
        return true;
    }
    bool open(json container);
    bool close() {
        open_.pop_back();
        return true;
    }
    json* place(json value);
    std::string path() const;

    json document_;
    std::vector<Container> open_;
    std::string problem_;
};

json* DocumentBuilder::place(json value) {
    json* slot = &document_;
    if (!open_.empty()) {
        json& container = *open_.back().value;
        slot = container.is_array() ? &container.emplace_back(nullptr) : &container[open_.back().key];
    }
    *slot = std::move(value);
    return slot;
}

bool DocumentBuilder::open(json container) {
    if (open_.size() == deepest_level) {
        problem_ = fmt::format("nested deeper than {} levels", deepest_level);
        return false;
    }
    open_.push_back({place(std::move(container)), {}});
    return true;
}

std::string DocumentBuilder::path() const {
    std::string path;
    for (std::size_t level = 0; level + 1 < open_.size(); ++level) {
        const Container& container = open_[level];
        path =
            container.value->is_array() ? join_path(path, container.value->size() - 1) : join_path(path, container.key);
    }
    return path.empty() ? "the outermost object" : path;
}

bool DocumentBuilder::key(string_t& name) {
    Container& object = open_.back();
    if (object.value->contains(name)) {
        problem_ = fmt::format("key {} appears twice in {}, of which Python keeps only the last", quote(name), path());
        return false;
    }
    object.key = std::move(name);
    return true;
}

bool DocumentBuilder::parse_error(std::size_t, const std::string&, const json::exception& exception) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while ..."
    std::string_view text = exception.what();
    if (const std::size_t name_end = text.find("] "); name_end != std::string_view::npos)
        text.remove_prefix(name_end + 2);
    constexpr std::string_view introduction = "parse error at ";
    if (text.starts_with(introduction)) text.remove_prefix(introduction.size());
    problem_ = printable(text.substr(0, longest_message));
    return false;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

Result<json> parse_json(std::span<char> text) {
    const std::string_view view(text.data(), text.size());
    if (view.starts_with("\xEF\xBB\xBF")) return not_json("begins with a byte order mark, Python's json refuses it");
    if (view.find_first_not_of(" \t\r\n") == std::string_view::npos) return not_json("the file is empty");
    YOLOZU_TRY(prepare(text));
    DocumentBuilder builder;
    if (!json::sax_parse(view.begin(), view.end(), &builder)) return not_json(builder.problem());
    return builder.take_document();
}

bool is_json_lines(std::string_view text) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || is_blank(text.substr(end))) return false;
    std::string_view first = text.substr(0, end);
    while (!first.empty() && is_blank(first.substr(first.size() - 1))) first.remove_suffix(1);
    return first.starts_with('{') && first.ends_with('}');
}

Result<json> parse_json_or_lines(std::span<char> text) {
    if (!is_json_lines({text.data(), text.size()})) return parse_json(text);
    json list = json::array();
    for (std::size_t begin = 0, line = 1; begin < text.size(); ++line) {
        const std::size_t end = std::min(std::string_view(text.data(), text.size()).find('\n', begin), text.size());
        const std::span<char> entry = text.subspan(begin, end - begin);
        begin = end + 1;
        if (is_blank({entry.data(), entry.size()})) continue;
        Result<json> value = parse_json(entry);
        if (!value) return std::move(value).error().with_context(fmt::format("entry on line {}", line));
        list.push_back(std::move(value).value());
    }
    return list;
}

std::string as_parsed(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = utf8_sequence_length(bytes);
        if (length > 0) {
            text += bytes.substr(0, length);
        } else {  // U+EC00 and the byte: \udcXX, 0x1000 above
            const unsigned byte = static_cast<unsigned char>(bytes.front());
            text += '\xEE';
            text += static_cast<char>(0xB0U | byte >> 6);
            text += static_cast<char>(0x80U | (byte & 0x3FU));
        }
        bytes.remove_prefix(std::max<std::size_t>(1, length));
    }
    return text;
}

std::string as_written(std::string_view parsed) {
    std::string bytes;
    while (!parsed.empty()) {
        const std::size_t length = std::max<std::size_t>(1, utf8_sequence_length(parsed));
        const std::string_view character = parsed.substr(0, length);
        const bool stands_for_byte = character >= "\xEE\xB2\x80" && character <= "\xEE\xB3\xBF";  // U+EC80 to U+ECFF
        if (length == 3 && stands_for_byte)
            bytes += static_cast<char>((static_cast<unsigned char>(character[1]) & 3U) << 6 |
                                       (static_cast<unsigned char>(character[2]) & 0x3FU));
        else
            bytes += character;
        parsed.remove_prefix(length);
    }
    return bytes;
}

}  // namespace yolozu
