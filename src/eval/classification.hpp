// SPDX-License-Identifier: Apache-2.0
//
// Predicted classes of whole images against the true ones.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "eval/confusion.hpp"
#include "eval/ground_truth.hpp"
#include "predictions/reader.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// The class of each image is its folder's name, one of `names` or, where there are none, a class id. The images are
/// their paths and have one object each, without a place.
Result<GroundTruth> classes_of_folders(std::span<const std::filesystem::path> images,
                                       std::span<const std::string> names);

/// A text file with a line "image,class" each, the class by name or id; a first line of these two words, and empty
/// ones, are passed over. Fields may stand in double quotes. Errors name the line.
Result<GroundTruth> read_class_list(const std::filesystem::path& path, std::span<const std::string> names);

struct ClassAccuracy {
    std::size_t images = 0, first = 0, first_five = 0;  ///< all; those whose best class, one of whose best five is it
};

struct ClassificationEvaluation {
    /// The parts of the images whose true class is the best one, or among the best five. The latter is -1 where the
    /// predictions have fewer than five of the classes.
    double top1 = 0, top5 = 0;
    std::vector<ClassAccuracy> classes;          ///< by class id
    std::vector<Confused> confusion;             ///< the best class and the true one; background: no prediction
    std::size_t images_without_predictions = 0;  ///< they count as wrong
};

/// Entries and images as evaluate_objects has them.
Result<ClassificationEvaluation> evaluate_classes(const GroundTruth& truth, std::span<const ReadEntry> entries);

}  // namespace yolozu::eval
