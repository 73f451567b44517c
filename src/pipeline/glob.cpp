// SPDX-License-Identifier: Apache-2.0
#include "pipeline/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>

#include "base/file.hpp"
#include "base/utf8.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// The first character of a text that is not empty; a byte that is not UTF-8 is one by itself.
std::string_view first_character(std::string_view text) {
    return text.substr(0, std::max<std::size_t>(1, utf8_sequence_length(text)));
}

/// Whether the set that `pattern` begins with ("[...]") has the character, and how long it is; nothing when the
/// bracket is never closed.
struct SetMatch {
    bool has;
    std::size_t length;
};
std::optional<SetMatch> match_set(std::string_view pattern, std::string_view character) {
    std::size_t at = 1;
    const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
    if (negated) ++at;
    bool has = false;
    // A closing bracket in first place is a member.
    for (bool first = true; at < pattern.size(); first = false) {
        if (pattern[at] == ']' && !first) return SetMatch{has != negated, at + 1};
        const std::string_view low = first_character(pattern.substr(at));
        std::string_view high = low;
        at += low.size();
        if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
            high = first_character(pattern.substr(at + 1));
            at += 1 + high.size();
        }
        // UTF-8 sorts as its code points do.
        has = has || (low <= character && character <= high);
    }
    return std::nullopt;
}

/// How many bytes of the pattern match one character; 0: none.
std::size_t match_character(std::string_view pattern, std::string_view character) {
    if (pattern.empty()) return 0;
    if (pattern.front() == '?') return 1;
    if (pattern.front() == '[')
        if (const std::optional<SetMatch> set = match_set(pattern, character)) return set->has ? set->length : 0;
    return pattern.starts_with(character) ? character.size() : 0;
}

using Components = std::span<const std::string>;

/// As matches_name, of whole components with ** in the place of *: only the last star ever needs to take more.
bool matches_components(Components pattern, Components names) {
    std::size_t at = 0, after_star = 0, retry = 0, name = 0;
    bool starred = false;
    while (name < names.size()) {
        if (at < pattern.size() && pattern[at] == "**") {
            starred = true;
            after_star = ++at;
            retry = name;
        } else if (at < pattern.size() && matches_name(pattern[at], names[name])) {
            ++at;
            ++name;
        } else if (starred) {
            at = after_star;
            name = ++retry;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern[at] == "**") ++at;
    return at == pattern.size();
}

std::vector<std::string> components_of(const fs::path& path) {
    std::vector<std::string> components;
    for (const fs::path& component : path) components.push_back(component.native());
    return components;
}

/// A pattern in two: the folder to search, and what its files must look like.
struct SplitPattern {
    fs::path folder;
    std::vector<std::string> components;
};

SplitPattern split(const fs::path& pattern) {
    SplitPattern parts;
    for (const fs::path& component : pattern)
        if (parts.components.empty() && !has_wildcard(component.native()))
            parts.folder /= component;
        else
            parts.components.push_back(component.native());
    return parts;
}

}  // namespace

bool has_wildcard(std::string_view path) {
    return path.find_first_of("*?[") != std::string_view::npos;
}

bool matches_name(std::string_view pattern, std::string_view name) {
    std::size_t at = 0, after_star = 0, retry = 0, byte = 0;
    bool starred = false;
    while (byte < name.size()) {
        const std::string_view character = first_character(name.substr(byte));
        if (at < pattern.size() && pattern[at] == '*') {
            starred = true;
            after_star = ++at;
            retry = byte;
        } else if (const std::size_t length = match_character(pattern.substr(at), character)) {
            at += length;
            byte += character.size();
        } else if (starred) {
            at = after_star;
            retry += first_character(name.substr(retry)).size();
            byte = retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

Result<std::vector<FoundImage>> pictures_matching(const fs::path& pattern) {
    const auto [folder, wanted] = split(pattern);
    const bool any_depth = std::ranges::find(wanted, "**") != wanted.end();
    const fs::path root = folder.empty() ? fs::path(".") : folder;
    std::error_code cause;
    std::vector<FoundImage> found;
    fs::recursive_directory_iterator entries(
        root, any_depth ? fs::directory_options::none : fs::directory_options::follow_directory_symlink, cause);
    for (; !cause && entries != fs::recursive_directory_iterator(); entries.increment(cause)) {
        const bool hidden = is_hidden(entries->path());
        const bool deep_enough = !any_depth && static_cast<std::size_t>(entries.depth()) + 1 >= wanted.size();
        if (hidden || deep_enough) entries.disable_recursion_pending();
        std::error_code ignored;  // a dangling link is not a regular file
        if (hidden || !has_picture_extension(entries->path()) || !entries->is_regular_file(ignored)) continue;
        const fs::path relative = entries->path().lexically_relative(root);
        if (matches_components(wanted, components_of(relative))) found.push_back(image_in_folder(folder, relative));
    }
    if (cause) return cannot_list(root, cause);
    if (found.empty())
        return Error(ErrorCode::not_found, fmt::format("no picture file matches the pattern '{}'", printable(pattern)));
    std::ranges::sort(found, {}, &FoundImage::path);
    return found;
}

}  // namespace yolozu
