// SPDX-License-Identifier: Apache-2.0
//
// What `yolozu-infer eval` tells.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eval/classification.hpp"
#include "eval/evaluation.hpp"
#include "eval/latency.hpp"
#include "eval/task.hpp"

namespace yolozu::cli {

struct EvaluationReport {
    std::string timestamp;
    std::string dataset, split;  ///< as the user named it; the folder's name, empty where there is none
    std::string predictions;
    eval::Task task = eval::Task::detect;
    std::string task_source;               ///< who says what is compared
    std::vector<std::string> class_names;  ///< by class id; may be too short
    std::size_t image_count = 0, entry_count = 0;
    eval::Evaluation found;                     ///< of all tasks but classify
    eval::ClassificationEvaluation classified;  ///< of classify
    double confusion_confidence = 0, confusion_iou = 0;
    std::string latency_file;
    std::optional<eval::Latency> latency;
    std::vector<std::string> warnings;

    bool is_of_classes() const { return task == eval::Task::classify; }
    const std::vector<eval::Confused>& confusion() const {
        return is_of_classes() ? classified.confusion : found.confusion;
    }
};

/// What of the report --metric calls by a name of metric_names; -1 where it is not known.
double metric_of(const EvaluationReport& report, const std::string& name);

/// A class's name, "class 7" where it has none.
std::string class_label(const EvaluationReport& report, std::size_t class_id);

/// What is compared, COCOeval's numbers ("-" where there is nothing to average) or accuracies, the best F1, the speed.
std::string scores_table(const EvaluationReport& report);

/// A line for each class that has objects or detections.
std::string class_table(const EvaluationReport& report);

/// With the keys of YOLOZU's eval_coco; the classes stand under "per_class" where they are asked for.
std::string report_json(const EvaluationReport& report, bool with_classes);

}  // namespace yolozu::cli
