// SPDX-License-Identifier: Apache-2.0
//
// Scores [batch, queries, classes] and boxes [batch, queries, 4]: centre x, centre y, width, height in fractions of the
// input (RF-DETR; RT-DETR, DETR and their kin as Transformers has them). Nothing is suppressed.
//
// Final scores and logits for a sigmoid: every score of every query is a detection of its own, and of all of them the
// best are taken, as many as there are queries; of equal ones the first by query, then column (RF-DETR's PostProcess,
// RTDetrImageProcessor.post_process_object_detection). Logits for a softmax: each query's best class
// (DetrImageProcessor.post_process_object_detection). A column more than there are classes stands for "no object": it
// takes part in the softmax and is never given.
#include <algorithm>

#include "base/try.hpp"
#include "decode/activation.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    Extent classes("classes");
    if (settings.class_count > 0) classes = {feature_extent(settings, 0).text, settings.class_count, 1};
    return {{OutputRole::scores, {"queries", classes}}, {OutputRole::boxes, {"queries", 4}}};
}

std::size_t capacity(const Settings&, const Slots& slots) {
    return slots[0].extents[0] * slots[0].extents[1];
}

std::size_t limit(const Slots& slots) {
    return slots[0].extents[0];
}

// Columns that stand for classes. Without a class count the last one of a softmax is "no object".
std::size_t foreground(const Settings& settings, std::size_t columns) {
    if (settings.class_count > 0) return std::min(columns, static_cast<std::size_t>(settings.class_count));
    return settings.activation == Activation::softmax && columns > 0 ? columns - 1 : columns;
}

void collect_query(const Settings& settings, const float* scores, std::size_t columns, float least,
                   Detection& detection, std::vector<Detection>& found) {
    for (std::size_t column = 0; column < columns; ++column) {
        const float score = scores[column];
        if (!(score >= least) || !std::isfinite(score)) continue;
        detection.class_id = settings.class_of_column(column);
        detection.score = settings.activation == Activation::sigmoid ? sigmoid(score) : score;
        if (detection.class_id >= 0) keep_if_sound(settings, detection, found);
    }
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>&, std::vector<Detection>& found) {
    const std::size_t queries = slots[0].extents[0], columns = slots[0].extents[1];
    const float least =
        settings.activation == Activation::sigmoid ? least_logit(settings.score_threshold) : settings.score_threshold;
    for (std::size_t query = 0; query < queries; ++query) {
        const float* const scores = slots[0].as<float>() + query * columns;
        const float* const box = slots[1].as<float>() + query * 4;
        Detection detection{.row = static_cast<std::uint32_t>(query)};
        set_corners_of_fractions({box[0], box[1], box[2], box[3]}, settings, detection);
        if (settings.activation != Activation::softmax) {
            collect_query(settings, scores, foreground(settings, columns), least, detection, found);
        } else if (const auto best = best_by_softmax(settings, scores, columns, 1, foreground(settings, columns))) {
            detection.class_id = best->class_id;
            detection.score = best->score;
            keep_if_sound(settings, detection, found);
        }
    }
}

Status check_settings(const Settings& settings) {
    return require_input_size(settings, Head::detr);
}

}  // namespace

const HeadEntry detr_entry{.head = Head::detr,
                           .is_suppressed = true,
                           .check_settings = check_settings,
                           .outputs = outputs,
                           .capacity = capacity,
                           .limit = limit,
                           .collect = collect};

}  // namespace yolozu::decode
