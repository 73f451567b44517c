// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "yolozu/result.hpp"

namespace yolozu::cli {

/// Adds a line to the end of a file, which is made where there is none: in one write, so that several programs may add
/// to one file. A last line without an end, left by something else, gets one.
Status append_line(const std::filesystem::path& file, std::string_view line);

}  // namespace yolozu::cli
