// SPDX-License-Identifier: Apache-2.0
//
// The parts of a predictions document below the wrapper: entries, detections, the preprocess record.
#pragma once

#include <span>

#include "predictions/json_writer.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// {"method", "input_color", "normalize", "resize_interp", "letterbox_fill", "input_size"}, and "mean" and "std" where
/// they change anything. The fill is left out where nothing is filled.
void write_preprocess(JsonWriter& json, const PreprocessRecord& preprocess);

/// A list, one detection a line. Keypoints and poses stand beside the box, what YOLOZU has no keys for (oriented boxes,
/// segmentations) in the detection's meta. All numbers are finite (sanitize_detections).
void write_detections(JsonWriter& json, std::span<const PredictedObject> detections);

/// An entry of version 2 with the facts of `entry` and the given detections. Sizes that are not known (0) are left out;
/// a classification and the name of a depth map stand in the entry's meta.
void write_entry(JsonWriter& json, const PredictionEntry& entry, std::span<const PredictedObject> detections);

/// {"width", "height"}.
void write_size(JsonWriter& json, int width, int height);

}  // namespace yolozu
