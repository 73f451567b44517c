// SPDX-License-Identifier: Apache-2.0
//
// What YOLO's heads of raw maps share: three boxes for each cell of each level, all numbers logits.
#pragma once

#include "decode/activation.hpp"
#include "decode/grids.hpp"

namespace yolozu::decode {

inline constexpr std::int64_t boxes_per_cell = 3;

/// The first four numbers of a box, as the model gives them.
struct RawBox {
    float x, y, width, height;
};

/// Which of a map's axes is the innermost one. The boxes of a cell are the outermost.
enum class MapLayout { features_last, places_last };

/// Fails unless strides, three anchors for each and the input size are known.
Status require_anchor_maps(const Settings& settings, Head head);
/// Fails unless there are three anchors for each level.
Status require_anchors(std::size_t anchors, std::size_t levels, Head head);

/// Three boxes for each cell of the slots.
std::size_t anchor_maps_capacity(const Settings& settings, const Slots& slots);

/// One box of a map: where its numbers lie.
struct MapBox {
    const float* numbers;
    std::size_t step;

    float operator[](std::size_t feature) const { return numbers[feature * step]; }
};

/// Sets score and class of a box: sigmoid(objectness) * sigmoid(best class logit), or the first alone. False where
/// the score does not reach the threshold.
bool score_map_box(const Settings& settings, const MapBox& box, float least_objectness, Detection& detection);

/// Appends the boxes that pass, with `box_of(raw, cell, anchor)`. Rows count the boxes of level after level, of each
/// the first box of all cells, then the second: the order in which YOLOv5's and YOLOv7's own decoding joins them.
template <class BoxOf>
void collect_anchor_maps(const Settings& settings, const Slots& slots, MapLayout layout, const BoxOf& box_of,
                         std::vector<Detection>& found) {
    const Grids grids(settings, {}, PartialCells::present);
    const auto features = static_cast<std::size_t>(5 + settings.class_count + settings.extra_features);
    const float least_objectness = least_logit(settings.score_threshold);
    std::size_t row = 0;
    for (std::size_t level = 0; level < slots.size(); ++level) {
        const Grids::Level& grid = grids.levels()[level];
        const std::size_t cells = grid.cell_count();
        const bool is_last = layout == MapLayout::features_last;
        for (std::size_t index = 0; index < boxes_per_cell; ++index) {
            const float* const map = slots[level].as<float>() + index * features * cells;
            for (std::size_t place = 0; place < cells; ++place, ++row) {
                const MapBox box{map + place * (is_last ? features : 1), is_last ? 1 : cells};
                Detection detection{.row = static_cast<std::uint32_t>(row)};
                if (!score_map_box(settings, box, least_objectness, detection)) continue;
                set_corners(box_of(RawBox{box[0], box[1], box[2], box[3]}, grid.cell(place),
                                   settings.anchors[boxes_per_cell * level + index]),
                            detection);
                keep_if_sound(settings, detection, found);
            }
        }
    }
}

}  // namespace yolozu::decode
