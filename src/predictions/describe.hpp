// SPDX-License-Identifier: Apache-2.0
//
// Values and places of a JSON document in the words of an error message.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace yolozu {

/// The member of an object, or null when there is none.
const nlohmann::json* find_member(const nlohmann::json& object, std::string_view key);

/// "1.5", "'cat'", "null", "a list of 4", "an object"; long strings are cut.
std::string describe_value(const nlohmann::json& value);

/// A string of the document in quotes, on one line, cut when long. Stand-ins of lone surrogates (json_reader.hpp)
/// appear as the escapes that the file holds.
std::string quote(std::string_view text);

/// `path` one step further: "detections" and "2" give "detections[2]", "tta" and "seed" give "tta.seed".
std::string join_path(std::string_view path, std::string_view key);
std::string join_path(std::string_view path, std::size_t index);

}  // namespace yolozu
