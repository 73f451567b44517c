// SPDX-License-Identifier: Apache-2.0
//
// [batch, rows, 7]: centre x, centre y, width, height in network pixels, score, class, angle in radians; the graph has
// suppressed already. The box is given before it is turned. Rows of zeros are padding.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

constexpr std::size_t row_length = 7;

std::vector<ExpectedOutput> outputs(const Settings&) {
    return {{OutputRole::detections, {"rows", row_length}}};
}

template <class Element>
void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_rows<row_length, Element>(slots[0], [&](const std::array<float, row_length>& row, std::size_t index) {
        const std::optional<std::int32_t> class_id = class_id_from(row[5], settings.id_count);
        if (!class_id || is_padding(row)) return;
        Detection detection{
            .score = row[4], .class_id = *class_id, .row = static_cast<std::uint32_t>(index), .angle = row[6]};
        set_corners({row[0], row[1], row[2], row[3]}, detection);
        keep_if_sound(settings, detection, found);
    });
}

}  // namespace

const HeadEntry end_to_end_obb_entry{.head = Head::end_to_end_obb,
                                     .is_suppressed = true,
                                     .check_settings = require_nothing,
                                     .outputs = outputs,
                                     .capacity = first_extent,
                                     .collect = collect<float>,
                                     .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
