// SPDX-License-Identifier: Apache-2.0
//
// How well a detection fits an object, in the arithmetic of pycocotools (maskApi.c, COCOeval.computeOks).
#pragma once

#include <array>
#include <span>
#include <vector>

namespace yolozu::eval {

/// A box by its upper left corner and its size, in pixels, as COCO writes it.
struct PixelBox {
    double x = 0, y = 0, w = 0, h = 0;

    double area() const { return w * h; }
};

/// Intersection over union; of a crowd, over the detection's own area alone. 0 when they do not meet.
double box_iou(const PixelBox& detection, const PixelBox& truth, bool truth_is_crowd);

struct TruthKeypoint {
    double x = 0, y = 0;
    int visibility = 0;  ///< 0: not labelled
};

struct PixelPoint {
    double x = 0, y = 0;
};

/// COCO's spreads of its 17 keypoints.
std::span<const double> coco_keypoint_sigmas();

/// Object keypoint similarity: the mean over the labelled keypoints of exp(-d^2 / (2 * area * (2 sigma)^2)). Where none
/// is labelled, d is the distance to the object's box made twice as wide and high, and the mean is over all. The three
/// lists are of one length.
double keypoint_similarity(std::span<const PixelPoint> detection, std::span<const TruthKeypoint> truth,
                           const PixelBox& truth_box, double truth_area, std::span<const double> sigmas);

using Quadrangle = std::array<PixelPoint, 4>;

/// The smallest convex polygon around the corners, without corners that lie on its sides. A rectangle's corners may so
/// be given in any order.
std::vector<PixelPoint> convex_hull(const Quadrangle& corners);

/// 0 or more: of a polygon whose corners go round as those of convex_hull do.
double polygon_area(std::span<const PixelPoint> polygon);

/// Intersection over union of two polygons that convex_hull gave; 0 when either has no area.
double convex_iou(std::span<const PixelPoint> a, std::span<const PixelPoint> b);

}  // namespace yolozu::eval
