// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu {

/// Reads the quoted string that begins at text[position] (a quote), with Python's and JSON's escapes, and moves
/// `position` behind it. The value is checked to be UTF-8.
Result<std::string> parse_quoted_string(std::string_view text, std::size_t& position);

/// An error of a text's reader: "at character 12: ...".
Error literal_error(std::size_t position, std::string_view message);

/// Fails when the text is not UTF-8.
Status check_utf8(std::string_view text);

}  // namespace yolozu
