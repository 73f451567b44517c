// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "model/python_literal.hpp"

namespace yolozu {

/// Reads the one document of a YAML 1.1 text. Every key and scalar is a string as it is written, whatever its tag says,
/// so that a class called "yes" or "1.0" stays what it is; only nothing, ~ and null are None, as is an empty text. No
/// key may be there twice. What aliases repeat counts as if it were written out: the limits are those of
/// literal_limits. Errors say in which line what was found.
Result<Literal> parse_yaml(std::string_view text);

/// libyaml's, e.g. "0.2.5".
std::string_view yaml_library_version();

}  // namespace yolozu
