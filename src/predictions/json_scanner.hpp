// SPDX-License-Identifier: Apache-2.0
//
// JSON text taken apart where it stands, for files that are too large to become objects in memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Walks over text from one value to the next. Only what it hands out can be trusted to begin and end where a value
/// does: strings end, brackets pair up. Whether that is JSON inside is for parse_piece to judge.
class JsonScanner {
public:
    /// The memory of `file`, which `text` lies in, is given back on the way; null: `text` is no file's.
    explicit JsonScanner(std::string_view text, const MappedFile* file = nullptr) : text_(text), file_(file) {}

    /// The next character that is not white space; 0 at the end.
    char peek();
    /// Goes on behind `character` if it is next.
    bool take(char character);
    /// take(), or an error that says what stands there instead.
    Status expect(char character);
    /// The text of the value that comes next.
    Result<std::string_view> take_value();
    /// Bytes before the next one.
    std::size_t position() const { return position_; }
    std::string_view rest() const { return text_.substr(position_); }

private:
    Status skip_string();
    Status skip_brackets();
    void let_go();

    std::string_view text_;
    const MappedFile* file_;
    std::size_t position_ = 0, let_go_ = 0;
};

/// Parses a part of a file's text (parse_json) by way of a copy in `scratch`.
Result<nlohmann::json> parse_piece(std::string_view text, std::string& scratch);

/// A member of an object, its name parsed (as parse_json has it) and its value as text.
struct MemberText {
    std::string name;
    std::string_view value;
};

/// Takes the elements of an object (`each_member`, with a MemberText) or a list (`each_element`, with a string_view)
/// apart. `visit` returns a Status; the first failure ends it.
template <class Visit>
Status each_member(JsonScanner& scanner, const Visit& visit);
template <class Visit>
Status each_element(JsonScanner& scanner, const Visit& visit);

/// All members of the object that `text` is, whose names are different.
Result<std::vector<MemberText>> members_of(std::string_view text);

/// The member that comes next.
Result<MemberText> take_member(JsonScanner& scanner);

template <class Visit>
Status each_member(JsonScanner& scanner, const Visit& visit) {
    if (Status opened = scanner.expect('{'); !opened) return opened;
    if (scanner.take('}')) return {};
    do {
        const Result<MemberText> member = take_member(scanner);
        if (!member) return member.error();
        if (Status visited = visit(*member); !visited) return visited;
    } while (scanner.take(','));
    return scanner.expect('}');
}

template <class Visit>
Status each_element(JsonScanner& scanner, const Visit& visit) {
    if (Status opened = scanner.expect('['); !opened) return opened;
    if (scanner.take(']')) return {};
    do {
        const Result<std::string_view> value = scanner.take_value();
        if (!value) return value.error();
        if (Status visited = visit(*value); !visited) return visited;
    } while (scanner.take(','));
    return scanner.expect(']');
}

}  // namespace yolozu
