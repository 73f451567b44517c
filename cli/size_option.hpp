// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace yolozu::cli {

/// "640" (both sides) or "WIDTHxHEIGHT", each from 1 to 65,536 pixels: width, height.
std::optional<std::pair<int, int>> parse_size(std::string_view text);

}  // namespace yolozu::cli
