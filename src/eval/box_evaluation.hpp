// SPDX-License-Identifier: Apache-2.0
//
// Predicted boxes against the true ones, as YOLOZU's eval_coco compares them: COCOeval with its defaults, no threshold
// and no suppression before it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "eval/ground_truth.hpp"
#include "predictions/reader.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// Of one class, or averaged over the classes that have objects; -1 where there is none.
struct BoxScores {
    double map50_95 = 0, map50 = 0, map75 = 0;
    double ar100 = 0;  ///< the recall of the best 100 of an image, averaged over the thresholds
};

struct ClassEvaluation {
    std::size_t objects = 0, detections = 0;  ///< objects without crowds; detections with those beyond the best 100
    BoxScores scores;
};

struct BoxEvaluation {
    BoxScores scores;
    /// COCOeval's twelve: AP, AP50, AP75, AP of small, medium, large objects, AR of the best 1, 10, 100, AR of small,
    /// medium, large ones. -1 where there is no such object.
    std::array<double, 12> stats{};
    std::vector<ClassEvaluation> classes;  ///< by class id
    std::size_t objects = 0, detections = 0;
    std::size_t unknown_class_detections = 0;  ///< of classes that the dataset does not have: they do not count
    std::size_t images_without_predictions = 0;
};

/// Every entry must be of exactly one picture of the dataset (ImageIndex), and no two of the same. Pictures without an
/// entry count as such without detections. Fails when the dataset has no object to find. Without any detection the
/// scores are 0, as YOLOZU has it.
Result<BoxEvaluation> evaluate_boxes(const GroundTruth& truth, std::span<const ReadEntry> entries);

}  // namespace yolozu::eval
