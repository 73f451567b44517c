// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yolozu/prediction.hpp"

namespace yolozu::decode {

/// A keypoint at x, y in network pixels, in the picture's pixels and clipped to it; the visibility clipped to 0 to 1.
/// One whose place is not finite is (0, 0) with a visibility of 0, and a visibility that is NaN becomes 0.
Keypoint place_keypoint(const Placement& placement, double x, double y, double visibility);

}  // namespace yolozu::decode
