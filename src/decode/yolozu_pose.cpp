// SPDX-License-Identifier: Apache-2.0
//
// Scores [batch, queries, classes + 1]: logits for a softmax, the last column is "no object"; boxes [batch, queries,
// 4]: centre x, centre y, width, height, whose sigmoids are fractions of the input. Each query's best class is a
// detection (YOLOZU's RT-DETR pose model); nothing is suppressed.
#include <fmt/format.h>

#include "base/try.hpp"
#include "decode/activation.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::scores,
             {"queries", Extent(fmt::format("{} classes + 1", settings.class_count), settings.class_count + 1)}},
            {OutputRole::boxes, {"queries", 4}}};
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    const std::size_t queries = slots[0].extents[0], columns = slots[0].extents[1];
    for (std::size_t query = 0; query < queries; ++query) {
        const auto best = best_by_softmax(settings, slots[0].as<float>() + query * columns, columns, 1, columns - 1);
        if (!best) continue;
        const float* const box = slots[1].as<float>() + query * 4;
        Detection detection{.score = best->score, .class_id = best->class_id, .row = static_cast<std::uint32_t>(query)};
        set_corners_of_fractions({sigmoid(box[0]), sigmoid(box[1]), sigmoid(box[2]), sigmoid(box[3])}, settings,
                                 detection);
        keep_if_sound(settings, detection, found);
    }
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::yolozu_pose));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry yolozu_pose_entry{.head = Head::yolozu_pose,
                                  .is_suppressed = true,
                                  .check_settings = check_settings,
                                  .outputs = outputs,
                                  .capacity = first_extent,
                                  .collect = collect};

}  // namespace yolozu::decode
