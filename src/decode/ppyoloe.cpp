// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, 4 + classes]: x1, y1, x2, y2 in network pixels, class scores, as PaddleDetection exports PP-YOLOE
// with exclude_post_process (PPYOLOEHead.post_process). The score is the best class score, the first of equals.
#include "decode/activation.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections, {"anchors", feature_extent(settings, 4)}}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const float* const data = slots[0].as<float>();
    const std::size_t anchors = slots[0].extents[0], columns = slots[0].extents[1];
    const RowMajorScores<float> scores{data + 4, static_cast<std::size_t>(settings.class_count), anchors, columns,
                                       Objectness::none};
    collect_activated(settings, scores, candidates, found, 0, [&](std::size_t anchor, Detection& detection) {
        set_corners_from(data + anchor * columns, detection);
    });
}

}  // namespace

const HeadEntry ppyoloe_entry{.head = Head::ppyoloe,
                              .is_suppressed = false,
                              .check_settings = require_class_count,
                              .outputs = outputs,
                              .capacity = first_extent,
                              .collect = collect};

}  // namespace yolozu::decode
