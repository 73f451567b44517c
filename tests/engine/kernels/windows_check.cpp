// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/kernels/kernel_check.hpp"

namespace yolozu::test {
namespace {

using engine::LinearTap;
using engine::PictureStrides;
using engine::PoolTask;
using engine::ResizeLinearTask;
using engine::ResizeNearestTask;

PictureStrides strides_of(std::size_t height, std::size_t width, std::size_t pixel) {
    return {height * width * pixel + 3, width * pixel, pixel};
}
std::size_t size_of(std::size_t images, const PictureStrides& strides) {
    return images * strides.image;
}

/// The pool of one window, tap by tap.
float plain_pool(const PoolTask& task, std::size_t image, std::size_t row, std::size_t column, std::size_t channel) {
    double sum = 0, largest = -HUGE_VAL;
    int divisor = 0;
    for (std::size_t tap_row = 0; tap_row < task.kernel_height; ++tap_row)
        for (std::size_t tap_column = 0; tap_column < task.kernel_width; ++tap_column) {
            const long y = static_cast<long>(row * task.stride_height + tap_row * task.dilation_height) -
                           static_cast<long>(task.pad_top);
            const long x = static_cast<long>(column * task.stride_width + tap_column * task.dilation_width) -
                           static_cast<long>(task.pad_left);
            const long height = static_cast<long>(task.x_height), width = static_cast<long>(task.x_width);
            const bool inside = y >= 0 && x >= 0 && y < height && x < width;
            const bool in_padding =
                y < height + static_cast<long>(task.pad_bottom) && x < width + static_cast<long>(task.pad_right);
            if (inside || (task.count_include_pad && in_padding)) ++divisor;
            if (!inside) continue;
            const double value = static_cast<double>(
                task.x[image * task.x_strides.image + static_cast<std::size_t>(y) * task.x_strides.row +
                       static_cast<std::size_t>(x) * task.x_strides.pixel + channel]);
            sum += value;
            largest = std::max(largest, value);
        }
    return static_cast<float>(task.maximum ? largest : sum / divisor);
}

void check_pool_task(const engine::Kernels& kernels, PoolTask task, std::size_t gap) {
    task.x_strides = strides_of(task.x_height, task.x_width, task.channels + gap);
    task.y_strides = strides_of(task.y_height, task.y_width, task.channels + 2 * gap);
    const std::vector<float> x = random_floats(size_of(task.images, task.x_strides), -5, 5);
    task.x = x.data();
    std::vector<float> expected = untouched<float>(size_of(task.images, task.y_strides));
    for (std::size_t image = 0; image < task.images; ++image)
        for (std::size_t row = 0; row < task.y_height; ++row)
            for (std::size_t column = 0; column < task.y_width; ++column)
                for (std::size_t channel = 0; channel < task.channels; ++channel)
                    expected[image * task.y_strides.image + row * task.y_strides.row + column * task.y_strides.pixel +
                             channel] = plain_pool(task, image, row, column, channel);
    expect_output<PoolTask>(kernels.pool, expected, {1e-6, task.maximum ? 0 : 1e-6}, [&](float* y) {
        PoolTask ready = task;
        ready.y = y;
        return ready;
    });
}

const PoolTask pools[] = {
    {.x_height = 7,
     .x_width = 6,
     .y_height = 7,
     .y_width = 6,
     .kernel_height = 5,
     .kernel_width = 5,
     .pad_top = 2,
     .pad_left = 2,
     .pad_bottom = 2,
     .pad_right = 2},
    {.x_height = 6,
     .x_width = 9,
     .y_height = 3,
     .y_width = 4,
     .kernel_height = 2,
     .kernel_width = 3,
     .stride_height = 2,
     .stride_width = 2},
    {.x_height = 9,
     .x_width = 8,
     .y_height = 3,
     .y_width = 4,
     .kernel_height = 3,
     .kernel_width = 2,
     .stride_height = 2,
     .stride_width = 2,
     .dilation_height = 2,
     .dilation_width = 3,
     .pad_left = 1,
     .pad_right = 1},
    // Windows that reach behind the padding, as rounding up makes them.
    {.x_height = 5,
     .x_width = 5,
     .y_height = 3,
     .y_width = 3,
     .kernel_height = 3,
     .kernel_width = 3,
     .stride_height = 2,
     .stride_width = 2,
     .pad_top = 1,
     .pad_left = 1},
    {.x_height = 1, .x_width = 1, .y_height = 1, .y_width = 1},
};

}  // namespace

void check_pool(const engine::Kernels& kernels) {
    for (const PoolTask& pool : pools)
        for (std::size_t channels = 1; channels <= 37; ++channels)
            for (const bool maximum : {true, false}) {
                PoolTask task = pool;
                task.maximum = maximum;
                task.count_include_pad = channels % 2 == 0;
                task.images = channels % 5 == 0 ? 0 : 2;
                task.channels = channels;
                check_pool_task(kernels, task, channels % 3);
            }
}

void check_resize_nearest(const engine::Kernels& kernels) {
    const std::vector<std::uint32_t> rows{0, 0, 1, 2, 2}, columns{3, 0, 1, 1, 2, 3, 3};
    for (std::size_t bytes = 1; bytes <= 70; ++bytes) {
        const PictureStrides from = strides_of(3, 4, bytes + 2), to = strides_of(5, 7, bytes + 1);
        const auto x = random_integers<std::uint8_t>(size_of(2, from), 0, 100);
        std::vector<std::uint8_t> expected = untouched<std::uint8_t>(size_of(2, to));
        for (std::size_t image = 0; image < 2; ++image)
            for (std::size_t row = 0; row < 5; ++row)
                for (std::size_t column = 0; column < 7; ++column)
                    for (std::size_t byte = 0; byte < bytes; ++byte)
                        expected[image * to.image + row * to.row + column * to.pixel + byte] =
                            x[image * from.image + rows[row] * from.row + columns[column] * from.pixel + byte];
        expect_output<ResizeNearestTask>(kernels.resize_nearest, expected, {}, [&](std::uint8_t* y) {
            return ResizeNearestTask{.images = 2,
                                     .y_height = 5,
                                     .y_width = 7,
                                     .pixel_bytes = bytes,
                                     .rows = rows.data(),
                                     .columns = columns.data(),
                                     .x = reinterpret_cast<const std::byte*>(x.data()),
                                     .x_strides = from,
                                     .y = reinterpret_cast<std::byte*>(y),
                                     .y_strides = to};
        });
    }
}

void check_resize_linear(const engine::Kernels& kernels) {
    const std::vector<LinearTap> rows{{0, 0, 1.0F, 0.0F}, {0, 1, 0.25F, 0.75F}, {2, 1, 0.5F, 0.5F}};
    const std::vector<LinearTap> columns{
        {0, 1, 0.125F, 0.875F}, {3, 3, 0.3F, 0.7F}, {1, 2, 0.9F, 0.1F}, {2, 0, 0.0F, 1.0F}};
    for (std::size_t channels = 1; channels <= 70; ++channels) {
        const PictureStrides from = strides_of(3, 4, channels + 2), to = strides_of(3, 4, channels + 1);
        const std::vector<float> x = random_floats(size_of(2, from), -3, 3);
        std::vector<float> expected = untouched<float>(size_of(2, to));
        const auto at = [&](std::size_t image, std::size_t row, std::size_t column, std::size_t channel) {
            return static_cast<double>(x[image * from.image + row * from.row + column * from.pixel + channel]);
        };
        for (std::size_t image = 0; image < 2; ++image)
            for (std::size_t row = 0; row < 3; ++row)
                for (std::size_t column = 0; column < 4; ++column)
                    for (std::size_t channel = 0; channel < channels; ++channel) {
                        const LinearTap &v = rows[row], &h = columns[column];
                        const double above = at(image, v.first, h.first, channel) * h.first_weight +
                                             at(image, v.first, h.second, channel) * h.second_weight;
                        const double below = at(image, v.second, h.first, channel) * h.first_weight +
                                             at(image, v.second, h.second, channel) * h.second_weight;
                        expected[image * to.image + row * to.row + column * to.pixel + channel] =
                            static_cast<float>(above * v.first_weight + below * v.second_weight);
                    }
        expect_output<ResizeLinearTask>(kernels.resize_linear, expected, {1e-6, 1e-6}, [&](float* y) {
            return ResizeLinearTask{.images = 2,
                                    .channels = channels,
                                    .y_height = 3,
                                    .y_width = 4,
                                    .rows = rows.data(),
                                    .columns = columns.data(),
                                    .x = x.data(),
                                    .x_strides = from,
                                    .y = y,
                                    .y_strides = to};
        });
    }
}

}  // namespace yolozu::test
