// SPDX-License-Identifier: Apache-2.0
//
// The `names:` part of a data.yaml, and no more of YAML than that needs.
#include <fmt/format.h>

#include <optional>

#include "base/try.hpp"
#include "model/class_names.hpp"
#include "model/quoted_string.hpp"

namespace yolozu {
namespace {

constexpr std::string_view key = "names:";

struct Line {
    std::string_view content;  ///< without indentation and trailing space
    std::size_t indentation = 0;
    std::size_t number = 0;  ///< from 1
};

/// The text's lines one by one.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    /// Where the next line begins, to the text's end.
    std::string_view rest() const { return rest_; }

    std::optional<Line> next() {
        if (rest_.empty()) return std::nullopt;
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string_view content = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        content = content.substr(0, content.find_last_not_of(" \t\r") + 1);
        const std::size_t indentation = std::min(content.find_first_not_of(" \t"), content.size());
        return Line{content.substr(indentation), indentation, ++number_};
    }

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

bool begins_names(const Line& line) {
    return line.indentation == 0 && line.content.starts_with(key) &&
           (line.content.size() == key.size() || line.content[key.size()] == ' ' || line.content[key.size()] == '\t');
}

bool is_blank(std::string_view content) {
    return content.empty() || content.front() == '#';
}

bool is_list_item(std::string_view content) {
    return content == "-" || content.starts_with("- ");
}

Error line_error(const Line& line, std::string_view message) {
    return {ErrorCode::malformed, fmt::format("line {}: {}", line.number, message)};
}

/// A scalar to the line's end: quoted, or plain with a comment cut off.
Result<std::string> parse_scalar(const Line& line, std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty() || (text.front() != '"' && text.front() != '\'')) {
        const std::size_t comment = text.starts_with('#') ? 0 : text.find(" #");
        text = text.substr(0, comment);
        text = text.substr(0, text.find_last_not_of(" \t") + 1);
        if (text.empty()) return line_error(line, "expected a class name");
        if (!check_utf8(text)) return line_error(line, "is not UTF-8 text");
        return std::string(text);
    }
    std::size_t position = 0;
    Result<std::string> value =
        text.front() == '"' ? parse_quoted_string(text, position) : parse_yaml_single_quoted(text, position);
    if (!value) return line_error(line, value.error().message());
    const std::string_view rest = text.substr(std::min(text.find_first_not_of(" \t", position), text.size()));
    if (!is_blank(rest)) return line_error(line, "expected nothing after the class name");
    return value;
}

/// "key: value" with a plain or quoted key that is a number.
Result<LiteralEntry> parse_entry(const Line& line) {
    const std::size_t colon = line.content.find(':');
    if (colon == std::string_view::npos) return line_error(line, "expected '- name' or 'id: name'");
    std::string_view id = line.content.substr(0, colon);
    if (id.size() >= 2 && (id.front() == '"' || id.front() == '\'') && id.front() == id.back())
        id = id.substr(1, id.size() - 2);
    YOLOZU_ASSIGN(std::string name, parse_scalar(line, line.content.substr(colon + 1)));
    return LiteralEntry{Literal{std::string(id)}, Literal{std::move(name)}};
}

/// The lines after `names:`, to the first that no longer belongs to it.
Result<Literal> parse_block(Lines& lines) {
    Literal::List list;
    Literal::Dictionary dictionary;
    while (const std::optional<Line> line = lines.next()) {
        if (is_blank(line->content)) continue;
        const bool item = is_list_item(line->content);
        if (line->indentation == 0 && !item) break;
        if (list.size() + dictionary.size() == max_class_names)
            return Error(ErrorCode::limit_exceeded, fmt::format("more than {} class names", max_class_names));
        if (item) {
            YOLOZU_ASSIGN(std::string name, parse_scalar(*line, line->content.substr(1)));
            list.push_back(Literal{std::move(name)});
        } else {
            YOLOZU_ASSIGN(LiteralEntry entry, parse_entry(*line));
            dictionary.push_back(std::move(entry));
        }
        if (!list.empty() && !dictionary.empty())
            return line_error(*line, "the class names are a list and a dictionary at once");
    }
    return list.empty() ? Literal{std::move(dictionary)} : Literal{std::move(list)};
}

}  // namespace

bool has_yaml_names(std::string_view text) {
    Lines lines(text);
    while (const std::optional<Line> line = lines.next())
        if (begins_names(*line)) return true;
    return false;
}

Result<std::vector<std::string>> class_names_from_yaml(std::string_view text) {
    Lines lines(text);
    for (std::string_view here = lines.rest();; here = lines.rest()) {
        const std::optional<Line> line = lines.next();
        if (!line) return Error(ErrorCode::malformed, "has no 'names:' at the start of a line");
        if (!begins_names(*line)) continue;
        std::string_view value = line->content.substr(key.size());
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        Result<Literal> names = is_blank(value)
                                    ? parse_block(lines)
                                    : parse_leading_literal(here.substr(key.size()), LiteralDialect::yaml_flow);
        if (!names) return std::move(names).error().with_context("names");
        return class_names_from(*names);
    }
}

}  // namespace yolozu
