// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/folder_pictures.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// The pictures of one split of a data set, in the order YOLOZU lists them. What `dataset` may be:
///
/// - A folder with images/<split>. An empty `split` is the first there is of val2017, val, valid, validation,
///   train2017, train; else the first folder of images/. A data.yaml in the folder is not read, a dataset.json is.
/// - A .yaml or .yml file as Ultralytics has it: `path` (relative to the file), and `val`, `train` or `test`, each one
///   folder. An empty `split` is val, else train; "valid", "validation", "eval" and "tr" are understood, and a folder's
///   own name.
/// - A .json file {images_dir, labels_dir} or {format: coco, images_dir, instances_json}, folders relative to it. Of
///   COCO's instances the images are taken, by file_name. `split` takes the place of the last component of images_dir
///   where there is such a folder, and changes nothing where there is none.
///
/// Pictures are relative to the split's folder. The labels are not looked at.
Result<std::vector<FoundImage>> pictures_of_dataset(const std::filesystem::path& dataset, const std::string& split);

}  // namespace yolozu
