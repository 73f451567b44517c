// SPDX-License-Identifier: Apache-2.0
//
// The flags that say what a model is, shared by predict and inspect.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct ModelOptions {
    std::string task, head, preprocess, names_file, input_size, keypoint_shape, anchors;
};

void add_model_options(CommandLine& line, ModelOptions& options);

/// Fails with what is wrong with which flag.
Result<ModelOverrides> to_overrides(const ModelOptions& options);

}  // namespace yolozu::cli
