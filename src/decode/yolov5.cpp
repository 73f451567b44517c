// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, 5 + classes]: centre x, centre y, width, height in network pixels, objectness, class scores. The
// score is objectness * best class score in float32, the class the first of the best. As in YOLOv5's own code an anchor
// whose objectness alone is below the threshold is passed over, which changes nothing while class scores are
// probabilities. YOLOv7 trains models of one class without a class score, leaving it at 0.5: for them the objectness is
// the score.
#include <fmt/format.h>

#include "decode/boxes.hpp"

namespace yolozu::decode {
namespace {

template <class Element>
void collect(const Settings& settings, const Slot<Element>& slot, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const auto classes = static_cast<std::size_t>(settings.class_count);
    const RowMajorScores<Element> scores{slot.data, classes, slot.anchor_count, settings.objectness_alone};
    collect_anchors(settings, scores, candidates, found, [&](std::size_t anchor) {
        const Element* const row = slot.data + anchor * (5 + classes);
        return CentreBox{to_float(row[0]), to_float(row[1]), to_float(row[2]), to_float(row[3])};
    });
}

Status check_settings(const Settings& settings) {
    if (settings.objectness_alone && settings.class_count > 1)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("objectness alone is the score of models of one class only, but this one has {} classes",
                        settings.class_count));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry yolov5_entry{.head = Head::yolov5,
                             .feature_axis = 2,
                             .box_features = 5,
                             .has_class_scores = true,
                             .is_suppressed = false,
                             .check_settings = check_settings,
                             .anchor_count = nullptr,
                             .collect = collect<float>,
                             .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
