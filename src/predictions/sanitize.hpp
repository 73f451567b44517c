// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "yolozu/predictions.hpp"

namespace yolozu {

/// Fills `kept` with the detections that YOLOZU's strict rules accept: non-finite ones are dropped, scores clamped to
/// [0, 1], boxes clipped to the picture and dropped when nothing is left of them, and the rest sorted by
/// (-score, class_id, cx, cy, w, h). A box inside the picture keeps its numbers bit by bit.
void sanitize_detections(std::span<const PredictedObject> detections, std::vector<PredictedObject>& kept);

}  // namespace yolozu
