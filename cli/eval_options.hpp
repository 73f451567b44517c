// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "eval/task.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

struct EvalOptions {
    std::string predictions, task;
    std::string images, labels, coco, dataset, split, label_format;
    std::string names, sigmas;
    std::string output, charts, latency, metric;
    bool per_class = false, only_predicted = false;
    double confusion_confidence = 0.25, confusion_iou = 0.45;
    std::optional<double> fail_under;
};

void add_eval_options(CommandLine& line, EvalOptions& options);

/// Whether the flags go together, whatever the task.
Status check_eval_options(const EvalOptions& options);

/// Whether they go with the task as well.
Status check_eval_options(const EvalOptions& options, eval::Task task);

/// The metrics of a task that --metric chooses from, the usual one first.
std::vector<std::string> metric_names(eval::Task task);

/// The spreads of keypoints: those of --sigmas, COCO's for 17 keypoints, and the same for each otherwise, as
/// Ultralytics has it.
Result<std::vector<double>> sigmas_for(const EvalOptions& options, std::size_t keypoint_count);

/// How many spreads --sigmas has; 0 where it was not given.
std::size_t sigma_count(const EvalOptions& options);

}  // namespace yolozu::cli
