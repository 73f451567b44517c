// SPDX-License-Identifier: Apache-2.0
//
// Detections of a predictions file with all that the program writes beside the box.
#pragma once

#include <nlohmann/json.hpp>

#include "convert/exchange.hpp"

namespace yolozu::convert {

/// Members that no other format has a place for (poses, and what other programs write) are counted in `losses`; null
/// where nobody asks. Errors name the member.
Result<PredictedObject> read_object(const nlohmann::json& detection, Losses* losses);

/// The picture of an entry, or of an image and its detections (`key` not empty: what it is called).
Result<ExchangedImage> read_entry(const nlohmann::json& entry, std::string_view key, Losses* losses);

/// A number that survives being multiplied by a picture's size: finite, and no more than 10^12 either way.
bool is_usable_number(const nlohmann::json& value);
/// The usable number of a member.
Result<double> number_in(const nlohmann::json& object, std::string_view key);
/// The whole number from 0 of a member.
Result<std::int32_t> class_in(const nlohmann::json& object, std::string_view key);
/// A keypoint of a triple x, y, v: COCO's 0, 1, 2 or, where v is something between, the model's confidence, from which
/// the visibility follows as for predict's own (seen from 0.5 on).
PredictedKeypoint keypoint_of(double x, double y, double v);
/// COCO's two forms, with a whole picture's worth of run lengths at most.
Result<PredictedSegmentation> read_segmentation(const nlohmann::json& segmentation);

}  // namespace yolozu::convert
