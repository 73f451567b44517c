// SPDX-License-Identifier: Apache-2.0
#include "decode/anchor_maps.hpp"

#include <fmt/format.h>

#include "base/try.hpp"

namespace yolozu::decode {

Status require_anchors(std::size_t anchors, std::size_t levels, Head head) {
    if (anchors == boxes_per_cell * levels) return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("the {} head needs three anchors for each of {} strides, but there are {}: give the anchors",
                    to_string(head), levels, anchors));
}

Status require_anchor_maps(const Settings& settings, Head head) {
    if (settings.strides.empty())
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("the {} head needs the strides of its maps, but the decision has none", to_string(head)));
    YOLOZU_TRY(require_anchors(settings.anchors.size(), settings.strides.size(), head));
    YOLOZU_TRY(require_input_size(settings, head));
    return require_class_count(settings);
}

std::size_t anchor_maps_capacity(const Settings& settings, const Slots&) {
    return boxes_per_cell * Grids(settings, {}, PartialCells::present).cell_count();
}

bool score_map_box(const Settings& settings, const MapBox& box, float least_objectness, Detection& detection) {
    const float logit = box[4];
    if (!(logit >= least_objectness) || !std::isfinite(logit)) return false;
    const float objectness = sigmoid(logit);
    if (!(objectness >= settings.score_threshold)) return false;
    const std::optional<std::size_t> column =
        settings.objectness_alone ? std::size_t{0}
                                  : largest_logit(settings, box.numbers + 5 * box.step,
                                                  static_cast<std::size_t>(settings.class_count), box.step);
    if (!column) return false;
    detection.score = settings.objectness_alone ? objectness : objectness * sigmoid(box[5 + *column]);
    detection.class_id = settings.class_of_column(*column);
    return detection.class_id >= 0 && detection.score >= settings.score_threshold;
}

}  // namespace yolozu::decode
