// SPDX-License-Identifier: Apache-2.0
//
// Making one object of several that are the same: what tiles of a picture, or the picture and its mirror image, say
// about it. The ways are those of SAHI's postprocessing (sahi/postprocess/combine.py).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "yolozu/prediction.hpp"

namespace yolozu {

/// Objects are taken best first; of equal scores the one that stands first. Two match when they intersect and their
/// overlap reaches the threshold.
enum class MergeMethod : std::uint8_t {
    nms,         ///< an object removes those that match it
    nmm,         ///< an object takes in those that match it, and what matches these, and so on
    greedy_nmm,  ///< an object takes in those that match it
};

/// The words of the command line: "nms", "nmm", "greedy-nmm".
std::string_view to_string(MergeMethod method);

enum class OverlapMeasure : std::uint8_t {
    iou,  ///< intersection over union
    ios,  ///< intersection over the smaller area
};

/// "iou", "ios".
std::string_view to_string(OverlapMeasure measure);

struct MergeRule {
    MergeMethod method = MergeMethod::greedy_nmm;
    OverlapMeasure measure = OverlapMeasure::ios;
    double threshold = 0.5;
    bool class_agnostic = false;  ///< objects of different classes may match
    std::size_t max_objects = 300;
};

/// Merges `objects`, each in the pixels of the whole picture; best first afterwards, max_objects at most.
///
/// What is taken in is gone either way, but changes the object only when it still overlaps by more than the threshold
/// with what that has grown to: the box becomes the one around both, the masks, of one size, are united. Score, class,
/// keypoints and pose stay those of the best.
///
/// Overlap is that of the boxes, also where there are masks; oriented boxes have their own, and are never taken in: of
/// those the best stays, whatever the method. Objects with a score or a box that is not finite are dropped.
void merge_objects(std::vector<DetectedObject>& objects, const MergeRule& rule);

}  // namespace yolozu
