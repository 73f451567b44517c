// SPDX-License-Identifier: Apache-2.0
//
// The flags that say what a model is, shared by predict and inspect.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct ModelOptions {
    std::string task, head, preprocess, names_file, input_size, keypoint_shape, anchors;
};

void add_model_options(CLI::App& app, ModelOptions& options);

/// Fails with what is wrong with which flag.
Result<ModelOverrides> to_overrides(const ModelOptions& options);

}  // namespace yolozu::cli
