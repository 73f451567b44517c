// SPDX-License-Identifier: Apache-2.0
#include "predictions/describe.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/utf8.hpp"

namespace yolozu {
namespace {

constexpr std::size_t longest_quote = 120;

/// The character that stands for a lone surrogate, U+E800 to U+EFFF, as the file's escape; nothing for other text.
std::string surrogate_escape(std::string_view character) {
    if (character.size() != 3 || character[0] != '\xEE') return {};
    const unsigned second = static_cast<unsigned char>(character[1]), third = static_cast<unsigned char>(character[2]);
    const unsigned low_bits = (second & 0x3FU) << 6 | (third & 0x3FU);
    return low_bits < 0x800 ? std::string() : fmt::format("\\ud{:03x}", low_bits);
}

}  // namespace

std::string quote(std::string_view text) {
    std::string quoted = "'";
    const bool is_long = text.size() > longest_quote;
    if (is_long) text = text.substr(0, longest_quote);
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(1, utf8_sequence_length(text));
        const std::string_view character = text.substr(0, length);
        const std::string escape = surrogate_escape(character);
        quoted += escape.empty() ? printable(character) : escape;
        text.remove_prefix(length);
    }
    return quoted + (is_long ? "...'" : "'");
}

const nlohmann::json* find_member(const nlohmann::json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::string describe_value(const nlohmann::json& value) {
    if (value.is_string()) return quote(value.get_ref<const std::string&>());
    if (value.is_array()) return fmt::format("a list of {}", value.size());
    if (value.is_object()) return "an object";
    return value.dump();
}

std::string join_path(std::string_view path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string join_path(std::string_view path, std::size_t index) {
    return fmt::format("{}[{}]", path, index);
}

}  // namespace yolozu
