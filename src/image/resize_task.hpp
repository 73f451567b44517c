// SPDX-License-Identifier: Apache-2.0
//
// What every resizer is asked to do: a picture, a size, and the place in the tensor where the resized picture goes.
#pragma once

#include "image/isa/row_kernels.hpp"
#include "yolozu/image.hpp"

namespace yolozu::image {

/// Three planes in a tensor, by source channel (red, green, blue), at some pixel of theirs.
struct TensorPlanes {
    std::byte* starts[3] = {nullptr, nullptr, nullptr};
    std::ptrdiff_t element_bytes = 4;
    std::ptrdiff_t row_bytes = 0;

    TensorRow row(int y) const {
        TensorRow row;
        for (int channel = 0; channel < 3; ++channel) row.planes[channel] = starts[channel] + y * row_bytes;
        row.half = element_bytes == 2;
        return row;
    }

    /// The same planes, starting at another pixel.
    TensorPlanes at(int x, int y) const {
        TensorPlanes moved = *this;
        for (std::byte*& start : moved.starts) start += y * row_bytes + x * element_bytes;
        return moved;
    }
};

struct ResizeTask {
    ImageView source;
    int width = 0;  ///< the resized picture
    int height = 0;
    TensorPlanes target;  ///< at the resized picture's first pixel
    const RowKernels& kernels;
    const Normalisation& normalisation;

    bool keeps_size() const { return width == source.width && height == source.height; }
};

/// Writes the picture as it is.
inline void write_unresized(const ResizeTask& task) {
    for (int y = 0; y < task.height; ++y)
        task.kernels.write_copied(task.source.row(y), task.width, task.normalisation, task.target.row(y));
}

}  // namespace yolozu::image
