// SPDX-License-Identifier: Apache-2.0
//
// A register tile of the sums of an integer convolution: some windows by two vectors of columns.
#pragma once

#include "engine/kernels/simd/integer_windows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// Pixels by vectors of columns whose sums are kept in registers.
inline constexpr std::size_t integer_rows = Lanes::registers == 32 ? 8 : 6;
inline constexpr std::size_t integer_vectors = 2;
static_assert(integer_strip % integer_rows == 0);

using IntegerSums = Integers[integer_rows][integer_vectors];

inline std::int32_t four_bytes_at(const void* from) {
    std::int32_t word = 0;
    __builtin_memcpy(&word, from, sizeof word);
    return word;
}

/// Sums leave the registers only when they are complete: bytes may be anywhere, so one that is read could be one of a
/// sum in memory.
template <std::size_t vectors>
[[gnu::always_inline]] inline void hand_over(const Integers (&running)[integer_rows][vectors], IntegerSums& sums) {
#pragma GCC unroll 8
    for (std::size_t row = 0; row < integer_rows; ++row)
#pragma GCC unroll 2
        for (std::size_t vector = 0; vector < vectors; ++vector) sums[row][vector] = running[row][vector];
}

/// Multiplies shorts pair by pair.
class ShortProducts {
public:
    using Windows = ShortWindows;

    explicit ShortProducts(const IntegerConvolutionTask& task)
        : depth_((task.window.kernel_height * task.window.kernel_width * task.channels + 1) / 2 * 2),
          weights_(static_cast<const std::int16_t*>(task.weights)) {}
    std::size_t window_stride() const { return depth_; }
    /// Once for all windows of a strip.
    void prepare(const std::int16_t*) {}

    /// `panel` counts the vectors of columns of all groups.
    template <std::size_t vectors>
    void multiply(const std::int16_t* windows, std::size_t /*row*/, std::size_t panel, IntegerSums& sums) const {
        const std::size_t depth = depth_;
        const std::int16_t* weights = weights_ + panel * depth * Lanes::width;
        Integers running[integer_rows][vectors];
#pragma GCC unroll 8
        for (std::size_t row = 0; row < integer_rows; ++row)
#pragma GCC unroll 2
            for (std::size_t vector = 0; vector < vectors; ++vector) running[row][vector] = Lanes::splat(0);
        for (std::size_t step = 0; step < depth; step += 2, weights += 2 * Lanes::width) {
            typename Lanes::Shorts weight[vectors];
#pragma GCC unroll 2
            for (std::size_t vector = 0; vector < vectors; ++vector)
                weight[vector] = Lanes::load_shorts(weights + vector * depth * Lanes::width);
#pragma GCC unroll 8
            for (std::size_t row = 0; row < integer_rows; ++row) {
                const auto pair = Lanes::splat_pair(four_bytes_at(windows + row * depth + step));
#pragma GCC unroll 2
                for (std::size_t vector = 0; vector < vectors; ++vector)
                    running[row][vector] = Lanes::add(running[row][vector], Lanes::dot_pairs(pair, weight[vector]));
            }
        }
        hand_over(running, sums);
    }

private:
    std::size_t depth_;
    const std::int16_t* weights_;
};

#ifdef YOLOZU_BYTE_PRODUCTS
/// Multiplies bytes, four at a time: signed ones of windows with weights, see pack_byte_weights.
class ByteProducts {
public:
    using Windows = ByteWindows;

    explicit ByteProducts(const IntegerConvolutionTask& task)
        : task_(task),
          zero_point_(ByteWindows(task).zero_point),
          depth_((task.window.kernel_height * task.window.kernel_width * task.channels + 3) / 4 * 4),
          stride_((depth_ + 63) / 64 * 64) {}
    std::size_t window_stride() const { return stride_; }

    YOLOZU_BYTE_PRODUCTS void prepare(const std::int8_t* windows) {
        const Integers ones = Lanes::splat(0x01010101);
        for (std::size_t row = 0; row < integer_strip; ++row, windows += stride_) {
            Integers sum = Lanes::splat(0);
            for (std::size_t step = 0; step < stride_; step += 4 * Lanes::width)
                sum = Lanes::add_products_of_bytes(sum, ones, Lanes::load_bytes(windows + step));
            window_sums_[row] = Lanes::sum(sum);
        }
    }

    template <std::size_t vectors>
    YOLOZU_BYTE_PRODUCTS void multiply(const std::int8_t* windows, std::size_t first_row, std::size_t panel,
                                       IntegerSums& sums) const {
        const std::size_t depth = depth_, stride = stride_;
        const auto* weights = static_cast<const std::uint8_t*>(task_.weights) + panel * depth * Lanes::width;
        Integers running[integer_rows][vectors];
        start<vectors>(first_row, panel, running);
        for (std::size_t step = 0; step < depth; step += 4, weights += 4 * Lanes::width) {
            Integers weight[vectors];
#pragma GCC unroll 2
            for (std::size_t vector = 0; vector < vectors; ++vector)
                weight[vector] = Lanes::load_bytes(weights + vector * depth * Lanes::width);
#pragma GCC unroll 8
            for (std::size_t row = 0; row < integer_rows; ++row) {
                const Integers four = Lanes::splat(four_bytes_at(windows + row * stride + step));
#pragma GCC unroll 2
                for (std::size_t vector = 0; vector < vectors; ++vector)
                    running[row][vector] = Lanes::add_products_of_bytes(running[row][vector], weight[vector], four);
            }
        }
        hand_over(running, sums);
    }

private:
    /// What the sums are with nothing multiplied yet.
    template <std::size_t vectors>
    [[gnu::always_inline]] inline void start(std::size_t first_row, std::size_t panel,
                                             Integers (&running)[integer_rows][vectors]) const {
#pragma GCC unroll 2
        for (std::size_t vector = 0; vector < vectors; ++vector) {
            const std::size_t column = (panel + vector) * Lanes::width;
            const Integers first = Lanes::multiply(Lanes::splat(-zero_point_), Lanes::load(task_.weight_sums + column));
            const Integers weight_zero = Lanes::load(task_.weight_zero_points + column);
#pragma GCC unroll 8
            for (std::size_t row = 0; row < integer_rows; ++row)
                running[row][vector] =
                    Lanes::subtract(first, Lanes::multiply(weight_zero, Lanes::splat(window_sums_[first_row + row])));
        }
    }

    const IntegerConvolutionTask& task_;
    std::int32_t zero_point_;
    std::size_t depth_, stride_;
    std::int32_t window_sums_[integer_strip] = {};
};
#endif

}  // namespace yolozu::engine::YOLOZU_LEVEL
