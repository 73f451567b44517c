// SPDX-License-Identifier: Apache-2.0
//
// Count [batch, 1], boxes [batch, rows, 4]: x1, y1, x2, y2 in network pixels, scores [batch, rows], labels [batch,
// rows], the outputs of TensorRT's EfficientNMS plugin and of the exports that imitate it (YOLOv6, v7 and v9 "end2end",
// YOLO-NAS' batch format). Rows from the count on are padding.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings&) {
    return {{OutputRole::boxes, {"rows", 4}},
            {OutputRole::count, {}, Elements::ids},
            {OutputRole::scores, {"rows"}},
            {OutputRole::labels, {"rows"}, Elements::ids}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    const std::size_t rows = count_at(slots[1], 0, slots[0].extents[0]);
    collect_labelled(settings, {.labels = slots[3], .boxes = slots[0], .scores = slots[2]}, rows, found);
}

}  // namespace

const HeadEntry efficient_nms_entry{.head = Head::efficient_nms,
                                    .is_suppressed = true,
                                    .check_settings = require_nothing,
                                    .outputs = outputs,
                                    .capacity = first_extent,
                                    .collect = collect};

}  // namespace yolozu::decode
