// SPDX-License-Identifier: Apache-2.0
//
// Detections on the pixels of their picture, ready to be compared with its objects.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "eval/ground_truth.hpp"
#include "predictions/reader.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

struct Comparison {
    Task task = Task::detect;             ///< not classify
    std::vector<double> sigmas{};         ///< of pose: the spread of each keypoint
    std::filesystem::path mask_folder{};  ///< of segment: what names of mask files are relative to
};

/// A detection; what its task does not compare is empty.
struct Candidate {
    std::size_t class_id = 0;
    double score = 0;
    PixelBox box;
    double area = 0;  ///< of what is compared; of keypoints that of the box around them, as COCOeval has it
    RunLengths mask{};
    std::vector<PixelPoint> keypoints{};
    std::vector<PixelPoint> turned_corners{};
};

/// Fails where a detection's mask cannot be read, is of another size than its picture, or where it has another number
/// of keypoints than there are sigmas.
Result<std::vector<Candidate>> candidates_on(const TrueImage& image, std::span<const ReadDetection> detections,
                                             const Comparison& comparison);

/// How well a detection fits an object: the IoU of what the task compares, or the OKS. 0 to 1; of a crowd, the part of
/// the detection that lies within.
double fit(const Candidate& candidate, const TrueObject& object, const Comparison& comparison);

}  // namespace yolozu::eval
