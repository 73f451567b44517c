// SPDX-License-Identifier: Apache-2.0
//
// [rows, 7]: batch slot, x1, y1, x2, y2 in network pixels, score, class, as YOLO-NAS exports its flat format
// (DetectionOutputFormatMode.FLAT_FORMAT); the graph has suppressed
// already. The rows of all slots lie one behind the other; those of other slots are passed over.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_slot_rows(settings, slots, {.class_column = 6, .score_column = 5}, found);
}

}  // namespace

const HeadEntry nms_rows_score_class_entry{.head = Head::nms_rows_score_class,
                                           .is_suppressed = true,
                                           .check_settings = require_nothing,
                                           .outputs = slot_row_outputs,
                                           .capacity = first_extent,
                                           .collect = collect};

}  // namespace yolozu::decode
