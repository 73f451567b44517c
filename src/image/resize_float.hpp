// SPDX-License-Identifier: Apache-2.0
//
// Resizing as torch's F.interpolate(mode="bilinear", antialias=True, align_corners=False) does it in float32: a
// triangle that is widened by the shrink factor, first along rows and then along columns, without rounding between.
//
// The levels are filtered and normalised afterwards. Models normalise first; as the filter is linear and its weights
// sum to 1, that is the same but for the rounding of float32.
#pragma once

#include <array>
#include <vector>

#include "image/resize_task.hpp"
#include "image/wide_filter.hpp"

namespace yolozu::image {

/// Resizes and writes to the tensor row by row. Keeps its tables for the last sizes, and all its memory.
class FloatResizer {
public:
    void run(const ResizeTask& task);

private:
    void prepare(const ResizeTask& task);
    const float* filtered_row(const ResizeTask& task, int y);

    std::array<Axis, 2> prepared_axes_{};
    WideFilter<float> columns_, rows_;
    std::vector<float> widened_;  // a source row
    RowCache<float> filtered_;    // source rows, filtered along x: planes
    std::vector<float> sums_;     // planes
    std::ptrdiff_t pitch_ = 0;
};

}  // namespace yolozu::image
