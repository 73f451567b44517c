// SPDX-License-Identifier: Apache-2.0
//
// What a detection or an annotation may have besides its box, from JSON. Errors say what was found; the caller says
// where. All numbers are finite and within +-1e9.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "yolozu/result.hpp"

namespace yolozu {

/// Which pixels belong to an object, in one of COCO's forms.
struct ReadSegmentation {
    int width = 0, height = 0;                  ///< of the picture, with run lengths only
    std::string compressed;                     ///< run lengths as text; not empty in this form
    std::vector<std::uint32_t> counts;          ///< run lengths as numbers
    std::vector<std::vector<double>> polygons;  ///< x1, y1, x2, y2, ... in pixels, each of an even length from 6
    bool has_run_lengths() const { return width > 0; }
};

/// {"size": [height, width], "counts": text or list of numbers}, or a list of polygons. One of four numbers is a box:
/// x, y, width and height, as pycocotools has it.
Result<ReadSegmentation> read_segmentation(const nlohmann::json& value);

using ReadPoint = std::array<double, 2>;

/// YOLOZU's keypoints: objects with x and y, or flat numbers, which are triples of x, y and visibility where their
/// number allows it, pairs otherwise.
Result<std::vector<ReadPoint>> read_keypoints(const nlohmann::json& value);

/// Four corners [x, y].
Result<std::array<ReadPoint, 4>> read_corners(const nlohmann::json& value);

}  // namespace yolozu
