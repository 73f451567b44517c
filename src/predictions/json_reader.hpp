// SPDX-License-Identifier: Apache-2.0
//
// JSON from a file that may hold anything.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "yolozu/result.hpp"

namespace yolozu {

/// Parses UTF-8 JSON (RFC 8259), at most 100 levels deep and without duplicate keys in one object.
///
/// Python's json writes a file name's bytes that are not UTF-8 as lone surrogates ("\udc80"), which no UTF-8 string can
/// hold. `text` is changed in place: such an escape becomes that of the private character 0x1000 above ("\uec80"), so
/// that different names stay different.
///
/// Errors say the line and column, and name what Python accepts but JSON does not: NaN, Infinity.
Result<nlohmann::json> parse_json(std::span<char> text);

/// Whether the first line is an object by itself and not the last one.
bool is_json_lines(std::string_view text);

/// As parse_json, but where each line is an object of its own (JSON lines) the list of them.
Result<nlohmann::json> parse_json_or_lines(std::span<char> text);

/// The string that parse_json reads for these bytes where append_string (json_writer.hpp) wrote them.
std::string as_parsed(std::string_view bytes);

/// The bytes that append_string wrote where parse_json reads `parsed`.
std::string as_written(std::string_view parsed);

}  // namespace yolozu
