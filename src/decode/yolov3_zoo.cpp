// SPDX-License-Identifier: Apache-2.0
//
// Boxes [batch, anchors, 4]: y1, x1, y2, x2 in pixels of the picture, scores [batch, classes, anchors], indices [rows,
// 3]: batch slot, class, anchor of each box that the graph's suppression kept; negative ones end the list. As the ONNX
// model zoo has YOLOv3 and its tiny sister.
#include "decode/rows.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    Extent classes("classes");
    if (settings.class_count > 0) classes = feature_extent(settings, 0);
    return {{OutputRole::indices, {"rows", 3}, Elements::ids, false},
            {OutputRole::boxes, {"anchors", 4}},
            {OutputRole::scores, {classes, "anchors"}}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    const std::size_t classes = slots[2].extents[0], anchors = slots[1].extents[0];
    for (std::size_t index = 0; index < slots[0].extents[0]; ++index) {
        const std::int64_t picture = whole_number_at(slots[0], 3 * index);
        const std::int64_t column = whole_number_at(slots[0], 3 * index + 1);
        const std::int64_t anchor = whole_number_at(slots[0], 3 * index + 2);
        if (picture < 0 || column < 0 || anchor < 0) return;
        const auto class_column = static_cast<std::size_t>(column), box = static_cast<std::size_t>(anchor);
        if (static_cast<std::size_t>(picture) != slots.batch_index || class_column >= classes || box >= anchors)
            continue;
        const std::int32_t class_id = settings.class_of_column(class_column);
        const float* const sides = slots[1].as<float>() + 4 * box;
        if (class_id < 0) continue;
        keep_if_sound(settings,
                      {.x1 = sides[1],
                       .y1 = sides[0],
                       .x2 = sides[3],
                       .y2 = sides[2],
                       .score = slots[2].as<float>()[class_column * anchors + box],
                       .class_id = class_id,
                       .row = static_cast<std::uint32_t>(box)},
                      found);
    }
}

}  // namespace

const HeadEntry yolov3_zoo_entry{.head = Head::yolov3_zoo,
                                 .is_suppressed = true,
                                 .frame = BoxFrame::picture,
                                 .check_settings = require_nothing,
                                 .outputs = outputs,
                                 .capacity = first_extent,
                                 .collect = collect};

}  // namespace yolozu::decode
