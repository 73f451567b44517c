// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

void layer_norm(const LayerNormTask& task, std::size_t begin, std::size_t end, std::byte*) {
    const float count = static_cast<float>(task.n);
    for (std::size_t row = begin; row < end; ++row) {
        const float* const x = task.x + row * task.x_stride;
        float* const y = task.y + row * task.y_stride;
        const Floats mean =
            Lanes::splat(Lanes::sum(accumulate(task.n, 0.0F, plus,
                                               [&](std::size_t index, auto part) { return part.load(x + index); })) /
                         count);
        const float variance = Lanes::sum(accumulate(task.n, 0.0F, plus,
                                                     [&](std::size_t index, auto part) {
                                                         const Floats difference = part.load(x + index) - mean;
                                                         return difference * difference;
                                                     })) /
                               count;
        const Floats deviation = Lanes::sqrt(Lanes::splat(variance + task.epsilon));
        for_each_vector(task.n, [&](std::size_t index, auto part) {
            Floats value = (part.load(x + index) - mean) / deviation * part.load(task.scale + index);
            if (task.bias != nullptr) value = value + part.load(task.bias + index);
            part.store(y + index, value);
        });
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
