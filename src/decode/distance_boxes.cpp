// SPDX-License-Identifier: Apache-2.0
#include "decode/distance_boxes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yolozu::decode {

void clip_to_input(const Settings& settings, Detection& detection) {
    const auto width = static_cast<float>(settings.input_width), height = static_cast<float>(settings.input_height);
    detection.x1 = std::clamp(detection.x1, 0.0F, width);
    detection.y1 = std::clamp(detection.y1, 0.0F, height);
    detection.x2 = std::clamp(detection.x2, 0.0F, width);
    detection.y2 = std::clamp(detection.y2, 0.0F, height);
}

std::vector<ExpectedOutput> nanodet_outputs(const Settings& settings, const Grids& grids) {
    constexpr auto numbers = static_cast<std::int64_t>(4 * distance_bins);
    return {{OutputRole::detections,
             {static_cast<std::int64_t>(grids.cell_count()),
              Extent(fmt::format("{} classes + {}", settings.class_count, numbers), settings.class_count + numbers)}}};
}

void collect_nanodet(const Settings& settings, const Slot& slot, const Grids& grids, float offset,
                     std::vector<Candidate>& candidates, std::vector<Detection>& found) {
    const auto* const data = slot.as<float>();
    const auto classes = static_cast<std::size_t>(settings.class_count);
    const std::size_t columns = slot.extents[1];
    const RowMajorScores<float> scores{data, classes, slot.extents[0], columns, Objectness::none};
    collect_activated(settings, scores, candidates, found, 0, [&](std::size_t anchor, Detection& detection) {
        const Cell cell = grids.cell(anchor);
        set_corners_by_distributions(data + anchor * columns + classes, distance_bins, 1, centre_of(cell, offset),
                                     cell.stride, detection);
        clip_to_input(settings, detection);
    });
}

}  // namespace yolozu::decode
