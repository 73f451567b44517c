// SPDX-License-Identifier: Apache-2.0
//
// Boxes [batch, anchors, 4]: x1, y1, x2, y2 in network pixels; scores [batch, anchors, classes] or [batch, classes,
// anchors] (YOLO-NAS, DAMO-YOLO, YOLO-World, PP-YOLOE without suppression). The score is the best class score, the
// first of equals.
#include "decode/activation.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    ExpectedOutput scores{OutputRole::scores, {"anchors", feature_extent(settings, 0)}};
    if (settings.scores_channel_major) std::swap(scores.extents[0], scores.extents[1]);
    return {{OutputRole::boxes, {"anchors", 4}}, std::move(scores)};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const float* const boxes = slots[0].as<float>();
    const std::size_t anchors = slots[0].extents[0];
    const auto classes = static_cast<std::size_t>(settings.class_count);
    const auto place = [&](std::size_t anchor, Detection& detection) {
        set_corners_from(boxes + anchor * 4, detection);
    };
    if (settings.scores_channel_major) {
        const ChannelMajorScores<float> scores{slots[1].as<float>(), classes, anchors};
        collect_activated(settings, scores, candidates, found, 0, place);
    } else {
        const RowMajorScores<float> scores{slots[1].as<float>(), classes, anchors, classes, Objectness::none};
        collect_activated(settings, scores, candidates, found, 0, place);
    }
}

}  // namespace

const HeadEntry boxes_scores_entry{.head = Head::boxes_scores,
                                   .is_suppressed = false,
                                   .check_settings = require_class_count,
                                   .outputs = outputs,
                                   .capacity = first_extent,
                                   .collect = collect};

}  // namespace yolozu::decode
