// SPDX-License-Identifier: Apache-2.0
#include "chart/text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace yolozu::chart {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // U+2026

/// Takes the first character off a text; one byte where it is none.
std::string_view take_character(std::string_view& bytes) {
    const std::string_view character = bytes.substr(0, std::max<std::size_t>(1, utf8_sequence_length(bytes)));
    bytes.remove_prefix(character.size());
    return character;
}

/// What XML 1.0 allows: no control characters but three, no byte that is not UTF-8, not U+FFFE and U+FFFF.
bool is_allowed(std::string_view character) {
    if (utf8_sequence_length(character) == 0) return false;
    const char first = character.front();
    if (character.size() == 1) return first == '\t' || first == '\n' || first == '\r' || first >= ' ';
    return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

}  // namespace

std::string xml_text(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::string_view character = take_character(bytes);
        if (!is_allowed(character))
            text += replacement;
        else if (character == "&")
            text += "&amp;";
        else if (character == "<")
            text += "&lt;";
        else if (character == ">")
            text += "&gt;";
        else if (character == "\"")
            text += "&quot;";
        else
            text += character;
    }
    return text;
}

std::string shortened(std::string_view bytes, std::size_t most) {
    const std::string_view whole = bytes;
    std::size_t kept = 0;
    for (std::size_t count = 0; !bytes.empty(); ++count) {
        if (count + 1 == most) kept = whole.size() - bytes.size();
        if (count == most) return std::string(whole.substr(0, kept)) + std::string(ellipsis);
        take_character(bytes);
    }
    return std::string(whole);
}

int text_width(std::string_view bytes) {
    constexpr int narrow = 58, wide = 105;
    int width = 0;
    // From U+1100 on, most writings are as wide as high.
    while (!bytes.empty()) width += take_character(bytes) >= std::string_view("\xE1\x84\x80") ? wide : narrow;
    return width;
}

}  // namespace yolozu::chart
