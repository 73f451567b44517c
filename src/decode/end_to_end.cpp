// SPDX-License-Identifier: Apache-2.0
//
// [batch, rows, 6]: x1, y1, x2, y2 in network pixels, score, class; the graph has suppressed already. The class is cut
// to a whole number towards zero, as NumPy's astype(int) does. Rows of zeros are padding.
#include <algorithm>
#include <span>

#include "decode/boxes.hpp"

namespace yolozu::decode {
namespace {

constexpr std::size_t row_length = 6;

// NaN fails both comparisons. Without a class count, ids are limited by their type.
bool is_class_id(float value, int class_count) {
    const float end = class_count > 0 ? static_cast<float>(class_count) : 0x1p31F;
    return value > -1.0F && value < end;
}

template <class Element>
void collect(const Settings& settings, const Slot<Element>& slot, std::vector<Candidate>&,
             std::vector<Detection>& found) {
    const std::span<const Element> elements(slot.data, slot.anchor_count * row_length);
    for (std::size_t index = 0; index < slot.anchor_count; ++index) {
        const std::span<const Element> row = elements.subspan(index * row_length, row_length);
        Detection detection{.x1 = to_float(row[0]),
                            .y1 = to_float(row[1]),
                            .x2 = to_float(row[2]),
                            .y2 = to_float(row[3]),
                            .score = to_float(row[4]) + 0.0F};  // makes -0 a 0, like collect_anchors
        const bool is_padding =
            std::ranges::all_of(row, [](Element element) { return to_float(element) == 0.0F; });
        if (is_padding || !std::isfinite(detection.score) || !(detection.score >= settings.score_threshold)) continue;
        if (!has_finite_corners(detection) || !is_class_id(to_float(row[5]), settings.class_count)) continue;
        detection.class_id = static_cast<std::int32_t>(to_float(row[5]));
        detection.row = static_cast<std::uint32_t>(index);
        if (settings.filter.passes(detection.class_id)) found.push_back(detection);
    }
}

Status check_settings(const Settings&) {
    return {};
}

}  // namespace

const HeadEntry end_to_end_entry{.head = Head::end_to_end,
                                 .feature_axis = 2,
                                 .box_features = row_length,
                                 .has_class_scores = false,
                                 .is_suppressed = true,
                                 .check_settings = check_settings,
                                 .anchor_count = nullptr,
                                 .collect = collect<float>,
                                 .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
