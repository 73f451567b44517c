// SPDX-License-Identifier: Apache-2.0
//
// The objects that are there, from the files of a dataset.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "eval/similarity.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// Most classes that a dataset may have; ids are below it.
inline constexpr std::size_t max_classes = 100'000;

struct TrueBox {
    std::size_t class_id = 0;
    PixelBox box;
    double area = 0;  ///< square pixels: the box's, or what COCO's file says (that of the object's mask)
    bool crowd = false;
};

struct TrueImage {
    std::string key;  ///< its file as the dataset names it
    int width = 0, height = 0;
    std::vector<TrueBox> boxes;
};

struct GroundTruth {
    std::vector<TrueImage> images;         ///< in the order in which equal scores are ranked
    std::vector<std::string> class_names;  ///< by class id; empty where the dataset does not name them
    std::size_t class_count = 0;           ///< all ids are below it
};

/// YOLO's labels: beside each of `images` (paths, whose sizes are read) a file <stem>.txt in `labels`, with a line
/// "class cx cy w h" for each box, divided by the picture's width and height. A picture without that file has no
/// objects. Errors name file and line.
Result<GroundTruth> read_yolo_labels(std::span<const std::filesystem::path> images,
                                     const std::filesystem::path& labels);

/// COCO's JSON of objects. Class ids are the places of the category ids in ascending order, images come in the order of
/// their ids. Errors name the annotation.
Result<GroundTruth> read_coco_truth(const std::filesystem::path& path);

}  // namespace yolozu::eval
