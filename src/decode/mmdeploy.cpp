// SPDX-License-Identifier: Apache-2.0
//
// Detections [batch, rows, 5]: x1, y1, x2, y2 in network pixels, score; labels [batch, rows], as MMDeploy exports
// detectors with their suppression. Rows of score 0 are padding.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings&) {
    return {{OutputRole::detections, {"rows", 5}}, {OutputRole::labels, {"rows"}, Elements::ids}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    for (std::size_t index = 0; index < slots[0].extents[0]; ++index) {
        const float* const row = slots[0].as<float>() + index * 5;
        const std::optional<std::int32_t> class_id = class_id_at(slots[1], index, settings.id_count);
        if (!class_id || !(row[4] > 0.0F)) continue;
        Detection detection{.score = row[4], .class_id = *class_id, .row = static_cast<std::uint32_t>(index)};
        set_corners_from(row, detection);
        keep_if_sound(settings, detection, found);
    }
}

}  // namespace

const HeadEntry mmdeploy_entry{.head = Head::mmdeploy,
                               .is_suppressed = true,
                               .check_settings = require_nothing,
                               .outputs = outputs,
                               .capacity = first_extent,
                               .collect = collect};

}  // namespace yolozu::decode
