// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/run.hpp"
#include "pipeline/tiles.hpp"
#include "yolozu/detection.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// What a run's model is, and what was asked for in its terms.
struct RunDecision {
    ModelInfo info;
    DecodeOptions decode;
    TileRule tile_rule;  ///< with the model's input size where no other was asked for; of tiled runs
};

/// Decides from the model's file and those beside it. Fails where the request asks for what such a model has not.
Result<RunDecision> decide_run(const RunRequest& request);

/// What the predictions file says of such a run, but for its inputs and for who runs it.
RunRecord record_of(const RunRequest& request, const RunDecision& decision);

}  // namespace yolozu
