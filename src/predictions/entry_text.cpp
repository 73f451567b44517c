// SPDX-License-Identifier: Apache-2.0
#include "predictions/entry_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "base/file.hpp"
#include "base/try.hpp"
#include "predictions/document.hpp"
#include "predictions/image_key.hpp"
#include "predictions/json_writer.hpp"
#include "predictions/sanitize.hpp"

namespace yolozu {
namespace {

bool all_finite(const std::optional<std::array<double, 3>>& channels) {
    return !channels || std::ranges::all_of(*channels, [](double channel) { return std::isfinite(channel); });
}

bool all_finite(const PoseFrame& frame) {
    const CameraIntrinsics camera = frame.intrinsics.value_or(CameraIntrinsics{});
    const std::array numbers{frame.scale_x, frame.scale_y, camera.fx, camera.fy, camera.cx, camera.cy};
    return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

Error not_finite(const PredictionEntry& entry, std::string_view what) {
    return {ErrorCode::invalid_argument,
            fmt::format("image '{}': {} is not finite, JSON has no such number", printable(entry.image), what)};
}

Status check_entry(const PredictionEntry& entry, PredictionsShape shape) {
    const std::string_view key = trim_image_key(entry.image);
    if (key.empty()) return refused_key(entry.image, "is empty, expected a path or a file name");
    // In a map these two keys would be read as parts of a wrapper.
    if (shape == PredictionsShape::map && (key == "predictions" || key == "schema_version"))
        return refused_key(entry.image, "has a meaning of its own in a map, use the wrapped or the list shape");
    if (!all_finite(entry.preprocess.mean) || !all_finite(entry.preprocess.deviation))
        return not_finite(entry, "mean or deviation");
    if (entry.moment && !std::isfinite(entry.moment->seconds.value_or(0))) return not_finite(entry, "its time");
    if (entry.pose_frame && !all_finite(*entry.pose_frame)) return not_finite(entry, "scale or intrinsics");
    if (entry.classification)
        for (const PredictedClass& each : *entry.classification)
            if (!std::isfinite(each.score)) return not_finite(entry, "the score of a class");
    // A map has a place for detections only.
    if (shape == PredictionsShape::map && (entry.classification || !entry.depth_file.empty()))
        return refused_key(entry.image, "has no detections, for which alone a map has a place; use another shape");
    return {};
}

}  // namespace

std::size_t depth_of_entries(PredictionsShape shape) {
    switch (shape) {
        case PredictionsShape::wrapped:
            return 2;
        case PredictionsShape::list:
        case PredictionsShape::map:
            return 1;
        case PredictionsShape::jsonl:
            return 0;
    }
    return 0;
}

Status EntryFormatter::format(const PredictionEntry& entry) {
    YOLOZU_TRY(check_entry(entry, shape_));
    sanitize_detections(entry.detections, sane_, origins_);
    text_.clear();
    JsonWriter json(text_, depth_of_entries(shape_));
    if (shape_ == PredictionsShape::jsonl) json.stay_on_one_line();
    if (shape_ == PredictionsShape::map) {
        json.key(entry.image);
        write_detections(json, sane_);
    } else {
        write_entry(json, entry, sane_);
    }
    return {};
}

}  // namespace yolozu
