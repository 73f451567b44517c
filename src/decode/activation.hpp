// SPDX-License-Identifier: Apache-2.0
//
// From logits to scores and from distributions to distances. Exponentials are taken in double and the results rounded
// to float32, so that all machines agree.
#pragma once

#include <cstddef>
#include <optional>

#include "decode/boxes.hpp"

namespace yolozu::decode {

/// 1 / (1 + exp(-x)); NaN for what is not finite, which no sound model says.
float sigmoid(float logit);

/// A logit below which no sigmoid reaches the threshold.
float least_logit(float threshold);

/// A class with its score.
struct ScoredClass {
    std::int32_t class_id;
    float score;
};

/// The best class of `count` logits, `step` elements apart, by their softmax: exp(x - m) / sum of exp(x_i - m), where m
/// is the largest logit. The first `foreground` columns compete, unless they are no class. Nothing when none reaches
/// the threshold or a logit is NaN or infinite.
std::optional<ScoredClass> best_by_softmax(const Settings& settings, const float* logits, std::size_t count,
                                           std::size_t step, std::size_t foreground);

/// The column with the largest logit among those that are classes, the first of equals; nothing when there is none or
/// the largest is infinite.
template <class Element>
std::optional<std::size_t> largest_logit(const Settings& settings, const Element* logits, std::size_t count,
                                         std::size_t step) {
    std::optional<std::size_t> best;
    for (std::size_t column = 0; column < count; ++column) {
        const float logit = to_float(logits[column * step]);
        if (std::isnan(logit) || settings.class_of_column(column) < 0) continue;
        if (!best || logit > to_float(logits[*best * step])) best = column;
    }
    if (best && !std::isfinite(to_float(logits[*best * step]))) return std::nullopt;
    return best;
}

/// The mean of a distribution over the whole numbers from 0 (distribution focal loss, "DFL"): the softmax of `count`
/// logits, `step` elements apart, weighs their places.
template <class Element>
float mean_of_distribution(const Element* logits, std::size_t count, std::size_t step) {
    float largest = to_float(logits[0]);
    for (std::size_t bin = 1; bin < count; ++bin) largest = std::fmax(largest, to_float(logits[bin * step]));
    double sum = 0, weighted = 0;
    for (std::size_t bin = 0; bin < count; ++bin) {
        const double weight = std::exp(static_cast<double>(to_float(logits[bin * step])) - largest);
        sum += weight;
        weighted += weight * static_cast<double>(bin);
    }
    return static_cast<float>(weighted / sum);
}

/// Sets the corners from four distributions, of the distances in strides from a centre to the left, upper, right and
/// lower side. Bins are `step` elements apart, the distributions lie one behind the other.
template <class Element>
void set_corners_by_distributions(const Element* logits, std::size_t bins, std::size_t step, const CentreBox& centre,
                                  float stride, Detection& detection) {
    const auto distance = [&](std::size_t side) {
        return mean_of_distribution(logits + side * bins * step, bins, step) * stride;
    };
    detection.x1 = centre.x - distance(0);
    detection.y1 = centre.y - distance(1);
    detection.x2 = centre.x + distance(2);
    detection.y2 = centre.y + distance(3);
}

/// As collect_anchors, for class scores that may still be logits.
template <class Scores, class Place>
void collect_activated(const Settings& settings, const Scores& scores, std::vector<Candidate>& candidates,
                       std::vector<Detection>& found, std::size_t first_row, const Place& place) {
    if (settings.activation == Activation::none)
        return collect_anchors(settings, scores, candidates, found, first_row, place);
    if (settings.activation == Activation::sigmoid)
        return collect_anchors(settings, scores, candidates, found, first_row, place,
                               least_logit(settings.score_threshold), sigmoid);
    const std::size_t step = column_step(scores);
    for (std::size_t anchor = 0; anchor < scores.anchor_count; ++anchor) {
        const auto best = best_by_softmax(settings, scores.data + anchor * row_step(scores), scores.class_count, step,
                                          scores.class_count);
        if (!best) continue;
        Detection detection{
            .score = best->score, .class_id = best->class_id, .row = static_cast<std::uint32_t>(first_row + anchor)};
        place(anchor, detection);
        keep_if_sound(settings, detection, found);
    }
}

}  // namespace yolozu::decode
