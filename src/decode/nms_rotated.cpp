// SPDX-License-Identifier: Apache-2.0
#include "decode/nms_rotated.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "decode/score_order.hpp"

namespace yolozu::decode {
namespace {

constexpr double epsilon = 1e-7;

// Below this product of the sides epsilon is no longer negligible beside the determinants, and reach_of's bound fails.
constexpr float least_area = 0.12F;

float centre_x(const Detection& box) {
    return (box.x1 + box.x2) / 2.0F;
}
float centre_y(const Detection& box) {
    return (box.y1 + box.y2) / 2.0F;
}

// t1 + t2 of the header.
double distance_of_centres(const Gaussian& first, const Gaussian& second, double determinant) {
    const double a = first.a + second.a, b = first.b + second.b, c = first.c + second.c;
    const double x = first.x - second.x, y = first.y - second.y;
    return ((a * y * y + b * x * x) * 0.25 - c * x * y * 0.5) / (determinant + epsilon);
}

// t3.
double distance_of_shapes(const Gaussian& first, const Gaussian& second, double determinant) {
    return std::log(determinant / (4.0 * std::sqrt(first.determinant * second.determinant) + epsilon) + epsilon) * 0.5;
}

double iou_at(double distance) {
    return 1.0 - std::sqrt(1.0 - std::exp(-std::clamp(distance, epsilon, 100.0)) + epsilon);
}

double determinant_of_sum(const Gaussian& first, const Gaussian& second) {
    const double a = first.a + second.a, b = first.b + second.b, c = first.c + second.c;
    return a * b - c * c;
}

}  // namespace

Gaussian gaussian_of(const Detection& box) {
    const double w = static_cast<double>(box.x2) - box.x1, h = static_cast<double>(box.y2) - box.y1;
    const double along = w * w / 12.0, across = h * h / 12.0;
    const double cosine = std::cos(static_cast<double>(box.angle)), sine = std::sin(static_cast<double>(box.angle));
    const double a = along * cosine * cosine + across * sine * sine;
    const double b = along * sine * sine + across * cosine * cosine;
    const double c = (along - across) * cosine * sine;
    return {centre_x(box), centre_y(box), a, b, c, std::max(a * b - c * c, 0.0)};
}

double probabilistic_iou(const Gaussian& first, const Gaussian& second) {
    const double determinant = determinant_of_sum(first, second);
    return iou_at(distance_of_centres(first, second, determinant) + distance_of_shapes(first, second, determinant));
}

RotatedSuppressor::RotatedSuppressor(const SuppressionRule& rule, int class_count, const Kernels& kernels)
    : rule_(rule),
      kernels_(&kernels),
      chains_(rule.class_agnostic ? 1 : static_cast<std::size_t>(std::max(class_count, 1))) {
    const double hellinger = 1.0 - static_cast<double>(rule.iou_threshold);
    greatest_distance_ = -std::log(1.0 + epsilon - hellinger * hellinger);
}

void RotatedSuppressor::reserve(std::size_t box_count) {
    gaussians_.reserve(box_count);
    x_.reserve(box_count);
    y_.reserve(box_count);
    reach_.reserve(box_count);
}

float RotatedSuppressor::offset_of(const Detection& box) const {
    return rule_.class_agnostic ? 0.0F : static_cast<float>(box.class_id) * class_offset;
}

// With s the longer side, the greatest eigenvalue of the sum of two covariances is at most (s1^2 + s2^2) / 12, so
// t1 + t2 is at least 3 * (distance of the centres)^2 / (s1^2 + s2^2). As t3 is not negative but for epsilon's sake,
// boxes further apart than greatest_distance_ * (s1^2 + s2^2) / 3 stay. A margin covers epsilon and rounding.
float RotatedSuppressor::reach_of(const Detection& box) const {
    const float w = std::abs(box.x2 - box.x1), h = std::abs(box.y2 - box.y1);
    if (!(w * h >= least_area)) return std::numeric_limits<float>::infinity();
    const double longer = std::max(w, h);
    return static_cast<float>((greatest_distance_ * 1.01 + 0.01) * longer * longer / 3.0);
}

// Whether moving the classes apart leaves no two boxes of different classes within reach of each other.
bool RotatedSuppressor::classes_stay_apart(std::span<const Detection> boxes) const {
    float lowest = std::numeric_limits<float>::infinity(), highest = -lowest, reach = 0;
    for (const Detection& box : boxes) {
        lowest = std::min(lowest, centre_x(box));
        highest = std::max(highest, centre_x(box));
        reach = std::max(reach, reach_of(box));
    }
    const double gap = 0.99 * static_cast<double>(class_offset) - (static_cast<double>(highest) - lowest);
    return gap > 0 && gap * gap > 2.0 * static_cast<double>(reach);
}

void RotatedSuppressor::lay_out_chains(std::span<const Detection> boxes, bool by_class) {
    std::ranges::fill(chains_, Chain{});
    if (by_class) {
        for (const Detection& box : boxes) ++chains_[static_cast<std::size_t>(box.class_id)].count;
        std::size_t first = 0;
        for (Chain& chain : chains_) {
            chain.first = first;
            first += std::exchange(chain.count, 0);
        }
    }
    gaussians_.resize(boxes.size());
    x_.resize(boxes.size());
    y_.resize(boxes.size());
    reach_.resize(boxes.size());
}

bool RotatedSuppressor::falls(const Chain& chain, const Gaussian& box, float reach) const {
    const NearTask task{x_.data() + chain.first,
                        y_.data() + chain.first,
                        reach_.data() + chain.first,
                        chain.count,
                        static_cast<float>(box.x),
                        static_cast<float>(box.y),
                        reach};
    for (std::size_t place = kernels_->first_near(task, 0); place < chain.count;
         place = kernels_->first_near(task, place + 1))
        if (reaches_threshold(chain.first + place, box, reach)) return true;
    return false;
}

bool RotatedSuppressor::reaches_threshold(std::size_t place, const Gaussian& box, float reach) const {
    const Gaussian& other = gaussians_[place];
    const double determinant = determinant_of_sum(other, box);
    const double centres = distance_of_centres(other, box, determinant);
    // Most boxes are sorted out here, without a logarithm: see reach_of for the margin.
    if (centres > greatest_distance_ + 0.01 && std::isfinite(reach) && std::isfinite(reach_[place])) return false;
    const double distance = std::max(centres + distance_of_shapes(other, box, determinant), epsilon);
    // Only near the threshold the exponential says more than the distance.
    if (std::abs(distance - greatest_distance_) > 1e-6) return distance < greatest_distance_;
    return iou_at(distance) >= static_cast<double>(rule_.iou_threshold);
}

void RotatedSuppressor::run(std::span<const Detection> boxes, std::span<const std::uint64_t> order,
                            std::vector<Detection>& kept) {
    const bool by_class = !rule_.class_agnostic && classes_stay_apart(boxes);
    lay_out_chains(boxes, by_class);
    for (const std::uint64_t element : order) {
        if (kept.size() >= rule_.max_detections) break;
        const Detection& box = boxes[ScoreOrder::position(element)];
        const float offset = offset_of(box), reach = reach_of(box);
        Gaussian gaussian = gaussian_of(box);
        gaussian.x = centre_x(box) + offset;
        gaussian.y = centre_y(box) + offset;
        Chain& chain = chains_[by_class ? static_cast<std::size_t>(box.class_id) : 0];
        if (!falls(chain, gaussian, reach)) kept.push_back(box);
        const std::size_t place = chain.first + chain.count++;
        gaussians_[place] = gaussian;
        x_[place] = static_cast<float>(gaussian.x);
        y_[place] = static_cast<float>(gaussian.y);
        reach_[place] = reach;
    }
}

}  // namespace yolozu::decode
