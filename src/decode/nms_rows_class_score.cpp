// SPDX-License-Identifier: Apache-2.0
//
// [rows, 7]: batch slot, x1, y1, x2, y2 in network pixels, class, score, as YOLOv7 exports it for ONNX Runtime
// (ONNX_ORT in models/experimental.py); the graph has suppressed
// already. The rows of all slots lie one behind the other; those of other slots are passed over.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_slot_rows(settings, slots, {.class_column = 5, .score_column = 6}, found);
}

}  // namespace

const HeadEntry nms_rows_class_score_entry{.head = Head::nms_rows_class_score,
                                           .is_suppressed = true,
                                           .check_settings = require_nothing,
                                           .outputs = slot_row_outputs,
                                           .capacity = first_extent,
                                           .collect = collect};

}  // namespace yolozu::decode
