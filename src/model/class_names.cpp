// SPDX-License-Identifier: Apache-2.0
#include "model/class_names.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/parse_number.hpp"
#include "base/try.hpp"
#include "model/quoted_string.hpp"
#include "model/yaml_text.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {
namespace {

Error malformed(std::string message) {
    return {ErrorCode::malformed, std::move(message)};
}

Error malformed_at(const Literal& literal, std::string_view message) {
    return malformed(literal.line > 0 ? fmt::format("line {}: {}", literal.line, message) : std::string(message));
}

Error too_many() {
    return {ErrorCode::limit_exceeded, fmt::format("more than {} class names", max_class_names)};
}

/// A dictionary's key as a class id: a number, or the string of one as in JSON.
Result<std::size_t> class_id_from(const Literal& key) {
    std::optional<std::int64_t> id;
    if (const auto* const number = key.get_if<std::int64_t>()) id = *number;
    if (const auto* const text = key.get_if<std::string>()) id = parse_number<std::int64_t>(*text);
    if (!id) return malformed_at(key, "a key of the class names is not a number");
    if (*id < 0 || *id >= static_cast<std::int64_t>(max_class_names))
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("the class id {} is not between 0 and {}", *id, max_class_names - 1));
    return static_cast<std::size_t>(*id);
}

/// A class name: a string, or a number written without quotes.
Result<std::string> name_from(const Literal& value) {
    if (const auto* const text = value.get_if<std::string>()) return *text;
    if (const auto* const number = value.get_if<std::int64_t>()) return std::to_string(*number);
    return malformed_at(value, "a class name is neither a string nor a whole number");
}

Result<std::vector<std::string>> names_from_dictionary(const Literal::Dictionary& dictionary) {
    std::vector<std::optional<std::string>> found;
    for (const LiteralEntry& entry : dictionary) {
        YOLOZU_ASSIGN(const std::size_t id, class_id_from(entry.key));
        YOLOZU_ASSIGN(std::string name, name_from(entry.value));
        if (id >= found.size()) found.resize(id + 1);
        if (found[id]) return malformed_at(entry.key, fmt::format("the class id {} appears twice", id));
        found[id] = std::move(name);
    }
    std::vector<std::string> names;
    names.reserve(found.size());
    for (std::optional<std::string>& name : found) names.push_back(std::move(name).value_or(std::string()));
    return names;
}

Result<std::vector<std::string>> names_from_lines(std::string_view text) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (names.size() == max_class_names) return too_many();
        YOLOZU_TRY(check_utf8(line));
        names.emplace_back(line);
    }
    while (!names.empty() && names.back().empty()) names.pop_back();
    return names;
}

bool is_yaml(const std::filesystem::path& path) {
    return path.extension() == ".yaml" || path.extension() == ".yml";
}

/// Whether a line begins with "names:", as YAML's key and not as the beginning of a word.
bool has_yaml_names(std::string_view text) {
    constexpr std::string_view key = "names:";
    for (std::size_t found = text.find(key); found != std::string_view::npos; found = text.find(key, found + 1)) {
        const std::string_view after = text.substr(found + key.size(), 1);
        const bool begins = found == 0 || text[found - 1] == '\n';
        if (begins && (after.empty() || std::string_view(" \t\r\n").find(after) != std::string_view::npos)) return true;
    }
    return false;
}

Result<std::vector<std::string>> names_from_file_text(std::string_view text, bool yaml_file) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return malformed("is empty, expected class names");
    if (yaml_file || has_yaml_names(text)) return class_names_from_yaml(text);
    if (text[start] == '{' || text[start] == '[') return parse_class_names(text);
    return names_from_lines(text);
}

Result<std::vector<std::string>> names_from_file(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(const std::vector<std::byte> bytes, read_file(path, literal_limits::text_bytes));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    YOLOZU_ASSIGN(std::vector<std::string> names, names_from_file_text(text, is_yaml(path)));
    if (names.empty()) return malformed("lists no class");
    return names;
}

}  // namespace

Result<std::vector<std::string>> class_names_from(const Literal& literal) {
    if (const auto* const dictionary = literal.get_if<Literal::Dictionary>()) return names_from_dictionary(*dictionary);
    const auto* const list = literal.get_if<Literal::List>();
    if (list == nullptr) return malformed_at(literal, "the class names are neither a list nor a dictionary");
    if (list->size() > max_class_names) return too_many();
    std::vector<std::string> names;
    for (const Literal& element : *list) {
        YOLOZU_ASSIGN(std::string name, name_from(element));
        names.push_back(std::move(name));
    }
    return names;
}

Result<std::vector<std::string>> class_names_from_yaml(std::string_view text) {
    YOLOZU_ASSIGN(const Literal document, parse_yaml(text));
    const Literal* const names = document.find("names");
    if (names == nullptr) return malformed("has no 'names:' at the start of a line");
    if (names->get_if<Literal::None>() != nullptr) return std::vector<std::string>();
    Result<std::vector<std::string>> found = class_names_from(*names);
    if (!found) return std::move(found).error().with_context("names");
    return found;
}

Result<std::vector<std::string>> parse_class_names(std::string_view text) {
    YOLOZU_ASSIGN(const Literal literal, parse_literal(text));
    return class_names_from(literal);
}

Result<std::vector<std::string>> read_class_names(const std::filesystem::path& path) {
    return in_file("names file", path, names_from_file(path));
}

}  // namespace yolozu
