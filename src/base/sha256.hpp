// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "yolozu/result.hpp"

namespace yolozu {

/// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
Result<std::string> sha256_hex(std::span<const std::byte> bytes);

}  // namespace yolozu
