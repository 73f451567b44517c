// SPDX-License-Identifier: Apache-2.0
#include "model/anchors.hpp"

#include <fmt/format.h>

namespace yolozu {

std::int64_t AnchorLayout::count(int height, int width) const {
    std::int64_t cells = 0;
    for (const int stride : strides)
        cells += std::int64_t{(height + stride - 1) / stride} * ((width + stride - 1) / stride);
    return cells * anchors_per_cell;
}

std::string AnchorLayout::to_string() const {
    return fmt::format("strides {}, {} a cell", fmt::join(strides, "/"),
                       anchors_per_cell == 1 ? "1 anchor" : fmt::format("{} anchors", anchors_per_cell));
}

std::vector<AnchorLayout> layouts_with(std::int64_t count, int height, int width) {
    // Most heads; P6; P2; the tiny models of YOLOv3 and v4; P7.
    static const std::vector<std::vector<int>> stride_sets{
        {8, 16, 32}, {8, 16, 32, 64}, {4, 8, 16, 32}, {16, 32}, {8, 16, 32, 64, 128}};
    std::vector<AnchorLayout> found;
    for (const std::vector<int>& strides : stride_sets) {
        for (const int anchors_per_cell : {1, 3}) {
            AnchorLayout layout{strides, anchors_per_cell};
            if (layout.count(height, width) == count) found.push_back(std::move(layout));
        }
    }
    return found;
}

}  // namespace yolozu
