// SPDX-License-Identifier: Apache-2.0
//
// Labels [batch, rows], boxes [batch, rows, 4]: x1, y1, x2, y2 in pixels of the picture, scores [batch, rows], as
// RT-DETR, D-FINE and DEIM export their own post-processing; nothing is suppressed.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings&) {
    return {{OutputRole::labels, {"rows"}, Elements::ids},
            {OutputRole::boxes, {"rows", 4}},
            {OutputRole::scores, {"rows"}}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_labelled(settings, {.labels = slots[0], .boxes = slots[1], .scores = slots[2]}, slots[0].extents[0], found);
}

}  // namespace

const HeadEntry rtdetr_entry{.head = Head::rtdetr,
                             .is_suppressed = true,
                             .frame = BoxFrame::picture,
                             .check_settings = require_nothing,
                             .outputs = outputs,
                             .capacity = first_extent,
                             .collect = collect};

}  // namespace yolozu::decode
