// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/image.hpp"

namespace yolozu {

/// Turns stored pixels the way up that an EXIF orientation (1 to 8) says. 1 to 4 work in place; 5 to 8, which swap
/// width and height, make a new picture in one pass.
Image apply_orientation(Image stored, int orientation);

}  // namespace yolozu
