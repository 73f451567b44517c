// SPDX-License-Identifier: Apache-2.0
//
// Resizing with the bits of Pillow's Image.resize(size, BILINEAR or BICUBIC) on 8-bit RGB: a kernel that is widened by
// the shrink factor, first along rows and then along columns, with a rounding to 8 bits between.
#pragma once

#include <array>
#include <vector>

#include "image/resize_task.hpp"
#include "image/wide_filter.hpp"

namespace yolozu::image {

/// A triangle of radius 1, or Keys' cubic kernel with a = -0.5, of radius 2.
enum class PillowKernel { bilinear, bicubic };

/// Resizes and writes to the tensor row by row. Keeps its tables for the last sizes, and all its memory.
class PillowResizer {
public:
    void run(const ResizeTask& task, PillowKernel kernel);

private:
    void prepare(const ResizeTask& task, PillowKernel kernel);
    void prepare_filter(WideFilter<std::int32_t>& filter, const Axis& axis, PillowKernel kernel);
    const std::uint8_t* filtered_row(const ResizeTask& task, int y);
    const std::uint8_t* blended_row(const ResizeTask& task, int y);

    std::array<Axis, 2> prepared_axes_{};
    PillowKernel prepared_kernel_ = PillowKernel::bilinear;
    WideFilter<std::int32_t> columns_, rows_;  // weights in units of 2^-22
    std::vector<double> exact_weights_;        // of one pixel, kept for its memory
    std::vector<std::int32_t> widened_;        // a source row
    RowCache<std::uint8_t> filtered_;          // source rows, filtered along x
    std::vector<std::int32_t> sums_;
    std::vector<std::uint8_t> blended_;
};

}  // namespace yolozu::image
