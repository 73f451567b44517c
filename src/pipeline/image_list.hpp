// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "pipeline/folder_pictures.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// The paths of a list's text, in its order: one a line, lines may end in CR LF and be empty, a byte order mark is
/// skipped. Of a CSV the first column, quoted or not, without a header row that calls it path, image, file or the like.
/// Relative paths are relative to `folder`. The paths are not examined: reading the pictures will tell. Of a line that
/// is longer than any path may be only so much is kept that it stays one.
std::vector<FoundImage> parse_image_list(std::string_view text, bool csv, const std::filesystem::path& folder);

/// Reads a list: a .csv, or else plain lines; paths are relative to the list's folder. "-" is the standard input, whose
/// paths are relative to the working directory. Fails when it names nothing.
Result<std::vector<FoundImage>> read_image_list(const std::filesystem::path& list);

}  // namespace yolozu
