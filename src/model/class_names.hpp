// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/python_literal.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// Most names that a model or a file may have; ids are below it.
inline constexpr std::size_t max_class_names = 100'000;

/// Names by id from a list or a dictionary of them.
Result<std::vector<std::string>> class_names_from(const Literal& literal);

/// The names in the `names:` part of a YAML text, a list or a dictionary.
Result<std::vector<std::string>> class_names_from_yaml(std::string_view text);

}  // namespace yolozu
