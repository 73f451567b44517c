// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "eval/run_lengths.hpp"
#include "predictions/detection_parts.hpp"

namespace yolozu::eval {

/// The mask on a picture of that size, as pycocotools makes it of each of COCO's forms; of several polygons, what is
/// within any. Fails where run lengths are of another size.
Result<RunLengths> run_lengths_of(const ReadSegmentation& segmentation, int width, int height);

/// The foreground of a mask file as YOLOZU has them (contract 6.1): a PNG of one channel of 8 bits at most and of the
/// given size, in which 0 is the background.
Result<RunLengths> read_mask_file(const std::filesystem::path& path, int width, int height);

}  // namespace yolozu::eval
