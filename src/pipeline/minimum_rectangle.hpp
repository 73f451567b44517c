// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/preprocess.hpp"

namespace yolozu {

/// A letterboxed picture in the smallest input that holds it: Ultralytics' LetterBox(auto=True). `full` is its
/// placement in the largest input; the picture keeps its resized size, and what is cut off the border of each axis are
/// whole strides: (left + right) mod stride is left of it, the smaller half on the left and above.
Placement minimum_rectangle(const Placement& full, int stride);

}  // namespace yolozu
