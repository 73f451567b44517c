// SPDX-License-Identifier: Apache-2.0
#include "predictions/image_key.hpp"

#include <charconv>
#include <span>
#include <string>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"

namespace yolozu {
namespace {

/// The characters for which Python's str.isspace is true, in UTF-8.
constexpr std::string_view white_space[] = {
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\x1C",   "\x1D",   "\x1E",   "\x1F",
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006",
    "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000",
};

std::size_t leading_space(std::string_view text) {
    for (const std::string_view space : white_space)
        if (text.starts_with(space)) return space.size();
    return 0;
}

std::size_t trailing_space(std::string_view text) {
    for (const std::string_view space : white_space)
        if (text.ends_with(space)) return space.size();
    return 0;
}

}  // namespace

std::string_view trim_image_key(std::string_view key) {
    while (const std::size_t length = leading_space(key)) key.remove_prefix(length);
    while (const std::size_t length = trailing_space(key)) key.remove_suffix(length);
    return key;
}

Error refused_key(std::string_view key, std::string_view reason) {
    return {ErrorCode::invalid_argument, fmt::format("image key '{}' {}", printable(key), reason)};
}

Result<ImageKeySet::Digest> ImageKeySet::digest_of(std::string_view key) {
    YOLOZU_ASSIGN(const std::string hexadecimal, sha256_hex(std::as_bytes(std::span(trim_image_key(key)))));
    Digest digest{};
    for (std::size_t half = 0; half < digest.size(); ++half) {
        const char* const digits = hexadecimal.data() + 16 * half;
        std::from_chars(digits, digits + 16, digest[half], 16);
    }
    return digest;
}

Result<bool> ImageKeySet::insert(std::string_view key) {
    YOLOZU_ASSIGN(const Digest digest, digest_of(key));
    return digests_.insert(digest).second;
}

Result<bool> ImageKeySet::contains(std::string_view key) const {
    YOLOZU_ASSIGN(const Digest digest, digest_of(key));
    return digests_.contains(digest);
}

}  // namespace yolozu
