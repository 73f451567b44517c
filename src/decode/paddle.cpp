// SPDX-License-Identifier: Apache-2.0
//
// Detections [rows, 6]: class, score, x1, y1, x2, y2 in pixels of the picture, and a count [batch], as PaddleDetection
// exports its models. The rows of the pictures lie one behind the other: a picture's begin behind those that the counts
// before it say. A picture without detections may have a row of class -1.
#include <algorithm>

#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings&) {
    return {{OutputRole::detections, {"rows", 6}, Elements::real, false}, {OutputRole::count, {}, Elements::ids}};
}

struct Range {
    std::size_t first, end;
};

// Counts that lead beyond the rows are cut.
Range rows_of_picture(const Slots& slots) {
    const std::size_t rows = slots[0].extents[0];
    Slot counts = slots[1];
    counts.data = counts.batch;
    std::size_t first = 0;
    for (std::size_t picture = 0; picture < slots.batch_index; ++picture)
        first += count_at(counts, picture, rows - first);
    return {first, first + count_at(counts, slots.batch_index, rows - first)};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    const Range range = rows_of_picture(slots);
    for (std::size_t index = range.first; index < range.end; ++index) {
        const float* const row = slots[0].as<float>() + index * slots[0].extents[1];
        const std::optional<std::int32_t> class_id = class_id_from(row[0], settings.id_count);
        // Cutting towards zero would make a class of what is above -1.
        if (!class_id || row[0] < 0.0F) continue;
        Detection detection{.score = row[1], .class_id = *class_id, .row = static_cast<std::uint32_t>(index)};
        set_corners_from(row + 2, detection);
        keep_if_sound(settings, detection, found);
    }
}

}  // namespace

const HeadEntry paddle_entry{.head = Head::paddle,
                             .is_suppressed = true,
                             .frame = BoxFrame::picture,
                             .check_settings = require_nothing,
                             .outputs = outputs,
                             .capacity = first_extent,
                             .collect = collect};

}  // namespace yolozu::decode
