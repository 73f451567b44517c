// SPDX-License-Identifier: Apache-2.0
//
// What a model file is, with everything that can be asked: the file, the files beside it, and the model itself.
#pragma once

#include <filesystem>

#include "pipeline/probe.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// When the model is run on a test picture to see what its values look like.
enum class Probing { never, when_ambiguous, always };

/// What the file says of itself, and what it was decided to be or why it was not.
struct DecidedModel {
    ModelSignature signature;
    Result<ModelInfo> info;
};

/// Reads the signature and the sidecar files and decides. Where that is ambiguous and `probing` allows, the model is
/// run and what it gave is one more evidence; a model that cannot be run stays ambiguous. Fails itself only when the
/// signature cannot be read.
Result<DecidedModel> decide_model_file(const std::filesystem::path& path, const ModelOverrides& overrides,
                                       Probing probing, const ProbeOptions& options = {});

}  // namespace yolozu
