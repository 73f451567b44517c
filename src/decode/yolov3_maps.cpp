// SPDX-License-Identifier: Apache-2.0
//
// A map [batch, 3 * (5 + classes), rows, columns] of logits for each stride (YOLOv3 and v4 as Darknet has them). With
// s(x) the sigmoid, as in the YOLOv3 paper:
//   x = (s(x) + column) * stride, width = exp(width) * anchor width, likewise y and height
//   score = s(objectness) * s(best class logit)
// in float32. The objectness has to reach the threshold by itself too.
#include "decode/anchor_maps.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    std::vector<ExpectedOutput> levels;
    const Grids grids(settings, {}, PartialCells::present);
    for (const Grids::Level& level : grids.levels()) {
        const Extent features = feature_extent(settings, 5);
        levels.push_back({OutputRole::level,
                          {Extent("3 * (" + features.text + ")", boxes_per_cell * *features.value),
                           static_cast<std::int64_t>(level.rows), static_cast<std::int64_t>(level.columns)}});
    }
    return levels;
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_anchor_maps(
        settings, slots, MapLayout::places_last,
        [](const RawBox& raw, const Cell& cell, const std::array<float, 2>& anchor) {
            return CentreBox{(sigmoid(raw.x) + cell.column) * cell.stride, (sigmoid(raw.y) + cell.row) * cell.stride,
                             exponential(raw.width) * anchor[0], exponential(raw.height) * anchor[1]};
        },
        found);
}

Status check_settings(const Settings& settings) {
    return require_anchor_maps(settings, Head::yolov3_maps);
}

}  // namespace

const HeadEntry yolov3_maps_entry{.head = Head::yolov3_maps,
                                  .is_suppressed = false,
                                  .check_settings = check_settings,
                                  .outputs = outputs,
                                  .capacity = anchor_maps_capacity,
                                  .collect = collect};

}  // namespace yolozu::decode
