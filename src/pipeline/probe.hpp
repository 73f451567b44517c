// SPDX-License-Identifier: Apache-2.0
//
// Running a model once to see what its values look like.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "yolozu/backend.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu {

/// Who runs the model.
struct ProbeOptions {
    std::string backend = "auto";
    BackendOptions runtime;
};

/// What an output's values look like; of a type without numbers nothing but the shape. Only finite numbers count; a
/// range without any is 0 to 0.
ProbedOutput summarise_output(const TensorView& output);

/// Runs the model on a test picture, the same each time: smooth waves about a middle grey, 0 to 1 for floating-point
/// inputs (a dark picture for a model that wants 0 to 255, but a picture, while 255 would be none for the others) and 0
/// to 255 for bytes. Where the file leaves the size open it is `asked`, the metadata's imgsz, or 640. Other inputs are
/// told that the picture has the network's size. Fails when the model cannot be run, or has no input for a picture.
Result<std::vector<ProbedOutput>> probe_model(const std::filesystem::path& path, const ModelSignature& signature,
                                              const ModelOverrides& overrides, const ProbeOptions& options);

}  // namespace yolozu
