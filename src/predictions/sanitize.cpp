// SPDX-License-Identifier: Apache-2.0
#include "predictions/sanitize.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

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

std::optional<PredictedObject> sanitize(const PredictedObject& object) {
    const std::optional<Extent> x = clip_extent(object.bbox.cx, object.bbox.w);
    const std::optional<Extent> y = clip_extent(object.bbox.cy, object.bbox.h);
    if (!x || !y || !std::isfinite(object.score)) return std::nullopt;
    const NormalizedBox box{x->centre, y->centre, x->size, y->size};
    return PredictedObject{object.class_id, std::clamp(object.score, 0.0, 1.0), box};
}

bool before(const PredictedObject& a, const PredictedObject& b) {
    const auto rank = [](const PredictedObject& object) {
        const NormalizedBox& box = object.bbox;
        return std::make_tuple(-object.score, object.class_id, box.cx, box.cy, box.w, box.h);
    };
    return rank(a) < rank(b);
}

}  // namespace

void sanitize_detections(std::span<const PredictedObject> detections, std::vector<PredictedObject>& kept) {
    kept.clear();
    for (const PredictedObject& detection : detections)
        if (const std::optional<PredictedObject> sane = sanitize(detection)) kept.push_back(*sane);
    std::sort(kept.begin(), kept.end(), before);
}

}  // namespace yolozu
