// SPDX-License-Identifier: Apache-2.0
//
// What was found in one picture, as arrays: element i of every array is of object i.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "yolozu/mask.hpp"
#include "yolozu/prediction.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// The keypoints of all objects, one object after the other: keypoint k of object i is element i * per_object + k.
struct KeypointArrays {
    std::size_t per_object = 0;      ///< 0 unless the task is pose
    std::vector<double> x;           ///< pixels of the picture
    std::vector<double> y;           ///< pixels of the picture
    std::vector<double> visibility;  ///< 0 to 1; 1 where the model gives none. (0, 0) with 0: nowhere
};

/// Boxes turned about their centres, see OrientedBox; empty unless the task is obb.
struct OrientedArrays {
    std::vector<double> cx;      ///< of the centre, pixels of the picture
    std::vector<double> cy;      ///< of the centre, pixels of the picture
    std::vector<double> width;   ///< pixels of the picture
    std::vector<double> height;  ///< pixels of the picture
    std::vector<double> angle;   ///< radians, clockwise on the picture, from 0 to below pi / 2
};

/// What was found in one picture. It owns all its memory and knows neither the model nor the picture. The objects are
/// those that `yolozu-infer predict` writes, in its order: best first, of equal scores the lower class first.
struct Detections {
    int picture_width = 0;               ///< of the picture that was looked at
    int picture_height = 0;              ///< of the picture that was looked at
    std::vector<double> x1;              ///< left side of the box, pixels of the picture, within it
    std::vector<double> y1;              ///< upper side
    std::vector<double> x2;              ///< right side
    std::vector<double> y2;              ///< lower side
    std::vector<double> score;           ///< 0 to 1
    std::vector<std::int32_t> class_id;  ///< ModelInfo::names has their names
    KeypointArrays keypoints;            ///< task pose
    OrientedArrays oriented;             ///< task obb; the boxes above are those around them
    std::vector<Mask> masks;             ///< task segment, of the picture's size
    std::vector<Pose6d> poses;           ///< task pose6d
    std::vector<ClassScore> classes;     ///< task classify: classes of the whole picture, best first
    std::optional<ClassMap> class_map;   ///< task semantic
    std::optional<DepthMap> depth;       ///< task depth

    /// The number of objects.
    std::size_t size() const { return score.size(); }
};

}  // namespace yolozu
#pragma GCC visibility pop
