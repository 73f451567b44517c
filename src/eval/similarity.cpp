// SPDX-License-Identifier: Apache-2.0
#include "eval/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace yolozu::eval {
namespace {

constexpr std::array coco_sigmas{0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072,
                                 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089};

/// Twice the signed area.
double cross(const PixelPoint& a, const PixelPoint& b, const PixelPoint& c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

PixelPoint crossing(const PixelPoint& inside, const PixelPoint& outside, double inside_side, double outside_side) {
    const double part = inside_side / (inside_side - outside_side);
    return {inside.x + part * (outside.x - inside.x), inside.y + part * (outside.y - inside.y)};
}

/// What of a polygon lies to the left of the line from `a` to `b` (Sutherland and Hodgman).
std::vector<PixelPoint> clipped(std::span<const PixelPoint> polygon, const PixelPoint& a, const PixelPoint& b) {
    std::vector<PixelPoint> kept;
    for (std::size_t index = 0; index < polygon.size(); ++index) {
        const PixelPoint& here = polygon[index];
        const PixelPoint& next = polygon[(index + 1) % polygon.size()];
        const double here_side = cross(a, b, here), next_side = cross(a, b, next);
        if (here_side >= 0) kept.push_back(here);
        if ((here_side < 0) != (next_side < 0)) kept.push_back(crossing(here, next, here_side, next_side));
    }
    return kept;
}

double outside_by(double value, double least, double greatest) {
    return std::max(0.0, least - value) + std::max(0.0, value - greatest);
}

}  // namespace

double box_iou(const PixelBox& detection, const PixelBox& truth, bool truth_is_crowd) {
    const double width = std::min(detection.x + detection.w, truth.x + truth.w) - std::max(detection.x, truth.x);
    const double height = std::min(detection.y + detection.h, truth.y + truth.h) - std::max(detection.y, truth.y);
    if (!(width > 0) || !(height > 0)) return 0;
    const double intersection = width * height;
    const double whole = truth_is_crowd ? detection.area() : detection.area() + truth.area() - intersection;
    return intersection / whole;
}

std::span<const double> coco_keypoint_sigmas() {
    return coco_sigmas;
}

double keypoint_similarity(std::span<const PixelPoint> detection, std::span<const TruthKeypoint> truth,
                           const PixelBox& truth_box, double truth_area, std::span<const double> sigmas) {
    const bool none_labelled =
        std::ranges::all_of(truth, [](const TruthKeypoint& keypoint) { return keypoint.visibility <= 0; });
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t index = 0; index < truth.size(); ++index) {
        if (!none_labelled && truth[index].visibility <= 0) continue;
        double dx = detection[index].x - truth[index].x, dy = detection[index].y - truth[index].y;
        if (none_labelled) {
            dx = outside_by(detection[index].x, truth_box.x - truth_box.w, truth_box.x + truth_box.w * 2);
            dy = outside_by(detection[index].y, truth_box.y - truth_box.h, truth_box.y + truth_box.h * 2);
        }
        const double variance = (sigmas[index] * 2) * (sigmas[index] * 2);
        const double scale = truth_area + std::numeric_limits<double>::epsilon();
        sum += std::exp(-((dx * dx + dy * dy) / variance / scale / 2));
        ++count;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

std::vector<PixelPoint> convex_hull(const Quadrangle& corners) {
    Quadrangle sorted = corners;
    std::ranges::sort(sorted, {}, [](const PixelPoint& point) { return std::pair(point.x, point.y); });
    std::vector<PixelPoint> hull;
    // The lower side from left to right, then the upper one back; each keeps left turns only.
    for (int side = 0; side < 2; ++side) {
        const std::size_t begin = hull.size();
        for (const PixelPoint& point : sorted) {
            while (hull.size() >= begin + 2 && cross(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
            hull.push_back(point);
        }
        hull.pop_back();  // where the other side begins
        std::ranges::reverse(sorted);
    }
    return hull;
}

double polygon_area(std::span<const PixelPoint> polygon) {
    double doubled = 0;
    for (std::size_t index = 2; index < polygon.size(); ++index)
        doubled += cross(polygon[0], polygon[index - 1], polygon[index]);
    return std::max(0.0, doubled / 2);
}

double convex_iou(std::span<const PixelPoint> a, std::span<const PixelPoint> b) {
    const double first_area = polygon_area(a), second_area = polygon_area(b);
    if (!(first_area > 0) || !(second_area > 0)) return 0;
    std::vector<PixelPoint> common(a.begin(), a.end());
    for (std::size_t index = 0; index < b.size() && !common.empty(); ++index)
        common = clipped(common, b[index], b[(index + 1) % b.size()]);
    const double intersection = polygon_area(common);
    return intersection / (first_area + second_area - intersection);
}

}  // namespace yolozu::eval
