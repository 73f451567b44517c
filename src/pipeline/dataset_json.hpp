// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/folder_pictures.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// The pictures of a dataset.json; see pictures_of_dataset.
Result<std::vector<FoundImage>> pictures_of_dataset_json(const std::filesystem::path& file, const std::string& split);

/// Where a dataset.json says what is on its pictures: one of them.
struct DescribedTruth {
    std::filesystem::path labels;  ///< the folder of labels
    std::filesystem::path coco;    ///< the file of COCO's annotations
};
Result<DescribedTruth> truth_of_dataset_json(const std::filesystem::path& file, const std::string& split);

}  // namespace yolozu
