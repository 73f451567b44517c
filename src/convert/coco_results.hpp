// SPDX-License-Identifier: Apache-2.0
//
// COCO's list of results, as pycocotools' loadRes reads it: {"image_id", "category_id", "bbox": [x, y, width, height]
// in pixels, "score"} and, where there are any, "keypoints" (x, y, v triples in pixels) and "segmentation" (compressed
// run lengths). It has no images without detections.
#pragma once

#include <filesystem>
#include <memory>

#include "convert/picture_sizes.hpp"

namespace yolozu::convert {

/// Pictures come in the order in which the list mentions them first.
Result<std::unique_ptr<Source>> coco_source(const std::filesystem::path& path, const KnownPictures& pictures,
                                            const CategoryRule& categories, Losses& losses);

Result<std::unique_ptr<Sink>> coco_sink(const std::filesystem::path& target, const KnownPictures& pictures,
                                        const CategoryRule& categories, Losses& losses);

}  // namespace yolozu::convert
