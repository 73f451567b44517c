// SPDX-License-Identifier: Apache-2.0
//
// Which classes are taken for which.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "eval/candidate.hpp"

namespace yolozu::eval {

/// What stands in place of a class where there is no object, or no detection of one.
inline constexpr std::size_t background = std::numeric_limits<std::size_t>::max();

/// How often a class was predicted for another or the same.
struct Confused {
    std::size_t predicted = background, truth = background;
    std::size_t count = 0;

    bool operator==(const Confused&) const = default;
};

/// Counts pairs of a predicted and a true class.
class ConfusionMatrix {
public:
    void add(std::size_t predicted, std::size_t truth) { pairs_.push_back({predicted, truth, 1}); }

    /// An image's detections above `least_score` and its objects, of all classes, as Ultralytics pairs them: each
    /// detection goes to the object that it fits best, better than `least_fit`, and each object keeps the best of
    /// those. What is left was predicted for background, or taken for it. Crowds are not counted, nor what lies within
    /// one.
    void add_image(std::span<const Candidate> candidates, std::span<const TrueObject> objects,
                   const Comparison& comparison, double least_score, double least_fit);

    /// Each pair that occurs, by predicted and then true class; background last.
    std::vector<Confused> counts();

private:
    std::vector<Confused> pairs_;
};

}  // namespace yolozu::eval
