// SPDX-License-Identifier: Apache-2.0
//
// The tail of convolutions: activation and residual on the way from the registers' tile to the output.
#pragma once

#include "engine/kernels/simd/activation.hpp"
#include "engine/kernels/simd/rows.hpp"
#include "engine/kernels/tasks/convolution.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// One row of results: `count` columns, the last vector perhaps not whole.
template <class Activation>
[[gnu::always_inline]] inline void store_row(const Activation& activation, Residual residual, const float* from,
                                             const float* added, std::size_t count, float* to) {
    for_each_vector(count, [&](std::size_t column, auto part) {
        Floats value = Lanes::load(from + column);
        const Floats other = residual == Residual::none ? Lanes::splat(0.0F) : part.load(added + column);
        if (residual == Residual::before_activation) value = value + other;
        value = activation(value);
        if (residual == Residual::after_activation) value = value + other;
        part.store(to + column, value);
    });
}

/// Results of a part of an image: `lines` lines of `pixels` pixels of `columns` floats, so far apart in memory.
struct Results {
    const float* data;
    std::size_t pixel_step, columns;
    std::size_t pixels, lines = 1, line_step = 0;
};

/// Where they go: the first pixel and its residual, and the pixels from line to line of the image.
struct Destination {
    float* output;
    std::size_t output_stride;
    const float* added;  ///< nullptr where there is no residual
    std::size_t line_pixels = 0;
};

/// The output may be the results.
[[gnu::noinline]] inline void store_results(const TailTask& tail, const Results& from, const Destination& to) {
    with_activation(tail.function, tail.alpha, tail.beta, [&](const auto& activation) {
        for (std::size_t line = 0; line < from.lines; ++line) {
            const float* results = from.data + line * from.line_step;
            const std::size_t first = line * to.line_pixels;
            float* output = to.output + first * to.output_stride;
            const float* added = to.added == nullptr ? nullptr : to.added + first * tail.residual_stride;
            for (std::size_t pixel = 0; pixel < from.pixels; ++pixel) {
                store_row(activation, tail.residual, results, added, from.columns, output);
                results += from.pixel_step;
                output += to.output_stride;
                if (added != nullptr) added += tail.residual_stride;
            }
        }
    });
}

/// The residual from a pixel and channel on; where there is none, nothing that may be read.
inline const float* residual_at(const TailTask& tail, std::size_t pixel, std::size_t channel) {
    return tail.residual == Residual::none ? nullptr : tail.residual_data + pixel * tail.residual_stride + channel;
}

/// The place of a pixel's channel in an output whose lines are `line_pixels` long.
inline Destination destination(const TailTask& tail, float* output, std::size_t output_stride, std::size_t pixel,
                               std::size_t channel, std::size_t line_pixels = 0) {
    return {output + pixel * output_stride + channel, output_stride, residual_at(tail, pixel, channel), line_pixels};
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
