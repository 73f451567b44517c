// SPDX-License-Identifier: Apache-2.0
//
// [batch, queries, 4 + classes]: centre x, centre y, width, height in fractions of the input, class scores, as
// ultralytics exports RT-DETR before 2026 (RTDETRDecoder, RTDETRPredictor.postprocess). The score is the best class
// score, the first of equals; nothing is suppressed.
#include "base/try.hpp"
#include "decode/activation.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections, {"queries", feature_extent(settings, 4)}}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const float* const data = slots[0].as<float>();
    const std::size_t queries = slots[0].extents[0], columns = slots[0].extents[1];
    const RowMajorScores<float> scores{data + 4, static_cast<std::size_t>(settings.class_count), queries, columns,
                                       Objectness::none};
    collect_activated(settings, scores, candidates, found, 0, [&](std::size_t query, Detection& detection) {
        const float* const row = data + query * columns;
        set_corners_of_fractions({row[0], row[1], row[2], row[3]}, settings, detection);
    });
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::rtdetr_rows));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry rtdetr_rows_entry{.head = Head::rtdetr_rows,
                                  .is_suppressed = true,
                                  .check_settings = check_settings,
                                  .outputs = outputs,
                                  .capacity = first_extent,
                                  .collect = collect};

}  // namespace yolozu::decode
