// SPDX-License-Identifier: Apache-2.0
//
// COCO's measure once more, from its definition and without any thought of speed; nothing is shared with the evaluator
// but plain structs.
#pragma once

#include <vector>

#include "eval/coco_metric.hpp"

namespace yolozu::test {

/// One image's objects and detections of one category.
struct ScoredImage {
    std::vector<eval::CocoTruth> truths;
    std::vector<eval::CocoDetection> detections;
    std::vector<std::vector<double>> similarity;  ///< [detection][truth]
};

struct BruteForceCurve {
    bool defined = false;
    double recall = 0;
    std::vector<double> precision;  ///< at recalls 0, 0.01, ... 1
};

BruteForceCurve brute_force(const std::vector<ScoredImage>& images, double threshold, double least_area,
                            double greatest_area, std::size_t considered, std::size_t max_detections);

}  // namespace yolozu::test
