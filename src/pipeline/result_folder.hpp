// SPDX-License-Identifier: Apache-2.0
//
// Where a run's files go, and what they may replace.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
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

/// What a run will write, checked against what it reads: a slip of the keyboard must not replace an input by results.
class OverwriteCheck {
public:
    /// Looks once which of the paths are there.
    explicit OverwriteCheck(const ResultPaths& paths);

    /// Fails when the run would overwrite `input`, or replace the folder it lies in; `what` says what it is.
    Status check(std::string_view input, std::string_view what) const;

private:
    /// A file or folder, whatever it is called.
    struct Target {
        std::filesystem::path path;
        std::uint64_t device = 0, number = 0;
        bool is_folder = false;
    };
    std::vector<Target> targets_;
};

/// Fails unless there is no such folder, or it holds only what a run for this task writes: regular files that are named
/// and begin like its masks or depth maps.
Status check_replaceable(const std::filesystem::path& folder, Task task);

}  // namespace yolozu
