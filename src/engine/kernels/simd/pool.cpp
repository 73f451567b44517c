// SPDX-License-Identifier: Apache-2.0
//
// A row of y is made in two steps: the rows of x in its windows become one row in the scratch memory, then the columns
// are walked there. Windows of k x k cost 2 k and not k k reads so.
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

struct Maximum {
    static float start() { return -__builtin_inff(); }
    static Floats add(Floats accumulated, Floats value) { return Lanes::max(accumulated, value); }
};
struct Sum {
    static float start() { return 0.0F; }
    static Floats add(Floats accumulated, Floats value) { return accumulated + value; }
};

/// The taps of a window along one axis that lie in the picture: count of them, the first at `first`.
struct Taps {
    std::size_t first = 0, count = 0;
    std::size_t divisor = 0;  ///< taps that a mean divides by
};
/// Of taps every `dilation` places from `begin`, how many come before `end`; not counted one by one, as a kernel may be
/// far larger than the picture.
std::size_t taps_before(std::size_t end, std::size_t begin, std::size_t dilation, std::size_t kernel) {
    if (begin >= end) return 0;
    const std::size_t count = (end - begin - 1) / dilation + 1;
    return count < kernel ? count : kernel;
}

Taps taps_of(std::size_t place, std::size_t stride, std::size_t kernel, std::size_t dilation, std::size_t pad_begin,
             std::size_t pad_end, std::size_t extent, bool count_include_pad) {
    const std::size_t begin = place * stride;  // counted from the padding's beginning
    const std::size_t end = pad_begin + extent;
    const std::size_t before = taps_before(pad_begin, begin, dilation, kernel);
    Taps taps;
    taps.count = taps_before(end, begin, dilation, kernel) - before;
    if (taps.count > 0) taps.first = begin + before * dilation - pad_begin;
    taps.divisor = count_include_pad ? taps_before(end + pad_end, begin, dilation, kernel) : taps.count;
    return taps;
}

template <class Fold>
void fold_rows(const PoolTask& task, const float* x, const Taps& taps, float* folded) {
    const std::size_t tap_stride = task.dilation_height * task.x_strides.row;
    x += taps.first * task.x_strides.row;
    // Pixels without gaps are one long row.
    const bool dense = task.x_strides.pixel == task.channels;
    const std::size_t length = dense ? task.x_width * task.channels : task.channels;
    for (std::size_t column = 0; column < (dense ? 1 : task.x_width); ++column)
        for_each_vector(length, [&](std::size_t index, auto part) {
            const float* source = x + column * task.x_strides.pixel + index;
            Floats value = Lanes::splat(Fold::start());
            for (std::size_t tap = 0; tap < taps.count; ++tap, source += tap_stride)
                value = Fold::add(value, part.load(source));
            part.store(folded + column * task.channels + index, value);
        });
}

template <class Fold>
void fold_columns(const PoolTask& task, const float* folded, const Taps& rows, float* y) {
    const std::size_t tap_stride = task.dilation_width * task.channels;
    for (std::size_t column = 0; column < task.y_width; ++column, y += task.y_strides.pixel) {
        const Taps taps = taps_of(column, task.stride_width, task.kernel_width, task.dilation_width, task.pad_left,
                                  task.pad_right, task.x_width, task.count_include_pad);
        // On padding alone the sum is zero, and so is the mean.
        const float count = static_cast<float>(rows.divisor) * static_cast<float>(taps.divisor);
        const Floats divisor = Lanes::splat(count > 0 ? count : 1.0F);
        for_each_vector(task.channels, [&](std::size_t channel, auto part) {
            const float* source = folded + taps.first * task.channels + channel;
            Floats value = Lanes::splat(Fold::start());
            for (std::size_t tap = 0; tap < taps.count; ++tap, source += tap_stride)
                value = Fold::add(value, part.load(source));
            part.store(y + channel, task.maximum ? value : value / divisor);
        });
    }
}

template <class Fold>
void pool_rows(const PoolTask& task, std::size_t begin, std::size_t end, float* folded) {
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t image = item / task.y_height, row = item % task.y_height;
        const Taps taps = taps_of(row, task.stride_height, task.kernel_height, task.dilation_height, task.pad_top,
                                  task.pad_bottom, task.x_height, task.count_include_pad);
        fold_rows<Fold>(task, task.x + image * task.x_strides.image, taps, folded);
        fold_columns<Fold>(task, folded, taps, task.y + image * task.y_strides.image + row * task.y_strides.row);
    }
}

}  // namespace

void pool(const PoolTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    float* const folded = reinterpret_cast<float*>(scratch);
    if (task.maximum)
        pool_rows<Maximum>(task, begin, end, folded);
    else
        pool_rows<Sum>(task, begin, end, folded);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
