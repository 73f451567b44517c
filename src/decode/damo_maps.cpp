// SPDX-License-Identifier: Apache-2.0
//
// Scores [batch, classes, rows, columns] and raw distributions [batch, 4 * 17, rows, columns] for each level, as
// DAMO-YOLO's `--benchmark` export leaves them (zero_head.py, reg_max 16). The strides are 8, 16 and 32; a cell's
// centre is column * stride, row * stride.
#include "base/try.hpp"
#include "decode/distance_boxes.hpp"

namespace yolozu::decode {
namespace {

constexpr std::array usual_strides{8, 16, 32};
constexpr std::size_t bins = 17;

Grids grids_of(const Settings& settings) {
    return {settings, usual_strides, PartialCells::present};
}

// Scores and distributions take turns, level by level.
std::vector<ExpectedOutput> outputs(const Settings& settings) {
    std::vector<ExpectedOutput> levels;
    const Grids grids = grids_of(settings);
    for (const Grids::Level& level : grids.levels()) {
        const auto rows = static_cast<std::int64_t>(level.rows), columns = static_cast<std::int64_t>(level.columns);
        levels.push_back({OutputRole::scores, {feature_extent(settings, 0), rows, columns}});
        levels.push_back({OutputRole::boxes, {static_cast<std::int64_t>(4 * bins), rows, columns}});
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
        const ChannelMajorScores<float> scores{slots[2 * index].as<float>(), classes, level.cell_count()};
        collect_activated(settings, scores, candidates, found, level.first,
                          [&](std::size_t place, Detection& detection) {
                              const Cell cell = level.cell(place);
                              set_corners_by_distributions(distributions + place, bins, level.cell_count(),
                                                           centre_of(cell, 0.0F), cell.stride, detection);
                          });
    }
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::damo_maps));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry damo_maps_entry{.head = Head::damo_maps,
                                .is_suppressed = false,
                                .check_settings = check_settings,
                                .outputs = outputs,
                                .capacity = capacity,
                                .collect = collect};

}  // namespace yolozu::decode
