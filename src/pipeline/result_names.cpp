// SPDX-License-Identifier: Apache-2.0
#include "pipeline/result_names.hpp"

#include <cstddef>
#include <span>

#include "base/lower_case.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "base/utf8.hpp"

namespace yolozu {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t digest_digits = 16;

std::string_view last_part(std::string_view key) {
    while (key.ends_with('/') || key.ends_with('\\')) key.remove_suffix(1);
    const std::size_t separator = key.find_last_of("/\\");
    return separator == std::string_view::npos ? key : key.substr(separator + 1);
}

/// Without ".jpg"; a point that a name begins with begins no extension, nor one before the number of a video's frame.
std::string_view without_extension(std::string_view name) {
    const std::size_t point = name.rfind('.');
    const bool is_extension =
        point != std::string_view::npos && point != 0 && name.find('#', point) == std::string_view::npos;
    return is_extension ? name.substr(0, point) : name;
}

/// Letters, digits and a few signs of ASCII, and all beyond ASCII but control characters (U+0080 to U+009F).
bool is_harmless(std::string_view character) {
    constexpr std::string_view signs = "-_.+=@()";
    const char first = character.front();
    if (character.size() > 1) return !(first == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0);
    return (first >= '0' && first <= '9') || (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z') ||
           signs.find(first) != std::string_view::npos;
}

std::string harmless(std::string_view text) {
    std::string name;
    while (!text.empty()) {
        const std::size_t length = utf8_sequence_length(text);
        const std::string_view character = text.substr(0, length == 0 ? 1 : length);
        const bool keep = length > 0 && is_harmless(character) && !(name.empty() && character == ".");
        const std::string_view written = keep ? character : "_";
        if (name.size() + written.size() > longest_name) break;
        name += written;
        text.remove_prefix(character.size());
    }
    return name.empty() ? "_" : name;
}

}  // namespace

std::string file_name_of_key(std::string_view key) {
    return harmless(without_extension(last_part(trim_image_key(key))));
}

bool is_file_name_of_key(std::string_view name) {
    // A name may also have the digest of ResultNames behind it.
    const std::string_view own = name.substr(0, longest_name);
    return harmless(name) == own && name.size() <= longest_name + 1 + digest_digits;
}

Result<std::string> ResultNames::name_for(std::string_view key) {
    std::string name = file_name_of_key(key);
    YOLOZU_ASSIGN(const bool is_new, used_.insert(lower_case(name)));
    if (is_new) return name;
    YOLOZU_ASSIGN(const std::string digest, sha256_hex(std::as_bytes(std::span(key))));
    name.append("-").append(digest, 0, digest_digits);
    YOLOZU_ASSIGN(const bool is_new_now, used_.insert(lower_case(name)));
    if (!is_new_now) return refused_key(key, "has the same file names as another image of this run");
    return name;
}

}  // namespace yolozu
