// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernels/simd/lanes.hpp"
#include "engine/kernels/tasks/batch.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// Which of a batch's matrices is the `index`th, in steps.
inline std::size_t batch_offset(const BatchTask& batch, std::size_t index) {
    std::size_t offset = 0;
    for (std::size_t axis = batch.rank; axis-- > 0; index /= batch.extents[axis])
        offset += index % batch.extents[axis] * batch.steps[axis];
    return offset;
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
