// SPDX-License-Identifier: Apache-2.0
//
// Values as exporters write them into metadata: Python literals, and JSON, which differs from them in a few words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu {

struct LiteralEntry;

/// None (the default), a truth value, a number, a string, a list (or tuple) or a dictionary (entries in the order of
/// the text).
struct Literal {
    struct None {};
    using List = std::vector<Literal>;
    using Dictionary = std::vector<LiteralEntry>;
    std::variant<None, bool, std::int64_t, double, std::string, List, Dictionary> value;
    std::size_t line = 0;  ///< where it begins, from 1; 0: in a text of a single line

    template <class T>
    const T* get_if() const {
        return std::get_if<T>(&value);
    }
    /// The value under a string key of a dictionary.
    const Literal* find(std::string_view key) const;
};

struct LiteralEntry {
    Literal key, value;
};

namespace literal_limits {
inline constexpr std::size_t text_bytes = std::size_t{16} << 20;
inline constexpr std::size_t values = 1'000'000;
inline constexpr std::size_t depth = 16;
}  // namespace literal_limits

/// Reads the literal that `text` consists of. Errors say at which character (counted from 1, in bytes) what was
/// expected, and in a text of several lines, in which.
Result<Literal> parse_literal(std::string_view text);

}  // namespace yolozu
