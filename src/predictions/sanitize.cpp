// SPDX-License-Identifier: Apache-2.0
#include "predictions/sanitize.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>
#include <utility>

namespace yolozu {
namespace {

struct Extent {
    double centre, size;
};

/// One axis of a box, clipped to [0, 1]; nothing when it is empty or not finite.
std::optional<Extent> clip_extent(double centre, double size) {
    if (!std::isfinite(centre) || !std::isfinite(size) || !(size > 0)) return std::nullopt;
    const double low = centre - size / 2, high = centre + size / 2;
    if (low >= 0 && high <= 1 && size <= 1) return Extent{centre, size};
    const double clipped_low = std::clamp(low, 0.0, 1.0), clipped_high = std::clamp(high, 0.0, 1.0);
    const double clipped_size = clipped_high - clipped_low;
    if (!(clipped_size > 0)) return std::nullopt;
    return Extent{clipped_low + clipped_size / 2, clipped_size};
}

bool all_finite(std::span<const double> numbers) {
    return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

bool is_finite(const PredictedPose& pose) {
    const std::array numbers{pose.log_z, pose.log_sigma_z.value_or(0), pose.log_sigma_rot.value_or(0)};
    return all_finite(numbers) && all_finite(pose.rot6d) && all_finite(pose.offsets) && all_finite(pose.k_delta);
}

bool is_finite(const PredictedOrientedBox& box) {
    const std::array numbers{box.cx, box.cy, box.w, box.h, box.angle};
    return all_finite(numbers) && std::ranges::all_of(box.corners, all_finite);
}

bool is_finite(const PredictedSegmentation& segmentation) {
    return std::ranges::all_of(segmentation.polygons, all_finite);
}

/// YOLOZU takes coordinates far outside for pixels, so a keypoint beyond the edge is moved onto it, as ultralytics
/// does.
PredictedKeypoint sanitize(const PredictedKeypoint& keypoint) {
    PredictedKeypoint sane = keypoint;
    if (sane.score) sane.score = std::isfinite(*sane.score) ? std::clamp(*sane.score, 0.0, 1.0) : 0.0;
    if (std::isfinite(keypoint.x) && std::isfinite(keypoint.y)) {
        sane.x = std::clamp(keypoint.x, 0.0, 1.0);
        sane.y = std::clamp(keypoint.y, 0.0, 1.0);
    } else {
        sane.x = sane.y = 0;
        sane.visibility = 0;
    }
    return sane;
}

std::optional<PredictedObject> sanitize(const PredictedObject& object) {
    const std::optional<Extent> x = clip_extent(object.bbox.cx, object.bbox.w);
    const std::optional<Extent> y = clip_extent(object.bbox.cy, object.bbox.h);
    if (!x || !y || !std::isfinite(object.score)) return std::nullopt;
    if (object.pose && !is_finite(*object.pose)) return std::nullopt;
    if (object.oriented && !is_finite(*object.oriented)) return std::nullopt;
    if (object.segmentation && !is_finite(*object.segmentation)) return std::nullopt;
    PredictedObject sane = object;
    sane.score = std::clamp(object.score, 0.0, 1.0);
    sane.bbox = {x->centre, y->centre, x->size, y->size};
    for (PredictedKeypoint& keypoint : sane.keypoints) keypoint = sanitize(keypoint);
    return sane;
}

bool before(const PredictedObject& a, const PredictedObject& b) {
    const auto rank = [](const PredictedObject& object) {
        const NormalizedBox& box = object.bbox;
        return std::make_tuple(-object.score, object.class_id, box.cx, box.cy, box.w, box.h);
    };
    return rank(a) < rank(b);
}

}  // namespace

void sanitize_detections(std::span<const PredictedObject> detections, std::vector<PredictedObject>& kept,
                         std::vector<std::size_t>& origins) {
    std::vector<std::pair<PredictedObject, std::size_t>> sane;
    sane.reserve(detections.size());
    for (std::size_t index = 0; index < detections.size(); ++index)
        if (std::optional<PredictedObject> object = sanitize(detections[index]))
            sane.emplace_back(std::move(*object), index);
    std::stable_sort(sane.begin(), sane.end(), [](const auto& a, const auto& b) { return before(a.first, b.first); });
    kept.clear();
    origins.clear();
    for (auto& [object, index] : sane) {
        kept.push_back(std::move(object));
        origins.push_back(index);
    }
}

}  // namespace yolozu
