// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "yolozu/result.hpp"

namespace yolozu {

/// Joins all that the shards of one job wrote for --output P1, P2, ... to what one run would have written for `output`
/// (result_paths): the predictions (merge_predictions) and, where the parts have them, the list of instances and the
/// folder of masks or depth maps. Their files get the names that one run would have given them, and are the parts' own
/// files under a second name where the file system can do that, else copies. Returns the number of images.
///
/// All appear, or none. What they would replace is what a run may replace (check_replaceable).
Result<std::size_t> merge_results(std::span<const std::filesystem::path> parts, const std::filesystem::path& output,
                                  const std::optional<std::string>& timestamp);

}  // namespace yolozu
