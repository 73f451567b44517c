// SPDX-License-Identifier: Apache-2.0
//
// Small steps that the heads share: from an element to float, from centre and size to corners, from candidates to
// boxes.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decode/heads.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::decode {

inline float to_float(float value) {
    return value;
}
inline float to_float(std::uint16_t half) {
    return float_from_half(half);
}

/// A box as heads with anchors give it.
struct CentreBox {
    float x, y, width, height;
};

/// Sets the corners in the arithmetic of NumPy on float32: x - width / 2, x + width / 2.
inline void set_corners(const CentreBox& box, Detection& detection) {
    const float half_width = box.width / 2.0F, half_height = box.height / 2.0F;
    detection.x1 = box.x - half_width;
    detection.y1 = box.y - half_height;
    detection.x2 = box.x + half_width;
    detection.y2 = box.y + half_height;
}

inline bool has_finite_corners(const Detection& detection) {
    return std::isfinite(detection.x1) && std::isfinite(detection.y1) && std::isfinite(detection.x2) &&
           std::isfinite(detection.y2);
}

/// Scans the scores and appends the anchors that pass, with the box that `box_of(anchor)` gives.
template <class Scores, class BoxOf>
void collect_anchors(const Settings& settings, const Scores& scores, std::vector<Candidate>& candidates,
                     std::vector<Detection>& found, const BoxOf& box_of) {
    candidates.resize(scores.anchor_count);
    const std::size_t passing = scan(*settings.kernels, scores, settings.score_threshold, candidates.data());
    for (std::size_t index = 0; index < passing; ++index) {
        const Candidate& candidate = candidates[index];
        if (!settings.filter.passes(candidate.class_id)) continue;
        Detection detection;
        detection.score = candidate.score + 0.0F;  // makes -0 a 0, so that the bits have the order of the values
        detection.class_id = candidate.class_id;
        detection.row = candidate.anchor;
        set_corners(box_of(std::size_t{candidate.anchor}), detection);
        if (has_finite_corners(detection)) found.push_back(detection);
    }
}

/// The error of heads that read class scores from a model whose classes nobody has counted.
Status require_class_count(const Settings& settings);

}  // namespace yolozu::decode
