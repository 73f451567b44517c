// SPDX-License-Identifier: Apache-2.0
//
// Anchors of heads that do not have them in the file.
#pragma once

#include <span>

#include "model/reading.hpp"

namespace yolozu {

using Anchors = std::span<const std::array<float, 2>>;

Anchors yolov7_anchors();  ///< cfg/training/yolov7.yaml
Anchors yolov3_anchors();  ///< YOLOv3's; YOLOv5's are the same
Anchors yolo_fastestv2_anchors();

/// Puts the anchors into the reading's layout: those that were asked for, or, where the user names the head, the
/// published ones. Otherwise the reading stays possible at most and says which flags settle it. Wants the verdict to be
/// there already.
void take_anchors(const ModelFacts& facts, Anchors published, std::string_view whose, Reading& reading);

}  // namespace yolozu
