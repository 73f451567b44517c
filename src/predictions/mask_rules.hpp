// SPDX-License-Identifier: Apache-2.0
//
// The rules for YOLOZU's lists of mask files.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// Both look for mask files relative to `folder`.
Result<ValidationReport> check_instances(const nlohmann::json& document, const std::filesystem::path& folder);
Result<ValidationReport> check_semantic_maps(const nlohmann::json& document, const std::filesystem::path& folder);

/// What the document is (validate_artifact_file).
Result<ArtifactKind> recognise_artifact(const nlohmann::json& document);

}  // namespace yolozu
