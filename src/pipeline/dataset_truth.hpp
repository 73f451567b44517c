// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "yolozu/result.hpp"

namespace yolozu {

/// Where a data set says what is on its pictures.
struct DatasetTruth {
    std::vector<std::filesystem::path> images;  ///< as pictures_of_dataset gives them
    std::vector<std::filesystem::path> labels;  ///< the file of each, which need not exist; none where there is `coco`
    std::filesystem::path coco;                 ///< COCO's annotations in place of labels; empty: none
    std::filesystem::path names;                ///< the .yaml that names the classes; empty: none
};

/// Of the split that pictures_of_dataset takes. Labels lie in labels/ where the pictures lie in images/, as Ultralytics
/// has it (the last folder of that name on a picture's path), and beside pictures that are in no such folder; those of
/// a dataset.json in its labels_dir. Fails where pictures_of_dataset does, and where there is neither a label file of
/// any picture nor a file of annotations.
Result<DatasetTruth> truth_of_dataset(const std::filesystem::path& dataset, const std::string& split);

}  // namespace yolozu
