// SPDX-License-Identifier: Apache-2.0
//
// What `yolozu-infer eval` tells.
#pragma once

#include <string>
#include <vector>

#include "eval/box_evaluation.hpp"

namespace yolozu::cli {

struct EvaluationReport {
    std::string timestamp;
    std::string dataset, split;  ///< as the user named it; the folder's name, empty where there is none
    std::string predictions;
    std::vector<std::string> class_names;  ///< by class id; may be too short
    std::size_t image_count = 0, entry_count = 0;
    eval::BoxEvaluation found;
    std::vector<std::string> warnings;
};

/// COCOeval's twelve numbers; "-" where there is nothing to average.
std::string scores_table(const eval::BoxEvaluation& found);

/// A line for each class that has objects or detections.
std::string class_table(const EvaluationReport& report);

/// With the keys of YOLOZU's eval_coco; the classes stand under "per_class" where they are asked for.
std::string report_json(const EvaluationReport& report, bool with_classes);

}  // namespace yolozu::cli
