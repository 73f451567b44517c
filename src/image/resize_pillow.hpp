// SPDX-License-Identifier: Apache-2.0
//
// Bilinear resizing with the bits of Pillow's Image.resize(size, BILINEAR) on 8-bit RGB: a triangle filter, widened by
// the shrink factor, first along rows and then along columns, with a rounding to 8 bits between.
#pragma once

#include <array>
#include <vector>

#include "image/resize_task.hpp"

namespace yolozu::image {

/// The filter of one axis: for each output pixel a first source pixel, a count and the weights in units of 2^-22.
class TriangleFilter {
public:
    void prepare(int source_length, int length);

    int first(int index) const { return spans_[static_cast<std::size_t>(index)].first; }
    int count(int index) const { return spans_[static_cast<std::size_t>(index)].count; }
    const std::int32_t* weights(int index) const {
        return weights_.data() + static_cast<std::ptrdiff_t>(index) * largest_count_;
    }
    int largest_count() const { return largest_count_; }

private:
    void prepare_one(int index, int source_length, double scale);

    struct Span {
        int first = 0;
        int count = 0;
    };
    int largest_count_ = 0;
    std::vector<Span> spans_;
    std::vector<std::int32_t> weights_;
    std::vector<double> exact_weights_;  // of one pixel, kept for its memory
};

/// Resizes and writes to the tensor row by row. Keeps its tables for the last pair of sizes, and all its memory.
class PillowResizer {
public:
    void run(const ResizeTask& task);

private:
    void prepare(const ResizeTask& task);
    const std::uint8_t* filtered_row(const ResizeTask& task, int y);
    const std::uint8_t* blended_row(const ResizeTask& task, int y);

    std::array<int, 4> prepared_sizes_{};
    TriangleFilter columns_, rows_;

    /// The last source rows, filtered along x: source row y is in slot y % (number of slots).
    std::vector<std::uint8_t> slots_;
    std::vector<int> slot_rows_;
    std::vector<std::int32_t> sums_;
    std::vector<std::uint8_t> blended_;
};

}  // namespace yolozu::image
