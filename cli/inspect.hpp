// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "yolozu/model_info.hpp"

namespace yolozu::cli {

/// What `yolozu-infer inspect` prints: the signature, then the decision with the reason for each part of it, or the
/// refusal. Plain text, lines end in '\n'; bytes from the file are made safe to print.
std::string describe_model(const ModelSignature& signature, const Result<ModelInfo>& info,
                           const std::filesystem::path& path);

}  // namespace yolozu::cli
