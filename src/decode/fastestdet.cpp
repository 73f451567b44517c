// SPDX-License-Identifier: Apache-2.0
//
// [batch, 5 + classes, rows, columns] as FastestDet exports it (utils/tool.py, handle_preds): objectness, four raw
// numbers, class probabilities. In fractions of the input
//   x = (tanh(number 0) + column) / columns, y = (tanh(number 1) + row) / rows,
//   width = sigmoid(number 2), height = sigmoid(number 3);
// the score is objectness^0.6 * (best class probability)^0.4, the class the first of the best. Powers and exponentials
// are taken in double and the results rounded to float32.
#include "base/try.hpp"
#include "decode/activation.hpp"

namespace yolozu::decode {
namespace {

std::vector<ExpectedOutput> outputs(const Settings& settings) {
    return {{OutputRole::detections, {feature_extent(settings, 5), "rows", "columns"}}};
}

std::size_t capacity(const Settings&, const Slots& slots) {
    return slots[0].extents[1] * slots[0].extents[2];
}

// Of a finite number; others stay what they are, so that their boxes are dropped.
float rounded_tanh(float value) {
    if (!std::isfinite(value)) return value;
    return static_cast<float>(std::tanh(static_cast<double>(value)));
}

float score_of(float objectness, float probability) {
    return static_cast<float>(std::pow(static_cast<double>(objectness), 0.6) *
                              std::pow(static_cast<double>(probability), 0.4));
}

void collect(const Settings& settings, const Slots& slots, std::vector<Candidate>& candidates,
             std::vector<Detection>& found) {
    const float* const data = slots[0].as<float>();
    const std::size_t rows = slots[0].extents[1], columns = slots[0].extents[2], cells = rows * columns;
    const ChannelMajorScores<float> scores{data + 5 * cells, static_cast<std::size_t>(settings.class_count), cells};
    candidates.resize(cells);
    const std::size_t passing = scan(*settings.kernels, scores, 0.0F, candidates.data());
    for (std::size_t index = 0; index < passing; ++index) {
        Candidate& candidate = candidates[index];
        if (!name_class(settings, scores, candidate)) continue;
        const std::size_t cell = candidate.anchor;
        const auto number = [&](std::size_t feature) { return data[feature * cells + cell]; };
        const float x = rounded_tanh(number(1)), y = rounded_tanh(number(2));
        Detection detection{
            .score = score_of(number(0), candidate.score), .class_id = candidate.class_id, .row = candidate.anchor};
        set_corners_of_fractions({(x + static_cast<float>(cell % columns)) / static_cast<float>(columns),
                                  (y + static_cast<float>(cell / columns)) / static_cast<float>(rows),
                                  sigmoid(number(3)), sigmoid(number(4))},
                                 settings, detection);
        keep_if_sound(settings, detection, found);
    }
}

Status check_settings(const Settings& settings) {
    YOLOZU_TRY(require_input_size(settings, Head::fastestdet));
    YOLOZU_TRY(require_final_scores(settings, Head::fastestdet));
    return require_class_count(settings);
}

}  // namespace

const HeadEntry fastestdet_entry{.head = Head::fastestdet,
                                 .is_suppressed = false,
                                 .check_settings = check_settings,
                                 .outputs = outputs,
                                 .capacity = capacity,
                                 .collect = collect};

}  // namespace yolozu::decode
