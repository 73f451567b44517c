// SPDX-License-Identifier: Apache-2.0
//
// Bilinear resizing with the bits of cv::resize INTER_LINEAR on three 8-bit channels.
#pragma once

#include <array>
#include <vector>

#include "image/resize_task.hpp"

namespace yolozu::image {

/// A pair of neighbours on one axis and their weights, in units of 1/2048. The neighbours may lie outside the picture:
/// -1 or the first one behind it.
struct LinearTap {
    int position = 0;  ///< of the first neighbour; the second is the next
    std::int16_t first_weight = 0;
    std::int16_t second_weight = 0;
};

/// The tap of output coordinate `index` where `source_length` pixels become `length`.
LinearTap linear_tap(int index, int source_length, int length);

/// Resizes and writes to the tensor row by row. Keeps its tables for the last sizes, and all its memory.
class LinearResizer {
public:
    LinearResizer() = default;
    LinearResizer(const LinearResizer&) = delete;  // columns_ points into the vectors
    LinearResizer& operator=(const LinearResizer&) = delete;

    void run(const ResizeTask& task);

private:
    void prepare(const ResizeTask& task);
    void prepare_columns(const Axis& axis);
    void prepare_rows(const Axis& axis);
    void write_halved(const ResizeTask& task) const;
    void write_blended(const ResizeTask& task);

    /// The source rows that output row `y` is blended from. A row of no weight is replaced by the other.
    struct RowPair {
        int upper = 0, lower = 0;
    };
    RowPair source_rows(int y, int source_height) const;
    const std::int16_t* interpolated_row(const ResizeTask& task, int y, const std::uint8_t* upcoming);

    std::array<Axis, 2> prepared_axes_{};
    HorizontalTaps columns_;
    std::vector<std::int32_t> column_offsets_;
    std::vector<std::int16_t> column_weights_;
    std::vector<LinearTap> rows_;

    /// Even source rows are interpolated into the first slot, odd ones into the second: two neighbours fit.
    struct Slot {
        std::vector<std::int16_t> planes;
        int source_row = -1;
    };
    std::array<Slot, 2> slots_;
    std::ptrdiff_t pitch_ = 0;
};

}  // namespace yolozu::image
