// SPDX-License-Identifier: Apache-2.0
//
// The boxes of a predictions file, from whatever program it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "yolozu/predictions.hpp"

namespace yolozu {

struct ReadDetection {
    std::int32_t class_id = 0;  ///< from 0
    double score = 0;           ///< finite
    NormalizedBox bbox;         ///< finite, width and height from 0
};

struct ReadEntry {
    std::string image;  ///< as parse_json gives it (as_parsed), without white space around it; not empty
    std::vector<ReadDetection> detections;
};

/// Reads the three shapes that YOLOZU reads: a list of entries, such a list (or map) in "predictions", a map from image
/// to detections. Everything but images, class ids, scores and boxes is passed over. Fails at the first entry that
/// lacks one of them and says which; two entries of one image are an error.
Result<std::vector<ReadEntry>> read_predictions_file(const std::filesystem::path& path);

/// The same for text in memory, which is changed where parse_json says so.
Result<std::vector<ReadEntry>> read_predictions_text(std::span<char> text);

}  // namespace yolozu
