// SPDX-License-Identifier: Apache-2.0
#include "decode/rows.hpp"

#include <fmt/format.h>

namespace yolozu::decode {

Extent row_extent(const Settings& settings, int length) {
    if (settings.extra_features == 0) return length;
    return {fmt::format("{} + {}", length, settings.extra_features), std::int64_t{length} + settings.extra_features};
}

std::vector<ExpectedOutput> slot_row_outputs(const Settings&) {
    return {{OutputRole::detections, {"rows", 7}, Elements::real, false}};
}

void collect_slot_rows(const Settings& settings, const Slots& slots, const SlotRowColumns& columns,
                       std::vector<Detection>& found) {
    for (std::size_t index = 0; index < slots[0].extents[0]; ++index) {
        const float* const row = slots[0].as<float>() + index * 7;
        const std::optional<std::int32_t> class_id = class_id_from(row[columns.class_column], settings.id_count);
        if (!class_id || row[0] != static_cast<float>(slots.batch_index)) continue;
        Detection detection{
            .score = row[columns.score_column], .class_id = *class_id, .row = static_cast<std::uint32_t>(index)};
        set_corners_from(row + 1, detection);
        keep_if_sound(settings, detection, found);
    }
}

void collect_labelled(const Settings& settings, const LabelledBoxes& outputs, std::size_t rows,
                      std::vector<Detection>& found) {
    for (std::size_t index = 0; index < rows; ++index) {
        const std::optional<std::int32_t> class_id = class_id_at(outputs.labels, index, settings.id_count);
        if (!class_id) continue;
        Detection detection{.score = outputs.scores.as<float>()[index],
                            .class_id = *class_id,
                            .row = static_cast<std::uint32_t>(index)};
        set_corners_from(outputs.boxes.as<float>() + 4 * index, detection);
        keep_if_sound(settings, detection, found);
    }
}

Status require_nothing(const Settings&) {
    return {};
}

}  // namespace yolozu::decode
