// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yolozu {

/// Strides that YOLO heads predict at, and how many anchors each grid cell has: one in anchor-free heads, three in
/// anchor-based ones.
struct AnchorLayout {
    std::vector<int> strides;
    int anchors_per_cell = 1;

    /// Sum over the strides of ceil(height / s) * ceil(width / s) * anchors_per_cell; 8400 for 8/16/32 at 640x640.
    std::int64_t count(int height, int width) const;
    /// "strides 8/16/32, 3 anchors a cell".
    std::string to_string() const;
};

/// The layouts in use whose number of anchors at this input size is `count`.
std::vector<AnchorLayout> layouts_with(std::int64_t count, int height, int width);

}  // namespace yolozu
