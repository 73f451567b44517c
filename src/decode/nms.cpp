// SPDX-License-Identifier: Apache-2.0
#include "decode/nms.hpp"

#include <algorithm>
#include <limits>

#include "decode/score_order.hpp"

namespace yolozu::decode {
namespace {

MeasuredBox move_and_measure(const Detection& box, float offset) {
    const float x1 = box.x1 + offset, y1 = box.y1 + offset, x2 = box.x2 + offset, y2 = box.y2 + offset;
    return {x1, y1, x2, y2, (x2 - x1) * (y2 - y1)};
}

// Whether moving the classes apart makes intersections between them impossible. When all x lie within an interval of
// the offset's length, a higher class's x are never less than a lower one's: class_id * offset is exact for the class
// counts that create() admits, and rounding the sums keeps their order. Then no intersection has a positive width.
bool classes_stay_apart(std::span<const Detection> boxes, std::span<const std::uint64_t> order) {
    float lowest = std::numeric_limits<float>::infinity();
    float highest = -lowest;
    for (const std::uint64_t element : order) {
        const Detection& box = boxes[ScoreOrder::position(element)];
        lowest = std::min({lowest, box.x1, box.x2});
        highest = std::max({highest, box.x1, box.x2});
    }
    return static_cast<double>(highest) - static_cast<double>(lowest) <= static_cast<double>(class_offset);
}

}  // namespace

Suppressor::Suppressor(const SuppressionRule& rule, int class_count, const Kernels& kernels)
    : rule_(rule),
      kernels_(&kernels),
      chains_(rule.class_agnostic ? 1 : static_cast<std::size_t>(std::max(class_count, 1))) {}

void Suppressor::reserve(std::size_t box_count) {
    const std::size_t kept = std::min(box_count, rule_.max_detections);
    const std::size_t blocks = std::min(kept, kept / BoxBlock::capacity + chains_.size());
    blocks_.reserve(blocks);
}

void Suppressor::remember(Chain& chain, const MeasuredBox& box) {
    if (chain.used == BoxBlock::capacity) {
        BoxBlock& block = blocks_.emplace_back();
        block.next = chain.newest;
        chain = {&block, 0};
    }
    const std::size_t place = chain.used++;
    chain.newest->x1[place] = box.x1;
    chain.newest->y1[place] = box.y1;
    chain.newest->x2[place] = box.x2;
    chain.newest->y2[place] = box.y2;
    chain.newest->area[place] = box.area;
}

void Suppressor::run(std::span<const Detection> boxes, std::span<const std::uint64_t> order,
                     std::vector<Detection>& kept) {
    reserve(order.size());
    blocks_.clear();
    std::ranges::fill(chains_, Chain{});
    const bool by_class = !rule_.class_agnostic && classes_stay_apart(boxes, order);
    for (const std::uint64_t element : order) {
        if (kept.size() >= rule_.max_detections) break;
        const Detection& box = boxes[ScoreOrder::position(element)];
        const float offset = rule_.class_agnostic ? 0.0F : static_cast<float>(box.class_id) * class_offset;
        const MeasuredBox moved = move_and_measure(box, offset);
        Chain& chain = chains_[by_class ? static_cast<std::size_t>(box.class_id) : 0];
        if (kernels_->overlaps_any(chain.newest, moved, rule_.iou_threshold)) continue;
        remember(chain, moved);
        kept.push_back(box);
    }
}

}  // namespace yolozu::decode
