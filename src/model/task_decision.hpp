// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "model/metadata.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// Fails with `unsupported`, naming the task and how it was found, when metadata or an unmistakable signature say that
/// the model does something else than detect. Adds evidence when metadata say that it detects.
Status check_task(const ModelSignature& signature, const ModelMetadata& metadata, ModelInfo& info);

/// The output that holds the detections. Fails with `unsupported`, listing the outputs, when they are no known form.
Result<std::size_t> choose_output(const ModelSignature& signature, ModelInfo& info);

/// "'output0' float32 1x84x8400, 'output1' ..." of all outputs.
std::string output_list(const ModelSignature& signature);

}  // namespace yolozu
