// SPDX-License-Identifier: Apache-2.0
//
// Bilinear enlarging of one axis of a map, as torch's interpolate(mode="bilinear", align_corners=False) does it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decode/map_kernels.hpp"

namespace yolozu::decode {

/// In float32, for each pixel p of `length` over `extent` elements of a map:
///   position = max(extent / length * (p + 0.5) - 0.5, 0);  place = floor(position), extent - 1 at most
///   far = position - place, 0 to 1;  near = 1 - far
/// The value is near * map[place] + far * map[place + 1]; behind the last element stands another copy of it.
class BilinearAxis {
public:
    /// Both at least 1. Does nothing when they are those of the call before.
    void set(int extent, int length);

    int extent() const { return extent_; }
    int length() const { return length_; }
    int place(int pixel) const { return places_[static_cast<std::size_t>(pixel)]; }
    float near(int pixel) const { return near_[static_cast<std::size_t>(pixel)]; }
    float far(int pixel) const { return far_[static_cast<std::size_t>(pixel)]; }
    /// The table for pixels from `first` on.
    ColumnTable from(int first) const;

private:
    int extent_ = 0, length_ = 0;
    std::vector<std::int32_t> places_;
    std::vector<float> near_, far_;
};

/// Walks over the pixels of an axis of rows in order: `take(pixel, upper, lower)` with the two rows of the map that it
/// lies between. Each row that is needed is made by `make(row)` before, once, in order; of those made the last two are
/// asked for.
template <class Make, class Take>
void walk_rows(const BilinearAxis& rows, const Make& make, const Take& take) {
    int next = 0;
    for (int row = 0; row < rows.extent(); ++row) {
        if (next >= rows.length() || rows.place(next) > row) continue;
        make(row);
        for (; next < rows.length(); ++next) {
            const int upper = rows.place(next), lower = std::min(upper + 1, rows.extent() - 1);
            if (lower > row) break;
            take(next, upper, lower);
        }
    }
}

}  // namespace yolozu::decode
