// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/activation.hpp"
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

void unary(const UnaryTask& task, std::size_t begin, std::size_t end, std::byte*) {
    with_function(task.function, task.alpha, task.beta, [&](auto function) {
        for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
            const float* const x = task.x + row * task.x_stride + first;
            float* const y = task.y + row * task.y_stride + first;
            for_each_vector(
                count, [&](std::size_t index, auto part) { part.store(y + index, function(part.load(x + index))); });
        });
    });
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
