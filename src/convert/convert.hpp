// SPDX-License-Identifier: Apache-2.0
//
// Predictions from one format to another.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "convert/yolo_labels.hpp"
#include "yolozu/result.hpp"

namespace yolozu::convert {

enum class Format { wrapped, list, map, lines, coco, yolo, csv };
/// "wrapped", "list", "map", "jsonl", "coco", "yolo", "csv".
std::optional<Format> format_from_string(std::string_view name);

struct Request {
    std::filesystem::path input, output;
    Format to = Format::wrapped;
    /// Nothing: a folder is yolo, a name that ends in .csv is csv, a list whose first element has an image_id is coco,
    /// anything else is a predictions file. Of the four shapes each stands for all: the file tells which it has.
    std::optional<Format> from;
    std::vector<std::filesystem::path> images;  ///< picture files: names and sizes
    std::filesystem::path coco;                 ///< COCO's instances: names, sizes, ids of images and categories
    bool coco_80_to_91 = false;                 ///< classes are COCO's 80, category ids its 1 to 90
    LabelForm label_form = LabelForm::detect;   ///< of YOLO's labels that are read
    bool without_scores = false;                ///< YOLO's labels as for training
};

struct Summary {
    std::size_t images = 0;
    std::vector<std::string> losses;      ///< in words
    bool categories_are_classes = false;  ///< COCO's category ids were taken to be the class ids
};

/// Fails where something is needed that neither the input nor the request has, such as a picture's size.
Result<Summary> convert(const Request& request);

}  // namespace yolozu::convert
