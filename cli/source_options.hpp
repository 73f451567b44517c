// SPDX-License-Identifier: Apache-2.0
//
// The flags that say which images a run takes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "pipeline/sources.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct SourceFlags {
    std::vector<std::string> images, lists;
    std::vector<std::string> videos;
    std::string camera, video_format;
    std::string dataset, split, tar, shard, image_key = "path";
    std::optional<int> max_images;
    int frame_step = 1;
    bool recursive = false;
};

void add_source_options(CommandLine& line, SourceFlags& flags);

/// Fails with what is wrong with which flag.
Result<SourceRequest> to_sources(const CommandLine& line, const SourceFlags& flags);

}  // namespace yolozu::cli
