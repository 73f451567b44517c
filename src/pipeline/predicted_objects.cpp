// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/segmentation.hpp"
#include "yolozu/predictor.hpp"

namespace yolozu {
namespace {

constexpr double seen_from = 0.5;  // ultralytics draws keypoints from this confidence on

/// COCO's words: not labelled, there but hidden, seen.
int visibility_of(const Keypoint& keypoint) {
    if (is_nowhere(keypoint)) return 0;
    return keypoint.visibility >= seen_from ? 2 : 1;
}

std::vector<PredictedKeypoint> to_predicted(const std::vector<Keypoint>& keypoints, const Placement& placement,
                                            bool with_scores) {
    std::vector<PredictedKeypoint> predicted;
    predicted.reserve(keypoints.size());
    for (const Keypoint& keypoint : keypoints)
        predicted.push_back({keypoint.x / placement.source_width, keypoint.y / placement.source_height,
                             visibility_of(keypoint), with_scores ? std::optional(keypoint.visibility) : std::nullopt});
    return predicted;
}

PredictedOrientedBox to_predicted(const OrientedBox& box, const Placement& placement) {
    PredictedOrientedBox predicted{box.cx, box.cy, box.w, box.h, box.angle, box.corners()};
    for (auto& [x, y] : predicted.corners) {
        x /= placement.source_width;
        y /= placement.source_height;
    }
    return predicted;
}

PredictedPose to_predicted(const Pose6d& pose) {
    return {pose.log_z, pose.rot6d, pose.offsets, pose.k_delta, pose.log_sigma_z, pose.log_sigma_rot};
}

std::optional<PredictedSegmentation> to_predicted(const std::optional<Mask>& mask, SegmentationFormat format) {
    if (!mask || format == SegmentationFormat::none) return std::nullopt;
    PredictedSegmentation segmentation{mask->width(), mask->height(), {}, {}};
    if (format == SegmentationFormat::rle)
        segmentation.counts = coco_run_lengths(*mask);
    else
        segmentation.polygons = outer_contours(*mask);
    return segmentation;
}

}  // namespace

std::optional<SegmentationFormat> segmentation_format_from_string(std::string_view name) {
    if (name == "none") return SegmentationFormat::none;
    if (name == "rle") return SegmentationFormat::rle;
    if (name == "polygons") return SegmentationFormat::polygons;
    return std::nullopt;
}

std::vector<PredictedObject> to_predicted_objects(const Prediction& prediction, const ObjectFormat& format) {
    std::vector<PredictedObject> objects;
    objects.reserve(prediction.objects.size());
    const Placement& placement = prediction.placement;
    for (const DetectedObject& object : prediction.objects) {
        PredictedObject& predicted = objects.emplace_back();
        predicted.class_id = object.class_id;
        predicted.score = object.score;
        predicted.bbox = normalize_box(object.box.x1, object.box.y1, object.box.x2, object.box.y2,
                                       placement.source_width, placement.source_height);
        predicted.keypoints = to_predicted(object.keypoints, placement, format.keypoint_scores);
        if (object.oriented) predicted.oriented = to_predicted(*object.oriented, placement);
        if (object.pose) predicted.pose = to_predicted(*object.pose);
        predicted.segmentation = to_predicted(object.mask, format.segmentation);
    }
    return objects;
}

}  // namespace yolozu
