// SPDX-License-Identifier: Apache-2.0
//
// The tail of convolutions: activation and residual on the way from the registers' tile to the output.
#pragma once

#include "engine/kernels/simd/inner_product.hpp"
#include "engine/kernels/simd/activation.hpp"
#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// One row of results: `count` columns, the last vector perhaps not whole.
template <class Activation>
void store_row(const Activation& activation, Residual residual, const float* from, const float* added, std::size_t count,
               float* to) {
    for (std::size_t column = 0; column < count; column += Lanes::width) {
        const std::size_t lanes = smaller(Lanes::width, count - column);
        const bool whole = lanes == Lanes::width;
        Floats value = Lanes::load(from + column);
        Floats other = Lanes::splat(0.0F);
        if (residual != Residual::none)
            other = whole ? Lanes::load(added + column) : Lanes::load_some(added + column, lanes);
        if (residual == Residual::before_activation) value = value + other;
        value = activation(value);
        if (residual == Residual::after_activation) value = value + other;
        if (whole)
            Lanes::store(to + column, value);
        else
            Lanes::store_some(to + column, value, lanes);
    }
}

/// `rows` x `columns` results, `stride` apart, to rows of pixels that are `output_stride` apart; `added` is the residual
/// of the first of them. The output may be the results.
[[gnu::noinline]] inline void store_rows(const TailTask& tail, const float* results, std::size_t stride,
                                         std::size_t rows, std::size_t columns, const float* added, float* output,
                                         std::size_t output_stride) {
    with_activation(tail.function, tail.alpha, tail.beta, [&](const auto& activation) {
        for (std::size_t row = 0; row < rows; ++row)
            store_row(activation, tail.residual, results + row * stride,
                      added == nullptr ? nullptr : added + row * tail.residual_stride, columns,
                      output + row * output_stride);
    });
}

/// The residual from a pixel and channel on; where there is none, nothing that may be read.
inline const float* residual_at(const TailTask& tail, std::size_t pixel, std::size_t channel) {
    return tail.residual == Residual::none ? nullptr
                                           : tail.residual_data + pixel * tail.residual_stride + channel;
}

/// The same to the output's pixels from `pixel` and channels from `channel` on.
inline void store_tile(const TailTask& tail, const float* results, std::size_t stride, std::size_t rows,
                       std::size_t columns, float* output, std::size_t output_stride, std::size_t pixel,
                       std::size_t channel) {
    store_rows(tail, results, stride, rows, columns, residual_at(tail, pixel, channel),
               output + pixel * output_stride + channel, output_stride);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
