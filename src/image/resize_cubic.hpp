// SPDX-License-Identifier: Apache-2.0
//
// Bicubic resizing with the bits of cv::resize INTER_CUBIC on three 8-bit channels: four taps on each axis (Keys'
// kernel, a = -0.75), weights in units of 1/2048, no antialiasing. OpenCV's vector code sums the rows in float32; it is
// what every machine with SSE2 or NEON runs.
#pragma once

#include <array>
#include <vector>

#include "image/resize_task.hpp"

namespace yolozu::image {

/// Four neighbours on one axis and their weights, in units of 1/2048. Neighbours outside the picture count as its
/// outermost pixel.
struct CubicTap {
    int position = 0;  ///< of the first neighbour, from -2 to the length - 2
    std::array<std::int16_t, 4> weights{};
};

/// The tap of output coordinate `index` where `source_length` pixels become `length`.
CubicTap cubic_tap(int index, int source_length, int length);

/// Resizes and writes to the tensor row by row. Keeps its tables for the last sizes, and all its memory.
class CubicResizer {
public:
    void run(const ResizeTask& task);

private:
    void prepare(const ResizeTask& task);
    const std::int32_t* filtered_row(const ResizeTask& task, int y);

    std::array<Axis, 2> prepared_axes_{};
    std::vector<std::int32_t> column_offsets_;
    std::vector<std::int16_t> column_weights_;
    std::vector<CubicTap> rows_;

    std::vector<std::uint8_t> padded_;  // a source row with its outermost pixels repeated
    /// Source row y, filtered along x, is in slot y % 4: four neighbours fit.
    struct Slot {
        std::vector<std::int32_t> sums;
        int source_row = -1;
    };
    std::array<Slot, 4> slots_;
    std::vector<std::uint8_t> levels_;
};

}  // namespace yolozu::image
