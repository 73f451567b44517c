// SPDX-License-Identifier: Apache-2.0
//
// What is drawn on a picture, in its pixels.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "eval/ground_truth.hpp"
#include "image/draw.hpp"
#include "show/mask_runs.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu::show {

struct ShownObject {
    std::int32_t class_id = 0;
    std::string class_name;
    double score = 1;
    bool is_truth = false;  ///< of the dataset, not found by a model
    /// Box, corners and keypoints as they are drawn into pictures; its mask is left to with_mask().
    Annotation drawing;
    std::vector<ColumnRun> columns{};             ///< of the mask, where it is run lengths
    std::vector<std::vector<double>> polygons{};  ///< of the mask, where it is outlines
};

/// `names` are by class id and may be fewer than the classes. Fails where a mask is of another size than the picture,
/// or broken.
Result<ShownObject> shown(const PredictedObject& object, int width, int height, const std::vector<std::string>& names);
ShownObject shown(const eval::TrueObject& box, const std::vector<std::string>& names);

/// The drawing with the pixels of the mask.
Annotation with_mask(const ShownObject& object, int width, int height);

}  // namespace yolozu::show
