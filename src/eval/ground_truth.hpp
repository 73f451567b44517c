// SPDX-License-Identifier: Apache-2.0
//
// The objects that are there, from the files of a dataset.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "eval/run_lengths.hpp"
#include "eval/similarity.hpp"
#include "eval/task.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// Most classes that a dataset may have; ids are below it.
inline constexpr std::size_t max_classes = 100'000;

/// Ultralytics' and COCO's keypoints are far fewer.
inline constexpr std::size_t max_keypoints = 1'000;

/// An object; what its task does not compare is empty.
struct TrueObject {
    std::size_t class_id = 0;
    PixelBox box;
    double area = 0;  ///< square pixels; see the readers
    bool crowd = false;
    bool ignored = false;                      ///< missing it costs nothing: crowds, and objects without a keypoint
    RunLengths mask{};                         ///< of the picture's size
    std::vector<TruthKeypoint> keypoints{};    ///< pixels
    std::vector<PixelPoint> turned_corners{};  ///< as convex_hull gives them
};

struct TrueImage {
    std::string key;  ///< its file as the dataset names it
    int width = 0, height = 0;
    std::vector<TrueObject> objects;
};

struct GroundTruth {
    std::vector<TrueImage> images;         ///< in the order in which equal scores are ranked
    std::vector<std::string> class_names;  ///< by class id; empty where the dataset does not name them
    std::size_t class_count = 0;           ///< all ids are below it
};

/// A picture and the file of its labels, which need not be there: then it has no objects.
struct LabelledImage {
    std::filesystem::path image, labels;
};

/// The labels of pictures in one folder: <stem>.txt. Fails where that is no folder.
Result<std::vector<LabelledImage>> labels_in(const std::filesystem::path& folder,
                                             std::span<const std::filesystem::path> images);

/// The form of the lines of YOLO's label files; coordinates are divided by the picture's size.
///
/// - detect: class cx cy w h. The area is the box's.
/// - segment: class x1 y1 x2 y2 x3 y3 ...; the area is that of the mask, the box that of the corners.
/// - pose: as detect and then x y, or x y visibility, for each of `keypoint_count` keypoints. Without visibilities, a
///   point at 0 0 or below 0 is not labelled. The area is 0.53 of the box's, as Ultralytics estimates it.
/// - obb: class x1 y1 x2 y2 x3 y3 x4 y4. The area is that of the corners' convex hull, the box the corners'.
struct LabelForm {
    Task task = Task::detect;        ///< not classify
    std::size_t keypoint_count = 0;  ///< of pose: what the predictions have; 0: they are passed over, for boxes alone
};

/// Reads the pictures' sizes and their labels. Errors name file and line.
Result<GroundTruth> read_yolo_labels(std::span<const LabelledImage> images, const LabelForm& form);

/// COCO's JSON of objects. Class ids are the places of the category ids in ascending order, images come in the order of
/// their ids. Areas are what the file says, without that the mask's or the box's. What `task` compares must be there.
/// Errors name the annotation.
Result<GroundTruth> read_coco_truth(const std::filesystem::path& path, Task task);

}  // namespace yolozu::eval
