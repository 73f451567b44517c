// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/asked.hpp"
#include "model/metadata.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// Fills the inputs' part of `info` (bindings, name, type, batch, size, stride) and adds the evidence for it. Fails
/// with `unsupported` when there is not exactly one picture [B, 3, H, W] or [B, H, W, 3] beside inputs that are known
/// by name, and with `invalid_argument` when the size that was asked for does not fit.
Status decide_inputs(const ModelSignature& signature, const ModelMetadata& metadata, const Asked& asked,
                     ModelInfo& info);

}  // namespace yolozu
