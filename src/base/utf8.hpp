// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace yolozu {

/// Bytes of the well-formed UTF-8 sequence (Unicode 15, table 3-7) that `text` begins with; 0 when it begins with none.
std::size_t utf8_sequence_length(std::string_view text);

}  // namespace yolozu
