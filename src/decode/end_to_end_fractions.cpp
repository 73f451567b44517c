// SPDX-License-Identifier: Apache-2.0
//
// [batch, rows, 6]: centre x, centre y, width, height in fractions of the input, score, class, as ultralytics exports
// RT-DETR since 2026; nothing is suppressed. Rows of zeros are padding.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

constexpr std::size_t row_length = 6;

std::vector<ExpectedOutput> outputs(const Settings&) {
    return {{OutputRole::detections, {"rows", row_length}}};
}

template <class Element>
void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    collect_rows<row_length, Element>(slots[0], [&](const std::array<float, row_length>& row, std::size_t index) {
        const std::optional<std::int32_t> class_id = class_id_from(row[5], settings.id_count);
        if (!class_id || is_padding(row)) return;
        Detection detection{.score = row[4], .class_id = *class_id, .row = static_cast<std::uint32_t>(index)};
        set_corners_of_fractions({row[0], row[1], row[2], row[3]}, settings, detection);
        keep_if_sound(settings, detection, found);
    });
}

Status check_settings(const Settings& settings) {
    return require_input_size(settings, Head::end_to_end_fractions);
}

}  // namespace

const HeadEntry end_to_end_fractions_entry{.head = Head::end_to_end_fractions,
                                           .is_suppressed = true,
                                           .check_settings = check_settings,
                                           .outputs = outputs,
                                           .capacity = first_extent,
                                           .collect = collect<float>,
                                           .collect_half = collect<std::uint16_t>};

}  // namespace yolozu::decode
