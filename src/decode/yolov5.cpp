// SPDX-License-Identifier: Apache-2.0
//
// [batch, anchors, 5 + classes + E]: centre x, centre y, width, height in network pixels, objectness, class scores,
// numbers that belong to the anchor (mask coefficients, keypoints, an angle in radians). The score is objectness * best
// class score in float32, the class the first of the best. As in YOLOv5's own code an anchor whose objectness alone is
// below the threshold is passed over, which changes nothing while class scores are probabilities. YOLOv7 trains models
// of one class without a class score, leaving it at 0.5: for them the objectness is the score.
#include <fmt/format.h>

#include "base/try.hpp"
#include "decode/boxes.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections, {"anchors", feature_extent(settings, 5)}}};
}

template <class Element>
void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const auto* const data = slots[0].as<Element>();
    const std::size_t anchors = slots[0].extents[0], columns = slots[0].extents[1];
    const RowMajorScores<Element> scores{data + 5, static_cast<std::size_t>(settings.class_count), anchors, columns,
                                         settings.objectness_alone ? Objectness::alone : Objectness::factor};
    collect_anchors(settings, scores, candidates, found, 0, [&](std::size_t anchor, Detection& detection) {
        const Element* const row = data + anchor * columns;
        set_corners({to_float(row[0]), to_float(row[1]), to_float(row[2]), to_float(row[3])}, detection);
        if (settings.is_oriented) detection.angle = to_float(row[columns - 1]);
    });
}

Status check_settings(const Settings& settings) {
    if (settings.objectness_alone && settings.class_count > 1)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("objectness alone is the score of models of one class only, but this one has {} classes",
                        settings.class_count));
    YOLOZU_TRY(require_final_scores(settings, Head::yolov5));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry yolov5_entry{.head = Head::yolov5,
                             .is_suppressed = false,
                             .check_settings = check_settings,
                             .outputs = outputs,
                             .capacity = first_extent,
                             .collect = collect<float>,
                             .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
