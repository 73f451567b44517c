// SPDX-License-Identifier: Apache-2.0
//
// Small steps that the heads share: from an element to float, from centre and size to corners, from candidates to
// boxes.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "decode/heads.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::decode {

inline float to_float(float value) {
    return value;
}
inline float to_float(std::uint16_t half) {
    return float_from_half(half);
}

/// A box as heads with anchors give it.
struct CentreBox {
    float x, y, width, height;
};

/// Sets the corners in the arithmetic of NumPy on float32: x - width / 2, x + width / 2.
inline void set_corners(const CentreBox& box, Detection& detection) {
    const float half_width = box.width / 2.0F, half_height = box.height / 2.0F;
    detection.x1 = box.x - half_width;
    detection.y1 = box.y - half_height;
    detection.x2 = box.x + half_width;
    detection.y2 = box.y + half_height;
}

/// Sets the corners from x1, y1, x2, y2.
inline void set_corners_from(const float* corners, Detection& detection) {
    detection.x1 = corners[0];
    detection.y1 = corners[1];
    detection.x2 = corners[2];
    detection.y2 = corners[3];
}

/// Sets the corners of a box in fractions of the input: those of the fractions first, which are then multiplied by the
/// input's size.
inline void set_corners_of_fractions(const CentreBox& box, const Settings& settings, Detection& detection) {
    set_corners(box, detection);
    const auto width = static_cast<float>(settings.input_width), height = static_cast<float>(settings.input_height);
    detection.x1 *= width;
    detection.y1 *= height;
    detection.x2 *= width;
    detection.y2 *= height;
}

inline bool has_finite_box(const Detection& detection) {
    return std::isfinite(detection.x1) && std::isfinite(detection.y1) && std::isfinite(detection.x2) &&
           std::isfinite(detection.y2) && std::isfinite(detection.angle);
}

/// Appends a detection unless its score or box is not finite or the filter stops it. Its class is one.
inline void keep_if_sound(const Settings& settings, Detection detection, std::vector<Detection>& found) {
    detection.score += 0.0F;  // makes -0 a 0
    if (std::isfinite(detection.score) && settings.filter.passes(detection.class_id, detection.score) &&
        has_finite_box(detection))
        found.push_back(detection);
}

/// A class id as models write them into rows of numbers: cut to a whole number towards zero, as NumPy's astype(int)
/// does. Nothing for what is no class; without a class count, ids are limited by their type.
std::optional<std::int32_t> class_id_from(float value, int class_count);

/// The whole number at a place of an output of ids, -1 for what is negative, not finite or beyond 2^31.
std::int64_t whole_number_at(const Slot& slot, std::size_t place);

/// The class id at a place of an output of ids.
std::optional<std::int32_t> class_id_at(const Slot& slot, std::size_t place, int class_count);

/// A number of rows at a place of an output of ids: at least 0 and at most `limit`.
std::size_t count_at(const Slot& slot, std::size_t place, std::size_t limit);

template <class Element>
float class_score(const RowMajorScores<Element>& scores, std::size_t anchor, std::size_t column) {
    const Element* const row = scores.data + anchor * scores.row_stride;
    const float score = to_float(row[column]);
    return scores.objectness == Objectness::factor ? to_float(row[-1]) * score : score;
}
template <class Element>
float class_score(const ChannelMajorScores<Element>& scores, std::size_t anchor, std::size_t column) {
    return to_float(scores.data[column * scores.anchor_count + anchor]);
}

/// Puts the class id in the place of the column. Where the best column is no class, the best of those that are is taken
/// instead; false when there is none.
template <class Scores>
bool name_class(const Settings& settings, const Scores& scores, Candidate& candidate) {
    const std::int32_t class_id = settings.class_of_column(static_cast<std::size_t>(candidate.class_id));
    if (class_id >= 0) {
        candidate.class_id = class_id;
        return true;
    }
    candidate.class_id = -1;
    for (std::size_t column = 0; column < scores.class_count; ++column) {
        const float score = class_score(scores, candidate.anchor, column);
        if (settings.class_of_column(column) < 0 || !std::isfinite(score)) continue;
        if (candidate.class_id >= 0 && !(score > candidate.score)) continue;
        candidate.class_id = settings.class_of_column(column);
        candidate.score = score;
    }
    return candidate.class_id >= 0;
}

/// Elements from one anchor's class scores to the next one's, and from one class to the next.
template <class Element>
std::size_t row_step(const RowMajorScores<Element>& scores) {
    return scores.row_stride;
}
template <class Element>
std::size_t row_step(const ChannelMajorScores<Element>&) {
    return 1;
}
template <class Element>
std::size_t column_step(const RowMajorScores<Element>&) {
    return 1;
}
template <class Element>
std::size_t column_step(const ChannelMajorScores<Element>& scores) {
    return scores.anchor_count;
}

/// Scans for scores that reach `least` and appends the anchors whose `score_of(score)` passes, as
/// `place(anchor, detection)` sets their boxes. `first_row` is the row of the first anchor; `score_of` keeps the order
/// of scores.
template <class Scores, class Place, class ScoreOf>
void collect_anchors(const Settings& settings, const Scores& scores, std::vector<Candidate>& candidates,
                     std::vector<Detection>& found, std::size_t first_row, const Place& place, float least,
                     const ScoreOf& score_of) {
    candidates.resize(scores.anchor_count);
    const std::size_t passing = scan(*settings.kernels, scores, least, candidates.data());
    for (std::size_t index = 0; index < passing; ++index) {
        Candidate& candidate = candidates[index];
        if (!name_class(settings, scores, candidate)) continue;
        Detection detection;
        detection.score =
            score_of(candidate.score) + 0.0F;  // makes -0 a 0, so that the bits have the order of the values
        detection.class_id = candidate.class_id;
        if (!settings.filter.passes(detection.class_id, detection.score)) continue;
        if (!std::isfinite(detection.score)) continue;
        detection.row = static_cast<std::uint32_t>(first_row + candidate.anchor);
        place(std::size_t{candidate.anchor}, detection);
        if (has_finite_box(detection)) found.push_back(detection);
    }
}

/// The same for scores that are final.
template <class Scores, class Place>
void collect_anchors(const Settings& settings, const Scores& scores, std::vector<Candidate>& candidates,
                     std::vector<Detection>& found, std::size_t first_row, const Place& place) {
    collect_anchors(settings, scores, candidates, found, first_row, place, settings.score_threshold,
                    [](float score) { return score; });
}

/// The error of heads that read class scores from a model whose classes nobody has counted.
Status require_class_count(const Settings& settings);

/// The error of heads that multiply class scores with something, when these are not done.
Status require_final_scores(const Settings& settings, Head head);

/// The error of heads whose boxes are relative to the input, without its size.
Status require_input_size(const Settings& settings, Head head);

/// "80 classes", "5 + 80 classes", "5 + 80 classes + 32".
Extent feature_extent(const Settings& settings, int numbers_before);

/// The elements of the first output's first axis: the capacity of heads with a row for each anchor there.
std::size_t first_extent(const Settings& settings, const Slots& slots);

}  // namespace yolozu::decode
