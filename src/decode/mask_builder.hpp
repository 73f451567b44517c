// SPDX-License-Identifier: Apache-2.0
//
// One object's mask, from rows of logits that come one after the other: each is enlarged along its length, and as soon
// as two neighbours are there, the picture's rows between them are turned into runs of foreground, where the logit is
// above 0. So a mask never exists pixel by pixel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "decode/bilinear.hpp"
#include "yolozu/mask.hpp"
#include "yolozu/preprocess.hpp"

namespace yolozu::decode {

/// Pixels from left, top up to but not including right, bottom.
struct PixelRectangle {
    int left = 0, top = 0, right = 0, bottom = 0;

    bool is_empty() const { return left >= right || top >= bottom; }
};

/// The pixels of a picture whose places are within a box, its left and top edges included and the others not.
PixelRectangle pixels_within(const Box& box, int picture_width, int picture_height);

/// How a map is enlarged to a picture.
struct Enlargement {
    BilinearAxis columns, rows;
};

class MaskBuilder {
public:
    /// Begins a mask that is empty outside `pixels`, which are not empty and within the picture.
    void start(const Enlargement& enlargement, const PixelRectangle& pixels);

    /// The elements of a map's row that are looked at, from first up to but not including end.
    struct Elements {
        int first, end;
    };
    Elements elements(const Enlargement& enlargement) const;

    /// Whether the next pixels need this row of the map. Rows are asked for in ascending order.
    bool needs(const Enlargement& enlargement, int map_row) const;

    /// Takes a row of logits that is needed. Its first element is the map part's; behind the last one there is another
    /// copy of it, and a block more that may be read.
    void feed(const Enlargement& enlargement, const MapKernels& kernels, int map_row, const float* logits);

    Mask finish(int picture_width, int picture_height);

private:
    void add_runs(int row);

    PixelRectangle pixels_;
    int next_row_ = 0;
    std::array<std::vector<float>, 2> enlarged_;  // of the last two rows of the map; even and odd ones
    std::vector<std::uint64_t> bits_;
    std::vector<Mask::Run> runs_;
};

}  // namespace yolozu::decode
