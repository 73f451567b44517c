// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// Fills `kept` with the detections that YOLOZU's strict rules accept: those with a number that is not finite (but for
/// keypoints) are dropped, scores clamped to [0, 1], boxes clipped to the picture and dropped when nothing is left of
/// them, and the rest sorted by (-score, class_id, cx, cy, w, h), equal ones in their old order. A box inside the
/// picture keeps its numbers bit by bit. Keypoints are moved into the picture; one that is not finite becomes (0, 0) of
/// visibility 0, so that the others keep their places. `origins` says where each one stood in `detections`.
void sanitize_detections(std::span<const PredictedObject> detections, std::vector<PredictedObject>& kept,
                         std::vector<std::size_t>& origins);

}  // namespace yolozu
