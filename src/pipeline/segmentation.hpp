// SPDX-License-Identifier: Apache-2.0
//
// Masks in COCO's words.
#pragma once

#include <string>
#include <vector>

#include "yolozu/mask.hpp"

namespace yolozu {

/// COCO's compressed run lengths: the lengths of the runs of background and foreground in turn, column by column and
/// beginning with background; from the fourth on the difference to the length two before; each number in groups of five
/// bits, low ones first, as characters from '0' on (the 32 of a character says that another one follows).
std::string coco_run_lengths(const Mask& mask);

/// The outlines of the mask's parts, clockwise on the picture, as x1, y1, x2, y2, ... along the pixels' edges: a mask
/// of the pixel (3, 5) alone is 3, 5, 4, 5, 4, 6, 3, 6. Pixels that touch at a corner only belong to different parts.
/// Holes are not told of.
std::vector<std::vector<double>> outer_contours(const Mask& mask);

}  // namespace yolozu
