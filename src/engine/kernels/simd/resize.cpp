// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

void resize_nearest(const ResizeNearestTask& task, std::size_t begin, std::size_t end, std::byte*) {
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t image = item / task.y_height, row = item % task.y_height;
        const std::byte* const x = task.x + image * task.x_strides.image + task.rows[row] * task.x_strides.row;
        std::byte* y = task.y + image * task.y_strides.image + row * task.y_strides.row;
        for (std::size_t column = 0; column < task.y_width; ++column, y += task.y_strides.pixel)
            __builtin_memcpy(y, x + task.columns[column] * task.x_strides.pixel, task.pixel_bytes);
    }
}

void resize_linear(const ResizeLinearTask& task, std::size_t begin, std::size_t end, std::byte*) {
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t image = item / task.y_height, row = item % task.y_height;
        const LinearTap& across = task.rows[row];
        const float* const upper = task.x + image * task.x_strides.image + across.first * task.x_strides.row;
        const float* const lower = task.x + image * task.x_strides.image + across.second * task.x_strides.row;
        const Floats upper_weight = Lanes::splat(across.first_weight),
                     lower_weight = Lanes::splat(across.second_weight);
        float* y = task.y + image * task.y_strides.image + row * task.y_strides.row;
        for (std::size_t column = 0; column < task.y_width; ++column, y += task.y_strides.pixel) {
            const LinearTap& along = task.columns[column];
            const std::size_t left = along.first * task.x_strides.pixel, right = along.second * task.x_strides.pixel;
            const Floats left_weight = Lanes::splat(along.first_weight),
                         right_weight = Lanes::splat(along.second_weight);
            for_each_vector(task.channels, [&](std::size_t channel, auto part) {
                const Floats above =
                    part.load(upper + left + channel) * left_weight + part.load(upper + right + channel) * right_weight;
                const Floats below =
                    part.load(lower + left + channel) * left_weight + part.load(lower + right + channel) * right_weight;
                part.store(y + channel, above * upper_weight + below * lower_weight);
            });
        }
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
