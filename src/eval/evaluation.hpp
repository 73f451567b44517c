// SPDX-License-Identifier: Apache-2.0
//
// Predicted objects against the true ones, as COCOeval compares them with its defaults, no threshold and no suppression
// before it: boxes as YOLOZU's eval_coco has it, masks, keypoints, and turned boxes in the same way.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "eval/candidate.hpp"
#include "eval/coco_metric.hpp"
#include "eval/confusion.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// Of one class, or averaged over the classes that have objects; -1 where there is none.
struct Scores {
    double map50_95 = 0, map50 = 0, map75 = 0;
    double recall = 0;  ///< of the best detections of an image (100, of keypoints 20), averaged over the thresholds
};

/// At a fit of 0.5, by confidence 0, 0.01, ... 1 and by recall 0, 0.01, ... 1.
struct Curves {
    static constexpr std::size_t point_count = CocoParameters::recall_count;
    using Values = std::array<double, point_count>;

    Values precision_at_recall{};        ///< COCO's, which never rises
    Values precision{}, recall{}, f1{};  ///< of the detections of at least that confidence
    std::size_t best() const;            ///< the first point of the greatest F1
};

struct ClassEvaluation {
    std::size_t objects = 0, detections = 0;  ///< objects that can be missed; detections with those beyond the best
    Scores scores;
};

struct ClassCurves {
    std::size_t class_id = 0;
    Curves curves;
};

struct Evaluation {
    Scores scores;
    /// COCOeval's numbers, -1 where there is no such object. Twelve: AP, AP50, AP75, AP of small, medium, large
    /// objects, AR of the best 1, 10, 100, AR of small, medium, large ones. Ten of keypoints: AP, AP50, AP75, AP of
    /// medium, large ones, AR, AR50, AR75, AR of medium, large ones.
    std::vector<double> stats;
    std::vector<ClassEvaluation> classes;   ///< by class id
    std::vector<ClassCurves> class_curves;  ///< of the classes that have objects
    Curves curves;                          ///< their mean
    std::vector<Confused> confusion;
    std::size_t objects = 0, detections = 0;
    std::size_t unknown_class_detections = 0;  ///< of classes that the dataset does not have: they do not count
    std::size_t images_without_predictions = 0;
};

struct EvaluationRequest {
    Comparison comparison;
    /// Of the confusion matrix, as Ultralytics has them: detections above this score, pairs that fit better than this.
    double confusion_score = 0.25, confusion_fit = 0.45;
};

/// Every entry must be of exactly one picture of the dataset (ImageIndex), and no two of the same. Pictures without an
/// entry count as such without detections. Fails when the dataset has no object to find. Without any detection the
/// scores are 0, as YOLOZU has it.
Result<Evaluation> evaluate_objects(const GroundTruth& truth, std::span<const ReadEntry> entries,
                                    const EvaluationRequest& request);

}  // namespace yolozu::eval
