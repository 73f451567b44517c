// SPDX-License-Identifier: Apache-2.0
//
// [batch, 4 + classes, anchors]: centre x, centre y, width, height in network pixels, then the class scores. The score
// is the best class score, the first of equals.
#include "decode/boxes.hpp"

namespace yolozu::decode {
namespace {

template <class Element>
void collect(const Settings& settings, const Slot<Element>& slot, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const std::size_t anchors = slot.anchor_count;
    const ChannelMajorScores<Element> scores{slot.data + 4 * anchors, static_cast<std::size_t>(settings.class_count),
                                             anchors};
    collect_anchors(settings, scores, candidates, found, [&](std::size_t anchor) {
        const Element* const column = slot.data + anchor;
        return CentreBox{to_float(column[0]), to_float(column[anchors]), to_float(column[2 * anchors]),
                         to_float(column[3 * anchors])};
    });
}

}  // namespace

const HeadEntry yolov8_entry{.head = Head::yolov8,
                             .feature_axis = 1,
                             .box_features = 4,
                             .has_class_scores = true,
                             .is_suppressed = false,
                             .check_settings = require_class_count,
                             .anchor_count = nullptr,
                             .collect = collect<float>,
                             .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
