// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, classes + 4 * 8], as nanodet.cpp, but with a grid of stride 64 as well and without the half cell: a
// cell's centre is column * stride, row * stride (nanodet_plus_head.py).
#include "base/try.hpp"
#include "decode/distance_boxes.hpp"

namespace yolozu::decode {
namespace {

constexpr std::array usual_strides{8, 16, 32, 64};

Grids grids_of(const Settings& settings) {
    return {settings, usual_strides, PartialCells::present};
}

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return nanodet_outputs(settings, grids_of(settings));
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    collect_nanodet(settings, slots[0], grids_of(settings), 0.0F, candidates, found);
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::nanodet_plus));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry nanodet_plus_entry{.head = Head::nanodet_plus,
                                   .is_suppressed = false,
                                   .check_settings = check_settings,
                                   .outputs = outputs,
                                   .capacity = first_extent,
                                   .collect = collect};

}  // namespace yolozu::decode
