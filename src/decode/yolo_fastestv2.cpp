// SPDX-License-Identifier: Apache-2.0
//
// [batch, cells, 12 + 3 + classes], an export of Yolo-FastestV2 with its two grids in one output, strides 16 and 32:
// three boxes of four numbers, the three objectnesses, class scores that the three share. All of them have gone through
// their sigmoid or softmax in the graph. YOLOv5's formula, box k of a cell with anchor k of its grid:
//   x = (2 * number 0 - 0.5 + column) * stride, width = (2 * number 2)^2 * anchor width, likewise y and height
// The score is objectness * best class score; class scores and objectness have to reach the threshold by themselves
// too. The anchors are those of the decision or else those of the published model for COCO.
#include "base/try.hpp"
#include "decode/anchor_maps.hpp"

namespace yolozu::decode {
namespace {

constexpr std::array usual_strides{16, 32};
constexpr std::array<std::array<float, 2>, 6> usual_anchors{
    {{12.64F, 19.39F}, {37.88F, 51.48F}, {55.71F, 138.31F}, {126.91F, 78.23F}, {131.57F, 214.55F}, {279.92F, 258.87F}}};

Grids grids_of(const Settings& settings) {
    return {settings, usual_strides, PartialCells::absent};
}

std::span<const std::array<float, 2>> anchors_of(const Settings& settings) {
    if (settings.anchors.empty()) return usual_anchors;
    return settings.anchors;
}

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections,
             {static_cast<std::int64_t>(grids_of(settings).cell_count()), feature_extent(settings, 15)}}};
}

std::size_t capacity(const Settings&, const Slots& slots) {
    return boxes_per_cell * slots[0].extents[0];
}

CentreBox box_of(const float* numbers, const Cell& cell, const std::array<float, 2>& anchor) {
    const float width = numbers[2] * 2.0F, height = numbers[3] * 2.0F;
    return {(numbers[0] * 2.0F - 0.5F + cell.column) * cell.stride, (numbers[1] * 2.0F - 0.5F + cell.row) * cell.stride,
            width * width * anchor[0], height * height * anchor[1]};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const Grids grids = grids_of(settings);
    const std::span<const std::array<float, 2>> anchors = anchors_of(settings);
    const float* const data = slots[0].as<float>();
    const std::size_t columns = slots[0].extents[1];
    const RowMajorScores<float> scores{data + 15, static_cast<std::size_t>(settings.class_count), slots[0].extents[0],
                                       columns, Objectness::none};
    candidates.resize(scores.anchor_count);
    const std::size_t passing = scan(*settings.kernels, scores, settings.score_threshold, candidates.data());
    for (std::size_t index = 0; index < passing; ++index) {
        Candidate& candidate = candidates[index];
        if (!name_class(settings, scores, candidate)) continue;
        const float* const row = data + candidate.anchor * columns;
        const std::size_t level = grids.level_of(candidate.anchor);
        for (std::size_t box = 0; box < boxes_per_cell; ++box) {
            const float objectness = row[12 + box];
            if (!(objectness >= settings.score_threshold)) continue;
            Detection detection{.score = objectness * candidate.score,
                                .class_id = candidate.class_id,
                                .row = static_cast<std::uint32_t>(boxes_per_cell * candidate.anchor + box)};
            set_corners(box_of(row + 4 * box, grids.cell(candidate.anchor), anchors[boxes_per_cell * level + box]),
                        detection);
            keep_if_sound(settings, detection, found);
        }
    }
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::yolo_fastestv2));
    YOLOZU_TRY(require_final_scores(settings, Head::yolo_fastestv2));
    YOLOZU_TRY(require_anchors(anchors_of(settings).size(), grids_of(settings).levels().size(), Head::yolo_fastestv2));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry yolo_fastestv2_entry{.head = Head::yolo_fastestv2,
                                     .is_suppressed = false,
                                     .check_settings = check_settings,
                                     .outputs = outputs,
                                     .capacity = capacity,
                                     .collect = collect};

}  // namespace yolozu::decode
