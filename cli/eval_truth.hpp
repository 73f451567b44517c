// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "cli/eval_options.hpp"
#include "eval/ground_truth.hpp"
#include "predictions/reader.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// The ground truth that the flags name, and what the report calls it.
struct NamedTruth {
    eval::GroundTruth truth;
    std::string dataset, split;  ///< as the user named it; empty where there is none
};

/// The flags go together (check_eval_options). Class names are those of --names, else the dataset's own, else those of
/// the predictions.
Result<NamedTruth> read_truth(const EvalOptions& options, eval::Task task, const ReadPredictions& predictions);

/// How many keypoints the predictions have, --sigmas where they have no detection; 0 where neither tells.
std::size_t keypoints_of(const EvalOptions& options, const ReadPredictions& predictions);

/// Takes the images that the predictions do not have out of the truth.
Status keep_predicted(eval::GroundTruth& truth, std::span<const ReadEntry> entries);

}  // namespace yolozu::cli
