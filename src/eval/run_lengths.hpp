// SPDX-License-Identifier: Apache-2.0
//
// Binary masks as COCO's run lengths, with pycocotools' arithmetic (maskApi.c).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "eval/similarity.hpp"
#include "yolozu/result.hpp"

namespace yolozu::eval {

/// Lengths of the runs of background and foreground in turn, column by column and beginning with background. Their sum
/// is width * height. The default is a picture without a pixel.
struct RunLengths {
    int width = 0, height = 0;
    std::vector<std::uint32_t> counts{};

    bool operator==(const RunLengths&) const = default;
};

/// Fails where the lengths do not add up to the picture's pixels.
Result<RunLengths> run_lengths_from_counts(int width, int height, std::vector<std::uint32_t> counts);

/// COCO's compressed text.
Result<RunLengths> run_lengths_from_text(int width, int height, std::string_view text);

/// The foreground of pixels of one byte, row by row, that are not 0.
RunLengths run_lengths_from_pixels(int width, int height, std::span<const std::uint8_t> pixels);

/// What is within a closed outline x1, y1, x2, y2, ... of at least one point, as pycocotools draws it (rleFrPoly): the
/// outline is walked along on a grid five times as fine. What lies beyond the picture is cut off. Fails where the
/// outline is too long to be one.
Result<RunLengths> run_lengths_from_polygon(int width, int height, std::span<const double> polygon);

/// What any of them has; an empty mask of the given size where there is none. All are of that size.
RunLengths united(int width, int height, std::span<const RunLengths> masks);

std::uint64_t area(const RunLengths& mask);

/// The smallest box of whole pixels around the foreground; empty where there is none.
PixelBox bounding_box(const RunLengths& mask);

/// Intersection over union; of a crowd, over the detection's own area. 0 when they do not meet. Both are of one size.
double mask_iou(const RunLengths& detection, const RunLengths& truth, bool truth_is_crowd);

}  // namespace yolozu::eval
