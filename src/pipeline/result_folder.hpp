// SPDX-License-Identifier: Apache-2.0
//
// Where a run's files go, and what they may replace.
#pragma once

#include <filesystem>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// What a run writes for `--output DIR/NAME.json`; a path that the task has no use for is empty.
struct ResultPaths {
    std::filesystem::path output;     ///< as given
    std::filesystem::path instances;  ///< segment: DIR/NAME.instances.json
    std::filesystem::path folder;     ///< segment and semantic: DIR/NAME.masks, depth: DIR/NAME.depth
};
ResultPaths result_paths(const std::filesystem::path& output, Task task);

/// Fails when a run would overwrite one of `inputs`, which may lie in the folder that it replaces.
Status refuse_to_overwrite(const ResultPaths& paths, const std::filesystem::path& model,
                           const std::vector<std::filesystem::path>& images);

/// Fails unless there is no such folder, or it holds only what a run for this task writes: regular files that are named
/// and begin like its masks or depth maps.
Status check_replaceable(const std::filesystem::path& folder, Task task);

}  // namespace yolozu
