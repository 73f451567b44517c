// SPDX-License-Identifier: Apache-2.0
//
// Scaling and moving with the bits of cv::warpPerspective INTER_LINEAR on three 8-bit channels, for the matrices that
// only do these: places are rounded to 1/32 of a pixel, and what lies outside the picture has the border's level.
#pragma once

#include <vector>

#include "image/resize_task.hpp"

namespace yolozu::image {

/// A pair of neighbours on one axis; they may lie outside the picture.
struct WarpTap {
    int position = 0;  ///< of the first neighbour; the second is the next
    int fraction = 0;  ///< the second one's weight, in units of 1/32
};

/// Fills the whole input: rows and columns outside the picture as well.
class WarpResizer {
public:
    /// The task's axes are the picture's and the input's lengths; the placement says how pixel coordinates map.
    void run(const ResizeTask& task, const Placement& placement, std::uint8_t border);

private:
    void filter_row(const ImageView& source, int y, std::uint8_t border, std::vector<std::int32_t>& sums) const;
    const std::int32_t* filtered_row(const ResizeTask& task, int y, std::uint8_t border);

    std::vector<WarpTap> columns_;
    /// Even source rows are filtered into the first slot, odd ones into the second: two neighbours fit.
    struct Slot {
        std::vector<std::int32_t> sums;
        int source_row = 0;
        bool filled = false;
    };
    Slot slots_[2];
    std::vector<std::uint8_t> levels_;
};

}  // namespace yolozu::image
