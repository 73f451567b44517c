// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "model/metadata.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// Fills the input's part of `info` (name, type, batch, size, stride) and adds the evidence for it. Fails with
/// `unsupported` when there is not exactly one float image input [B, 3, H, W], and with `invalid_argument` when the
/// size that was asked for does not fit.
Status decide_input(const ModelSignature& signature, const ModelMetadata& metadata, const ModelOverrides& overrides,
                    ModelInfo& info);

/// Fails with `ambiguous` when the graph itself scales or shifts the picture and no preprocessing was asked for: its
/// exporter moved a part of the preprocessing into the graph, and how much cannot be seen.
Status check_input_operators(const ModelSignature& signature, const ModelOverrides& overrides);

}  // namespace yolozu
