// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace yolozu {

/// Reads the first bytes of a file; how many there were, 0 where it cannot be read.
std::size_t read_beginning(const std::filesystem::path& path, std::span<char> bytes);

}  // namespace yolozu
