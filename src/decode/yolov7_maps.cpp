// SPDX-License-Identifier: Apache-2.0
//
// A map [batch, 3, rows, columns, 5 + classes] of logits for each stride, as YOLOv5 and YOLOv7 give them when the grid
// is left out of the export (`--grid`). With s(x) the sigmoid, as in YOLOv7's Detect (models/yolo.py):
//   x = (2 * s(x) - 0.5 + column) * stride, width = (2 * s(width))^2 * anchor width, likewise y and height
//   score = s(objectness) * s(best class logit), or s(objectness) where objectness alone is the score
// in float32. As in yolov5.cpp the objectness has to reach the threshold by itself too.
#include "decode/anchor_maps.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    std::vector<ExpectedOutput> levels;
    const Grids grids(settings, {}, PartialCells::present);
    for (const Grids::Level& level : grids.levels())
        levels.push_back({OutputRole::level,
                          {boxes_per_cell, static_cast<std::int64_t>(level.rows),
                           static_cast<std::int64_t>(level.columns), feature_extent(settings, 5)}});
    return levels;
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_anchor_maps(
        settings, slots, MapLayout::features_last,
        [](const RawBox& raw, const Cell& cell, const std::array<float, 2>& anchor) {
            const float width = sigmoid(raw.width) * 2.0F, height = sigmoid(raw.height) * 2.0F;
            return CentreBox{(sigmoid(raw.x) * 2.0F - 0.5F + cell.column) * cell.stride,
                             (sigmoid(raw.y) * 2.0F - 0.5F + cell.row) * cell.stride, width * width * anchor[0],
                             height * height * anchor[1]};
        },
        found);
}

Status check_settings(const Settings& settings) {
    return require_anchor_maps(settings, Head::yolov7_maps);
}

}  // namespace

const HeadEntry yolov7_maps_entry{.head = Head::yolov7_maps,
                                  .is_suppressed = false,
                                  .check_settings = check_settings,
                                  .outputs = outputs,
                                  .capacity = anchor_maps_capacity,
                                  .collect = collect};

}  // namespace yolozu::decode
