// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, classes + 4 * 8]: class scores, then raw distributions of the distances to the four sides, as
// NanoDet before "plus" writes them (gfl_head.py). The anchors are the cells of the grids, strides 8, 16 and 32; a
// cell's centre is (column + 0.5) * stride, (row + 0.5) * stride. Boxes are cut at the input's edge before suppression,
// as distance2bbox does there.
#include "base/try.hpp"
#include "decode/distance_boxes.hpp"

namespace yolozu::decode {
namespace {

constexpr std::array usual_strides{8, 16, 32};

Grids grids_of(const Settings& settings) {
    return {settings, usual_strides, PartialCells::present};
}

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return nanodet_outputs(settings, grids_of(settings));
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    collect_nanodet(settings, slots[0], grids_of(settings), 0.5F, candidates, found);
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::nanodet));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry nanodet_entry{.head = Head::nanodet,
                              .is_suppressed = false,
                              .check_settings = check_settings,
                              .outputs = outputs,
                              .capacity = first_extent,
                              .collect = collect};

}  // namespace yolozu::decode
