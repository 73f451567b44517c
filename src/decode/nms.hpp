// SPDX-License-Identifier: Apache-2.0
//
// Greedy non-maximum suppression (NMS): of boxes that overlap, the best scored stays.
//
// The rule is the one of the exporters' NumPy code, in float32 and in this order of operations:
//   unless class-agnostic, class_id * 7680 is added to the four coordinates of each box, each sum rounded to float32;
//   areas and intersections are those of the boxes so moved, (x2 - x1) * (y2 - y1), the intersection's sides cut at 0;
//   IoU = intersection / (area + other area - intersection), and 0 where that union is not positive;
//   best first, a box is kept unless its IoU with a box already kept exceeds the threshold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "decode/kernels.hpp"
#include "yolozu/detection.hpp"

namespace yolozu::decode {

/// What each class is moved by, from ultralytics (max_wh): larger than the inputs that were in use.
inline constexpr float class_offset = 7680.0F;

struct SuppressionRule {
    float iou_threshold = 0;  ///< not negative
    std::size_t max_detections = 0;
    bool class_agnostic = false;
};

class Suppressor {
public:
    Suppressor(const SuppressionRule& rule, int class_count, const Kernels& kernels);

    /// Makes room for `box_count` boxes, so that suppressing up to that many allocates nothing.
    void reserve(std::size_t box_count);

    /// Appends the boxes that are kept to `kept`, best first, max_detections at most. `order` lists positions in
    /// `boxes` from the best on (see ScoreOrder); class ids are below the class count.
    void run(std::span<const Detection> boxes, std::span<const std::uint64_t> order, std::vector<Detection>& kept);

private:
    /// The boxes kept so far that a box has to be compared with: those of its class, or all.
    struct Chain {
        BoxBlock* newest = nullptr;
        std::size_t used = BoxBlock::capacity;  ///< places taken in the newest block
    };
    void remember(Chain& chain, const MeasuredBox& box);

    SuppressionRule rule_;
    const Kernels* kernels_;
    std::vector<Chain> chains_;     // one for each class; the first one serves for all where classes may overlap
    std::vector<BoxBlock> blocks_;  // never grows during a run: chains point into it
};

}  // namespace yolozu::decode
