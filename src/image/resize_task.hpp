// SPDX-License-Identifier: Apache-2.0
//
// What every resizer is asked to do: a picture, a size, and the place in the tensor where the resized picture goes.
#pragma once

#include "image/isa/row_kernels.hpp"
#include "image/tensor_target.hpp"
#include "yolozu/image.hpp"

namespace yolozu::image {

/// One axis of a resize: `source_length` pixels become `length`, of which only `count` from `first` on are wanted.
struct Axis {
    int source_length = 0;
    int length = 0;
    int first = 0;
    int count = 0;

    bool keeps_length() const { return length == source_length; }
    bool operator==(const Axis&) const = default;
};

struct ResizeTask {
    ImageView source;
    Axis columns, rows;
    TensorTarget target;  ///< at the first wanted pixel
    const RowKernels& kernels;
    const Normalisation& normalisation;

    bool keeps_size() const { return columns.keeps_length() && rows.keeps_length(); }

    /// Writes row `y` of the wanted ones from interleaved levels.
    void write_levels(int y, const std::uint8_t* levels) const {
        target.write(y, columns.count,
                     [&](const TensorRow& row) { kernels.write_copied(levels, columns.count, normalisation, row); });
    }
};

/// Writes the picture as it is.
inline void write_unresized(const ResizeTask& task) {
    for (int y = 0; y < task.rows.count; ++y)
        task.write_levels(y, task.source.row(task.rows.first + y) + std::ptrdiff_t{3} * task.columns.first);
}

}  // namespace yolozu::image
