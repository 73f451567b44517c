// SPDX-License-Identifier: Apache-2.0
//
// The flags that say how a picture is looked at: in rectangles, in batches, in tiles, with its mirror image.
#pragma once

#include <string>

#include "cli/command_line.hpp"
#include "pipeline/run.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct ViewOptions {
    bool rectangle = false;
    std::string tile, tile_full = "on", augmentation;
    double tile_overlap = 0.2;
    std::string merge = "greedy-nmm", merge_metric = "ios";
    double merge_threshold = 0.5;
};

void add_view_options(CommandLine& line, ViewOptions& options);

/// Fills the request's part. Fails with what is wrong with which flag.
Status apply_view_options(const ViewOptions& options, RunRequest& request);

}  // namespace yolozu::cli
