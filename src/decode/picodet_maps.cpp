// SPDX-License-Identifier: Apache-2.0
//
// Scores [batch, cells, classes] and raw distributions [batch, cells, 4 * 8] for each level, as PicoDet without
// post-processing (PaddleDetection's pico_head.py). The strides are 8, 16, 32 and 64; a cell's centre is
// (column + 0.5) * stride, (row + 0.5) * stride. Boxes are cut at the input's edge before suppression, as in its
// demo_openvino/picodet_openvino.cpp.
#include "base/try.hpp"
#include "decode/distance_boxes.hpp"

namespace yolozu::decode {
namespace {

constexpr std::array usual_strides{8, 16, 32, 64};
constexpr std::size_t numbers = 4 * distance_bins;

Grids grids_of(const Settings& settings) {
    return {settings, usual_strides, PartialCells::present};
}

// Scores and distributions take turns, level by level.
std::vector<ExpectedOutput> outputs(const Settings& settings) {
    std::vector<ExpectedOutput> levels;
    const Grids grids = grids_of(settings);
    for (const Grids::Level& level : grids.levels()) {
        const auto cells = static_cast<std::int64_t>(level.cell_count());
        levels.push_back({OutputRole::scores, {cells, feature_extent(settings, 0)}});
        levels.push_back({OutputRole::boxes, {cells, static_cast<std::int64_t>(numbers)}});
    }
    return levels;
}

std::size_t capacity(const Settings& settings, const Slots&) {
    return grids_of(settings).cell_count();
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const Grids grids = grids_of(settings);
    const auto classes = static_cast<std::size_t>(settings.class_count);
    for (std::size_t index = 0; index < grids.levels().size(); ++index) {
        const Grids::Level& level = grids.levels()[index];
        const float* const distributions = slots[2 * index + 1].as<float>();
        const RowMajorScores<float> scores{slots[2 * index].as<float>(), classes, level.cell_count(), classes,
                                           Objectness::none};
        collect_activated(settings, scores, candidates, found, level.first,
                          [&](std::size_t place, Detection& detection) {
                              const Cell cell = level.cell(place);
                              set_corners_by_distributions(distributions + place * numbers, distance_bins, 1,
                                                           centre_of(cell, 0.5F), cell.stride, detection);
                              clip_to_input(settings, detection);
                          });
    }
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::picodet_maps));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry picodet_maps_entry{.head = Head::picodet_maps,
                                   .is_suppressed = false,
                                   .check_settings = check_settings,
                                   .outputs = outputs,
                                   .capacity = capacity,
                                   .collect = collect};

}  // namespace yolozu::decode
