// SPDX-License-Identifier: Apache-2.0
#include "eval/candidate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "eval/segmentation.hpp"
#include "predictions/describe.hpp"

namespace yolozu::eval {
namespace {

PixelBox in_pixels(const NormalizedBox& box, const TrueImage& image) {
    const double width = image.width, height = image.height;
    return {(box.cx - box.w / 2) * width, (box.cy - box.h / 2) * height, box.w * width, box.h * height};
}

Status add_mask(const ReadDetection& detection, const TrueImage& image, const Comparison& comparison,
                Candidate& candidate) {
    if (detection.mask_file.empty()) {
        YOLOZU_ASSIGN(candidate.mask, run_lengths_of(detection.segmentation, image.width, image.height));
    } else {
        YOLOZU_ASSIGN(candidate.mask,
                      read_mask_file(comparison.mask_folder / detection.mask_file, image.width, image.height));
        candidate.box = bounding_box(candidate.mask);
    }
    candidate.area = static_cast<double>(area(candidate.mask));
    return {};
}

/// YOLOZU takes keypoints for pixels where one is beyond +-2.
bool are_pixels(std::span<const ReadPoint> keypoints) {
    return std::ranges::any_of(keypoints,
                               [](const ReadPoint& point) { return std::abs(point[0]) > 2 || std::abs(point[1]) > 2; });
}

Status add_keypoints(const ReadDetection& detection, const TrueImage& image, const Comparison& comparison,
                     Candidate& candidate) {
    if (detection.keypoints.size() != comparison.sigmas.size())
        return Error(ErrorCode::invalid_argument, fmt::format("has {} keypoints, expected {}",
                                                              detection.keypoints.size(), comparison.sigmas.size()));
    const bool pixels = are_pixels(detection.keypoints);
    const double width = pixels ? 1 : image.width, height = pixels ? 1 : image.height;
    for (const ReadPoint& point : detection.keypoints)
        candidate.keypoints.push_back({point[0] * width, point[1] * height});
    const auto [left, right] = std::ranges::minmax(candidate.keypoints, {}, &PixelPoint::x);
    const auto [top, bottom] = std::ranges::minmax(candidate.keypoints, {}, &PixelPoint::y);
    candidate.area = (right.x - left.x) * (bottom.y - top.y);
    return {};
}

void add_corners(const ReadDetection& detection, const TrueImage& image, Candidate& candidate) {
    Quadrangle corners;
    for (std::size_t index = 0; index < corners.size(); ++index)
        corners[index] = {detection.corners[index][0] * image.width, detection.corners[index][1] * image.height};
    candidate.turned_corners = convex_hull(corners);
    candidate.area = polygon_area(candidate.turned_corners);
}

Result<Candidate> candidate_on(const TrueImage& image, const ReadDetection& detection, const Comparison& comparison) {
    Candidate candidate{static_cast<std::size_t>(detection.class_id), detection.score,
                        in_pixels(detection.bbox, image)};
    candidate.area = candidate.box.area();
    if (comparison.task == Task::segment) YOLOZU_TRY(add_mask(detection, image, comparison, candidate));
    if (comparison.task == Task::pose) YOLOZU_TRY(add_keypoints(detection, image, comparison, candidate));
    if (comparison.task == Task::obb) add_corners(detection, image, candidate);
    return candidate;
}

}  // namespace

Result<std::vector<Candidate>> candidates_on(const TrueImage& image, std::span<const ReadDetection> detections,
                                             const Comparison& comparison) {
    std::vector<Candidate> candidates;
    candidates.reserve(detections.size());
    for (std::size_t index = 0; index < detections.size(); ++index) {
        Result<Candidate> candidate = candidate_on(image, detections[index], comparison);
        if (!candidate)
            return std::move(candidate)
                .error()
                .with_context(join_path("detections", index))
                .with_context(fmt::format("image {}", quote(image.key)));
        candidates.push_back(std::move(*candidate));
    }
    return candidates;
}

double fit(const Candidate& candidate, const TrueObject& object, const Comparison& comparison) {
    switch (comparison.task) {
        case Task::segment:
            return mask_iou(candidate.mask, object.mask, object.crowd);
        case Task::pose:
            return keypoint_similarity(candidate.keypoints, object.keypoints, object.box, object.area,
                                       comparison.sigmas);
        case Task::obb:
            return convex_iou(candidate.turned_corners, object.turned_corners);
        case Task::detect:
        case Task::classify:
            break;
    }
    return box_iou(candidate.box, object.box, object.crowd);
}

}  // namespace yolozu::eval
