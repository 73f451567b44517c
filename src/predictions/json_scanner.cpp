// SPDX-License-Identifier: Apache-2.0
#include "predictions/json_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "base/try.hpp"
#include "predictions/describe.hpp"
#include "predictions/json_reader.hpp"

namespace yolozu {
namespace {

constexpr std::string_view white_space = " \t\r\n";
constexpr std::size_t longest_glimpse = 20;
/// Pages that were read are given back after so many bytes.
constexpr std::size_t kept_in_memory = std::size_t{1} << 25;

}  // namespace

char JsonScanner::peek() {
    position_ = std::min(text_.find_first_not_of(white_space, position_), text_.size());
    return position_ < text_.size() ? text_[position_] : '\0';
}

bool JsonScanner::take(char character) {
    if (peek() != character || position_ == text_.size()) return false;
    ++position_;
    return true;
}

Status JsonScanner::expect(char character) {
    if (take(character)) return {};
    return Error(
        ErrorCode::malformed,
        fmt::format("is not JSON: byte {}: {}, expected '{}'", position_ + 1,
                    rest().empty() ? "the end" : "'" + printable(rest().substr(0, longest_glimpse)) + "'", character));
}

Status JsonScanner::skip_string() {
    for (std::size_t end = position_ + 1;; ++end) {
        end = text_.find_first_of("\"\\", end);
        if (end == std::string_view::npos)
            return Error(ErrorCode::malformed,
                         fmt::format("is not JSON: the string that begins at byte {} does not end", position_ + 1));
        if (text_[end] == '"') {
            position_ = end + 1;
            return {};
        }
        ++end;  // what is escaped
    }
}

Status JsonScanner::skip_brackets() {
    const std::size_t start = position_;
    std::size_t depth = 0;
    do {
        position_ = text_.find_first_of("\"[]{}", position_);
        if (position_ == std::string_view::npos) {
            position_ = text_.size();
            return Error(ErrorCode::malformed,
                         fmt::format("is not JSON: the '{}' at byte {} is not closed", text_[start], start + 1));
        }
        const char character = text_[position_];
        if (character == '"') {
            YOLOZU_TRY(skip_string());
            continue;
        }
        character == '[' || character == '{' ? ++depth : --depth;
        ++position_;
        let_go();
    } while (depth > 0);
    return {};
}

void JsonScanner::let_go() {
    if (file_ == nullptr || position_ - let_go_ < kept_in_memory) return;
    file_->let_go_of_pages();
    let_go_ = position_;
}

Result<std::string_view> JsonScanner::take_value() {
    const char first = peek();
    const std::size_t start = position_;
    if (first == '"') {
        YOLOZU_TRY(skip_string());
    } else if (first == '[' || first == '{') {
        YOLOZU_TRY(skip_brackets());
    } else {
        position_ = std::min(text_.find_first_of(" \t\r\n,:[]{}\"", position_), text_.size());
    }
    if (position_ == start)
        return Error(ErrorCode::malformed, fmt::format("is not JSON: byte {}: a value is missing", start + 1));
    return text_.substr(start, position_ - start);
}

Result<nlohmann::json> parse_piece(std::string_view text, std::string& scratch) {
    scratch.assign(text);
    return parse_json(scratch);
}

Result<MemberText> take_member(JsonScanner& scanner) {
    if (scanner.peek() != '"') YOLOZU_TRY(scanner.expect('"'));
    YOLOZU_ASSIGN(const std::string_view text, scanner.take_value());
    YOLOZU_TRY(scanner.expect(':'));
    std::string scratch;
    YOLOZU_ASSIGN(const nlohmann::json name, parse_piece(text, scratch));
    MemberText member;
    member.name = name.get<std::string>();
    YOLOZU_ASSIGN(member.value, scanner.take_value());
    return member;
}

Result<std::vector<MemberText>> members_of(std::string_view text) {
    std::vector<MemberText> members;
    JsonScanner scanner(text);
    YOLOZU_TRY(each_member(scanner, [&](const MemberText& member) -> Status {
        const bool repeated =
            std::ranges::any_of(members, [&](const MemberText& before) { return before.name == member.name; });
        if (repeated)
            return Error(ErrorCode::malformed, fmt::format("is not JSON: key {} appears twice", quote(member.name)));
        members.push_back(member);
        return {};
    }));
    return members;
}

}  // namespace yolozu
