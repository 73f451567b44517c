// SPDX-License-Identifier: Apache-2.0
//
// One slot of the input tensor, as rows to be written.
#pragma once

#include <vector>

#include "image/isa/row_kernels.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::image {

/// The three channels of a slot, by source channel (red, green, blue), from some pixel of theirs on. The row kernels
/// write planes; where the channels lie last, they write a row of planes beside the tensor, which is then interleaved.
class TensorTarget {
public:
    /// `planes` is memory for one row, kept by the caller.
    TensorTarget(const MutableTensorView& input, std::int64_t batch_index, const PreprocessSpec& spec,
                 std::vector<std::byte>& planes);

    /// The same slot, starting at another pixel.
    TensorTarget at(int x, int y) const;

    /// Calls write_row with the TensorRow of row `y`, which writes `width` pixels to it.
    template <class WriteRow>
    void write(int y, int width, const WriteRow& write_row) const {
        if (!channels_last_) return write_row(row_of_planes(y));
        write_row(row_beside());
        interleave(y, width);
    }

    /// Writes one value for each source channel to a rectangle.
    void fill(int left, int top, int width, int height, const float (&values)[3]) const;

private:
    TensorRow row_of_planes(int y) const;
    TensorRow row_beside() const;
    void interleave(int y, int width) const;
    template <class Number>
    void interleave_row(int y, int width) const;
    template <class Number>
    void fill_row_with(int left, int y, int width, int channel, Number value) const;
    void fill_row(int left, int y, int width, int channel, float value) const;
    std::byte* start_of(int channel, int x, int y) const {
        return starts_[channel] + y * row_bytes_ + x * pixel_bytes_;
    }

    std::byte* starts_[3] = {nullptr, nullptr, nullptr};
    std::ptrdiff_t row_bytes_ = 0;
    std::ptrdiff_t pixel_bytes_ = 0;  // from one element of a channel to the next
    Element element_ = Element::float32;
    bool channels_last_ = false;
    std::byte* beside_ = nullptr;
    std::ptrdiff_t beside_pitch_ = 0;
};

}  // namespace yolozu::image
