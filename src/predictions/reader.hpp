// SPDX-License-Identifier: Apache-2.0
//
// What a predictions file says about its images, from whatever program it is.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "predictions/detection_parts.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {

/// What of a file is read besides image, class and score; the rest is passed over.
enum class ReadPart {
    boxes,
    masks,      ///< "segmentation" or "meta.segmentation" of each detection, or the mask files of a list of instances
    keypoints,  ///< "keypoints"
    corners,    ///< "meta.obb.corners": boxes that are turned
    classes,    ///< "meta.classification" of each entry, no detections
};

struct ReadDetection {
    std::int32_t class_id = 0;  ///< from 0
    double score = 0;           ///< finite
    NormalizedBox bbox{};       ///< finite, width and height from 0; all 0 of an instance with a mask file
    ReadSegmentation segmentation{};
    std::string mask_file{};             ///< as the list of instances names it
    std::vector<ReadPoint> keypoints{};  ///< divided by the picture's size; in pixels where one is beyond +-2
    std::array<ReadPoint, 4> corners{};  ///< divided by the picture's size
};

struct ReadEntry {
    std::string image;  ///< as parse_json gives it (as_parsed), without white space around it; not empty
    std::vector<ReadDetection> detections{};
    std::vector<PredictedClass> classes{};  ///< best first
};

struct ReadPredictions {
    std::vector<ReadEntry> entries;
    std::string task;                      ///< of the entries ("segment", ...); empty: the file does not say
    std::vector<std::string> class_names;  ///< of meta; empty: the file does not say
    ReadPart part = ReadPart::boxes;       ///< what was read
};

/// The part that a task is about; nothing where a task has another form ("depth").
std::optional<ReadPart> part_of_task(std::string_view task);

/// Reads the three shapes that YOLOZU reads, and JSON lines: a list of entries (or an entry a line), such a list (or
/// map) in "predictions", a map from image to detections; in place of detections also its instances. Without a `part`,
/// that of the file's task; where the file does not say one, masks of a list of instances and boxes otherwise. Fails at
/// the first entry that lacks something and says which, when two entries are of one image, and when entries are of
/// different tasks.
Result<ReadPredictions> read_predictions_file(const std::filesystem::path& path,
                                              std::optional<ReadPart> part = std::nullopt);

/// The same for text in memory, which is changed where parse_json says so.
Result<ReadPredictions> read_predictions_text(std::span<char> text, std::optional<ReadPart> part = std::nullopt);

}  // namespace yolozu
