// SPDX-License-Identifier: Apache-2.0
//
// [batch, rows, 6 + E]: x1, y1, x2, y2 in network pixels, score, class, numbers that belong to the row; the graph has
// suppressed already. The class is cut to a whole number towards zero, as NumPy's astype(int) does. Rows whose first
// six numbers are zero are padding.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

constexpr int row_length = 6;

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections, {"anchors", row_extent(settings, row_length)}}};
}

template <class Element>
void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_rows<row_length, Element>(slots[0], [&](const std::array<float, row_length>& row, std::size_t index) {
        const std::optional<std::int32_t> class_id = class_id_from(row[5], settings.id_count);
        if (!class_id || is_padding(row)) return;
        keep_if_sound(settings,
                      {.x1 = row[0],
                       .y1 = row[1],
                       .x2 = row[2],
                       .y2 = row[3],
                       .score = row[4],
                       .class_id = *class_id,
                       .row = static_cast<std::uint32_t>(index)},
                      found);
    });
}

}  // namespace

const HeadEntry end_to_end_entry{.head = Head::end_to_end,
                                 .is_suppressed = true,
                                 .check_settings = require_nothing,
                                 .outputs = outputs,
                                 .capacity = first_extent,
                                 .collect = collect<float>,
                                 .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
