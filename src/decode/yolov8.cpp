// SPDX-License-Identifier: Apache-2.0
//
// [batch, 4 + classes + E, anchors]: centre x, centre y, width, height in network pixels, then the class scores, then
// numbers that belong to the anchor (mask coefficients, keypoints, an angle in radians). The score is the best class
// score, the first of equals.
#include "base/try.hpp"
#include "decode/boxes.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections, {feature_extent(settings, 4), "anchors"}}};
}

std::size_t capacity(const Settings&, const Slots& slots) {
    return slots[0].extents[1];
}

template <class Element>
void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const auto* const data = slots[0].as<Element>();
    const std::size_t features = slots[0].extents[0], anchors = slots[0].extents[1];
    const ChannelMajorScores<Element> scores{data + 4 * anchors, static_cast<std::size_t>(settings.class_count),
                                             anchors};
    collect_anchors(settings, scores, candidates, found, 0, [&](std::size_t anchor, Detection& detection) {
        const Element* const column = data + anchor;
        set_corners({to_float(column[0]), to_float(column[anchors]), to_float(column[2 * anchors]),
                     to_float(column[3 * anchors])},
                    detection);
        if (settings.is_oriented) detection.angle = to_float(column[(features - 1) * anchors]);
    });
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_final_scores(settings, Head::yolov8));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry yolov8_entry{.head = Head::yolov8,
                             .is_suppressed = false,
                             .check_settings = check_settings,
                             .outputs = outputs,
                             .capacity = capacity,
                             .collect = collect<float>,
                             .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
