// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "base/file.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// The value that a flag's text chose, or an error that lists the choices.
template <class Value>
Result<Value> chosen(std::string_view flag, std::string_view text, std::string_view choices,
                     std::optional<Value> value) {
    if (value) return *value;
    return Error(ErrorCode::invalid_argument, fmt::format("{}: '{}' is none of {}", flag, printable(text), choices));
}

}  // namespace yolozu::cli
