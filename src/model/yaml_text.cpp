// SPDX-License-Identifier: Apache-2.0
//
// YAML by libyaml's events, which hold one token at a time: nothing is built before it has been counted.
#include "model/yaml_text.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/file.hpp"
#include "base/try.hpp"
#include "model/quoted_string.hpp"

namespace yolozu {
namespace {

struct Event : yaml_event_t {
    Event() : yaml_event_t{} {}
    ~Event() { yaml_event_delete(this); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
};

Error line_error(std::size_t line, std::string_view message, ErrorCode code = ErrorCode::malformed) {
    return {code, fmt::format("line {}: {}", line, message)};
}

std::size_t line_of(const yaml_mark_t& mark) {
    return mark.line + 1;
}

std::string_view text_of(const yaml_char_t* text) {
    return text != nullptr ? reinterpret_cast<const char*>(text) : std::string_view();
}

std::string_view anchor_of(const yaml_event_t& event) {
    if (event.type == YAML_SCALAR_EVENT) return text_of(event.data.scalar.anchor);
    if (event.type == YAML_SEQUENCE_START_EVENT) return text_of(event.data.sequence_start.anchor);
    return text_of(event.data.mapping_start.anchor);
}

/// libyaml's parser over a text.
class EventReader {
public:
    explicit EventReader(std::string_view text) : text_(text), ready_(yaml_parser_initialize(&parser_) == 1) {
        if (!ready_) return;
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    }
    ~EventReader() {
        if (ready_) yaml_parser_delete(&parser_);
    }
    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;

    /// `event` must be a new one.
    Status next(Event& event) {
        if (!ready_) return out_of_memory();
        if (yaml_parser_parse(&parser_, &event) == 1) return {};
        if (parser_.error == YAML_MEMORY_ERROR) return out_of_memory();
        if (parser_.error == YAML_READER_ERROR) {
            const std::string_view before = text_.substr(0, parser_.problem_offset);
            return line_error(1 + static_cast<std::size_t>(std::ranges::count(before, '\n')), parser_.problem);
        }
        std::string message = parser_.problem;
        if (parser_.context != nullptr)
            message += fmt::format(" {} (from line {})", parser_.context, line_of(parser_.context_mark));
        return line_error(line_of(parser_.problem_mark), message);
    }

private:
    static Error out_of_memory() { return {ErrorCode::limit_exceeded, "there is not enough memory to read it"}; }

    std::string_view text_;
    yaml_parser_t parser_{};
    bool ready_;
};

std::size_t depth_of(const Literal& literal) {
    std::size_t deepest = 0;
    if (const auto* const list = literal.get_if<Literal::List>()) {
        for (const Literal& element : *list) deepest = std::max(deepest, depth_of(element));
        return deepest + 1;
    }
    if (const auto* const dictionary = literal.get_if<Literal::Dictionary>()) {
        for (const LiteralEntry& entry : *dictionary) deepest = std::max(deepest, depth_of(entry.value));
        return deepest + 1;
    }
    return 0;
}

/// Builds the value that events describe.
class YamlReader {
public:
    explicit YamlReader(std::string_view text) : events_(text) {}

    Result<Literal> read_document() {
        YOLOZU_TRY(expect(YAML_STREAM_START_EVENT));
        Event start;
        YOLOZU_TRY(events_.next(start));
        if (start.type == YAML_STREAM_END_EVENT) return Literal{};
        YOLOZU_ASSIGN(Literal value, read_value());
        YOLOZU_TRY(expect(YAML_DOCUMENT_END_EVENT));
        YOLOZU_TRY(expect(YAML_STREAM_END_EVENT));
        return value;
    }

private:
    /// How much has been read; with it, how much an anchor's value is.
    struct Amount {
        std::size_t values = 0, bytes = 0;
    };
    struct Anchored {
        Literal value;
        Amount amount;
        std::size_t depth = 0;
    };

    Status expect(yaml_event_type_t type) {
        Event event;
        YOLOZU_TRY(events_.next(event));
        if (event.type == type) return {};
        return line_error(line_of(event.start_mark), "a second document begins here; one was expected");
    }

    /// Escapes can make a text longer than it is written, by half; aliases as long as they like.
    Status count(const Amount& more) {
        read_.values += more.values;
        read_.bytes += more.bytes;
        if (read_.values > literal_limits::values)
            return Error(ErrorCode::limit_exceeded, fmt::format("more than {} values", literal_limits::values));
        if (read_.bytes > 2 * literal_limits::text_bytes)
            return Error(ErrorCode::limit_exceeded,
                         fmt::format("the aliases make more than {} bytes of it", 2 * literal_limits::text_bytes));
        return {};
    }

    Status check_depth(std::size_t depth, std::size_t line) const {
        if (depth <= literal_limits::depth) return {};
        return line_error(line, fmt::format("lists inside each other deeper than {}", literal_limits::depth),
                          ErrorCode::limit_exceeded);
    }

    Result<Literal> read_value() {
        Event event;
        YOLOZU_TRY(events_.next(event));
        return read_value(event);
    }

    Result<Literal> read_value(const Event& event) {
        if (event.type == YAML_ALIAS_EVENT) return read_alias(event);
        const Amount before = read_;
        YOLOZU_TRY(count({.values = 1}));
        YOLOZU_ASSIGN(Literal value, read_unnamed(event));
        value.line = line_of(event.start_mark);
        if (const std::string_view anchor = anchor_of(event); !anchor.empty()) {
            const Amount amount{read_.values - before.values, read_.bytes - before.bytes};
            YOLOZU_TRY(count(amount));  // the copy that aliases are made of
            anchors_.insert_or_assign(std::string(anchor), Anchored{value, amount, depth_of(value)});
        }
        return value;
    }

    Result<Literal> read_unnamed(const Event& event) {
        if (event.type == YAML_SCALAR_EVENT) return read_scalar(event);
        ++depth_;
        YOLOZU_TRY(check_depth(depth_, line_of(event.start_mark)));
        Result<Literal> value = event.type == YAML_SEQUENCE_START_EVENT ? read_list() : read_dictionary();
        --depth_;
        return value;
    }

    Result<Literal> read_scalar(const Event& event) {
        const auto& scalar = event.data.scalar;
        const std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
        YOLOZU_TRY(count({.bytes = text.size()}));
        if (scalar.style == YAML_PLAIN_SCALAR_STYLE &&
            (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL"))
            return Literal{};
        return Literal{std::string(text)};
    }

    Result<Literal> read_list() {
        Literal::List list;
        for (;;) {
            Event event;
            YOLOZU_TRY(events_.next(event));
            if (event.type == YAML_SEQUENCE_END_EVENT) return Literal{std::move(list)};
            YOLOZU_ASSIGN(Literal element, read_value(event));
            list.push_back(std::move(element));
        }
    }

    Result<Literal> read_dictionary() {
        Literal::Dictionary dictionary;
        for (;;) {
            Event event;
            YOLOZU_TRY(events_.next(event));
            if (event.type == YAML_MAPPING_END_EVENT) break;
            YOLOZU_ASSIGN(Literal key, read_key(event));
            YOLOZU_ASSIGN(Literal value, read_value());
            dictionary.push_back({std::move(key), std::move(value)});
        }
        YOLOZU_TRY(check_keys(dictionary));
        return Literal{std::move(dictionary)};
    }

    Result<Literal> read_key(const Event& event) {
        YOLOZU_ASSIGN(Literal key, read_value(event));
        const bool written = event.type == YAML_SCALAR_EVENT;  // and no alias
        if (key.get_if<Literal::None>() != nullptr)
            key.value = std::string(written ? text_of(event.data.scalar.value) : "null");
        if (key.get_if<std::string>() != nullptr) return key;
        return line_error(line_of(event.start_mark), "a list or dictionary stands where a key was expected");
    }

    static Status check_keys(const Literal::Dictionary& dictionary) {
        std::vector<std::pair<std::string_view, std::size_t>> keys;
        keys.reserve(dictionary.size());
        for (const LiteralEntry& entry : dictionary)
            keys.emplace_back(*entry.key.get_if<std::string>(), entry.key.line);
        std::ranges::sort(keys);
        const auto twice = std::ranges::adjacent_find(keys, {}, &std::pair<std::string_view, std::size_t>::first);
        if (twice == keys.end()) return {};
        return line_error(std::next(twice)->second,
                          fmt::format("the key '{}' is there twice", printable(twice->first)));
    }

    Result<Literal> read_alias(const Event& event) {
        const std::string_view name = text_of(event.data.alias.anchor);
        const std::size_t line = line_of(event.start_mark);
        const auto anchored = anchors_.find(name);
        if (anchored == anchors_.end())
            return line_error(line,
                              fmt::format("the alias '*{}' means nothing that is complete before it", printable(name)));
        YOLOZU_TRY(check_depth(depth_ + anchored->second.depth, line));
        YOLOZU_TRY(count(anchored->second.amount));
        Literal value = anchored->second.value;
        value.line = line;
        return value;
    }

    EventReader events_;
    std::map<std::string, Anchored, std::less<>> anchors_;
    Amount read_;
    std::size_t depth_ = 0;
};

/// libyaml compares each %TAG directive with all before it: a text of nothing else would keep it busy for an hour.
Status check_directives(std::string_view text) {
    constexpr std::string_view directive = "%TAG";
    constexpr std::size_t most = 100;
    std::size_t count = 0;
    for (std::size_t found = text.find(directive); found != std::string_view::npos;
         found = text.find(directive, found + directive.size()))
        if (++count > most)
            return Error(ErrorCode::limit_exceeded, fmt::format("more than {} {} directives", most, directive));
    return {};
}

Status check_text(std::string_view text) {
    if (text.size() > literal_limits::text_bytes)
        return Error(ErrorCode::limit_exceeded, fmt::format("the text is {} bytes long, at most {} are read",
                                                            text.size(), literal_limits::text_bytes));
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
        if (!check_utf8(text.substr(0, length))) return line_error(line, "is not UTF-8 text");
        text.remove_prefix(length);
    }
    return {};
}

}  // namespace

Result<Literal> parse_yaml(std::string_view text) {
    YOLOZU_TRY(check_text(text));
    YOLOZU_TRY(check_directives(text));
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the byte order mark
    return YamlReader(text).read_document();
}

std::string_view yaml_library_version() {
    return yaml_get_version_string();
}

}  // namespace yolozu
