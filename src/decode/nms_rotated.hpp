// SPDX-License-Identifier: Apache-2.0
//
// Suppression of oriented boxes by probabilistic IoU, as ultralytics does it (8.3: nms_rotated in utils/ops.py; later
// TorchNMS.fast_nms in utils/nms.py, the same rule).
//
// A box is taken for a Gaussian with the covariance of a uniform distribution over it. With w and h its sides, r its
// angle:
//   a = w^2 / 12 * cos(r)^2 + h^2 / 12 * sin(r)^2, b = w^2 / 12 * sin(r)^2 + h^2 / 12 * cos(r)^2,
//   c = (w^2 / 12 - h^2 / 12) * cos(r) * sin(r)
// Of two boxes, with the sums a, b, c of their covariances, D = a * b - c^2 and e = 1e-7 (batch_probiou):
//   t1 = (a * (y1 - y2)^2 + b * (x1 - x2)^2) / (D + e) / 4
//   t2 = c * (x2 - x1) * (y1 - y2) / (D + e) / 2
//   t3 = log(D / (4 * sqrt(D1 * D2) + e) + e) / 2, D1 and D2 the determinants of the two, not below 0
//   IoU = 1 - sqrt(1 - exp(-d) + e), d = t1 + t2 + t3 within e and 100
// Unless class-agnostic, class_id * 7680 is added to the centre, each sum rounded to float32. The rest is double, where
// the reference has float32.
//
// The rule is that of "fast NMS", not the greedy one of nms.hpp: a box falls when its IoU with any box of a better
// score reaches the threshold, be that box kept or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "decode/nms.hpp"

namespace yolozu::decode {

/// An oriented box as the Gaussian that stands for it.
struct Gaussian {
    double x, y;
    double a, b, c;  ///< covariance: of x, of y, of both
    double determinant;
};

Gaussian gaussian_of(const Detection& box);
double probabilistic_iou(const Gaussian& first, const Gaussian& second);

class RotatedSuppressor {
public:
    RotatedSuppressor(const SuppressionRule& rule, int class_count, const Kernels& kernels);

    /// Makes room for `box_count` boxes, so that suppressing up to that many allocates nothing.
    void reserve(std::size_t box_count);

    /// See Suppressor::run.
    void run(std::span<const Detection> boxes, std::span<const std::uint64_t> order, std::vector<Detection>& kept);

private:
    /// The boxes seen so far that a box has to be compared with: those of its class, or all.
    struct Chain {
        std::size_t first = 0, count = 0;  ///< places in the vectors below
    };
    float offset_of(const Detection& box) const;
    float reach_of(const Detection& box) const;
    bool classes_stay_apart(std::span<const Detection> boxes) const;
    void lay_out_chains(std::span<const Detection> boxes, bool by_class);
    bool reaches_threshold(std::size_t place, const Gaussian& box, float reach) const;
    bool falls(const Chain& chain, const Gaussian& box, float reach) const;

    SuppressionRule rule_;
    const Kernels* kernels_;
    double greatest_distance_;  // d of boxes whose IoU is the threshold
    std::vector<Chain> chains_;
    std::vector<Gaussian> gaussians_;
    // Boxes whose centres are further apart than sqrt(reach + other reach) do not reach the threshold.
    std::vector<float> x_, y_, reach_;
};

}  // namespace yolozu::decode
