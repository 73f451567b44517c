// SPDX-License-Identifier: Apache-2.0
//
// Pictures have their channels last; the channels of a pixel are contiguous. Strides in elements unless noted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yolozu::engine {

/// Where the pixels of a batch of pictures are.
struct PictureStrides {
    std::size_t image = 0, row = 0, pixel = 0;
};

/// Largest or mean element of windows. Each window has at least one pixel of the picture in it.
struct PoolTask {
    bool maximum = true;             ///< else the mean
    bool count_include_pad = false;  ///< a mean is over the padding in the window too (never behind the padding)
    std::size_t images = 0, channels = 0;
    std::size_t x_height = 0, x_width = 0, y_height = 0, y_width = 0;
    std::size_t kernel_height = 1, kernel_width = 1;
    std::size_t stride_height = 1, stride_width = 1;
    std::size_t dilation_height = 1, dilation_width = 1;
    std::size_t pad_top = 0, pad_left = 0, pad_bottom = 0, pad_right = 0;
    const float* x = nullptr;
    PictureStrides x_strides{};
    float* y = nullptr;
    PictureStrides y_strides{};
};
constexpr std::size_t item_count(const PoolTask& task) {
    return task.images * task.y_height;
}
constexpr std::size_t scratch_bytes(const PoolTask& task) {
    return task.x_width * task.channels * sizeof(float);
}

/// Copies for each pixel of y the pixel of x at (rows[its row], columns[its column]). Elements of any type: everything
/// here is in bytes.
struct ResizeNearestTask {
    std::size_t images = 0, y_height = 0, y_width = 0;
    std::size_t pixel_bytes = 0;
    const std::uint32_t* rows = nullptr;
    const std::uint32_t* columns = nullptr;
    const std::byte* x = nullptr;
    PictureStrides x_strides{};
    std::byte* y = nullptr;
    PictureStrides y_strides{};
};
constexpr std::size_t item_count(const ResizeNearestTask& task) {
    return task.images * task.y_height;
}

/// A place between two elements along an axis: theirs is first * first_weight + second * second_weight.
struct LinearTap {
    std::uint32_t first = 0, second = 0;
    float first_weight = 1.0F, second_weight = 0.0F;
};

/// Blends for each pixel of y the four pixels of x at rows[its row] and columns[its column].
struct ResizeLinearTask {
    std::size_t images = 0, channels = 0, y_height = 0, y_width = 0;
    const LinearTap* rows = nullptr;
    const LinearTap* columns = nullptr;
    const float* x = nullptr;
    PictureStrides x_strides{};
    float* y = nullptr;
    PictureStrides y_strides{};
};
constexpr std::size_t item_count(const ResizeLinearTask& task) {
    return task.images * task.y_height;
}

}  // namespace yolozu::engine
