// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/image.hpp"

namespace yolozu::show {

/// The picture with a longer side of at most `longest_side` pixels (at least 1): each pixel is the mean of those that
/// it covers, wholly or in part. A copy where it is small enough.
Image shrunk(const Image& image, int longest_side);

}  // namespace yolozu::show
