// SPDX-License-Identifier: Apache-2.0
//
// The windows of pixels, laid out one behind the other as they are multiplied.
#pragma once

#include "engine/kernels/simd/lanes.hpp"
#include "engine/kernels/tasks/integer_convolution.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// Windows as 16-bit numbers x - x0: differences of bytes are at most 255, so the sum of two products is exact.
struct ShortWindows {
    using Element = std::int16_t;
    bool is_signed;
    std::int32_t zero_point;

    explicit ShortWindows(const IntegerConvolutionTask& task)
        : is_signed(task.input_signed), zero_point(task.input_zero_point) {}
    void copy(const std::uint8_t* from, std::int16_t* to, std::size_t count) const {
        if (is_signed)
            widen<std::int8_t>(from, to, count);
        else
            widen<std::uint8_t>(from, to, count);
    }
    void pad(std::int16_t* to, std::size_t count) const { __builtin_memset(to, 0, count * sizeof *to); }

private:
    template <class Byte>
    void widen(const std::uint8_t* from, std::int16_t* to, std::size_t count) const {
        for (std::size_t index = 0; index < count; ++index)
            to[index] = static_cast<std::int16_t>(static_cast<Byte>(from[index]) - zero_point);
    }
};

/// Windows as signed bytes; unsigned ones less 128.
struct ByteWindows {
    using Element = std::int8_t;
    std::uint8_t flipped;     ///< the bits that make an unsigned byte a signed one
    std::int32_t zero_point;  ///< of the signed bytes

    explicit ByteWindows(const IntegerConvolutionTask& task)
        : flipped(task.input_signed ? 0 : 0x80), zero_point(task.input_zero_point - (task.input_signed ? 0 : 128)) {}
    void copy(const std::uint8_t* from, std::int8_t* to, std::size_t count) const {
        typedef std::uint8_t Sixteen __attribute__((vector_size(16)));
        typedef std::uint8_t Eight __attribute__((vector_size(8)));
        typedef std::uint8_t Four __attribute__((vector_size(4)));
        if (count >= 16)
            copy_by<Sixteen>(from, to, count);
        else if (count >= 8)
            copy_by<Eight>(from, to, count);
        else if (count >= 4)
            copy_by<Four>(from, to, count);
        else
            for (std::size_t index = 0; index < count; ++index)
                to[index] = static_cast<std::int8_t>(from[index] ^ flipped);
    }
    void pad(std::int8_t* to, std::size_t count) const { __builtin_memset(to, zero_point, count); }

private:
    /// At least one vector; the last one overlaps the one before.
    template <class Vector>
    void copy_by(const std::uint8_t* from, std::int8_t* to, std::size_t count) const {
        std::size_t index = 0;
        for (; index + sizeof(Vector) <= count; index += sizeof(Vector)) copy_vector<Vector>(from + index, to + index);
        if (index < count) copy_vector<Vector>(from + count - sizeof(Vector), to + count - sizeof(Vector));
    }
    template <class Vector>
    void copy_vector(const std::uint8_t* from, std::int8_t* to) const {
        Vector bytes;
        __builtin_memcpy(&bytes, from, sizeof bytes);
        bytes ^= flipped;
        __builtin_memcpy(to, &bytes, sizeof bytes);
    }
};

/// An output pixel by its place; moves on without the divisions that finding it takes.
struct OutputPixel {
    std::size_t image, row, column;

    OutputPixel(const WindowTask& window, std::size_t index)
        : image(index / window.output_width / window.output_height),
          row(index / window.output_width % window.output_height),
          column(index % window.output_width) {}
    void advance(const WindowTask& window) {
        if (++column < window.output_width) return;
        column = 0;
        if (++row < window.output_height) return;
        row = 0;
        ++image;
    }
};

/// The window of one output pixel. Taps side by side in the image are copied at once.
template <class Windows>
void lay_out_window(const IntegerConvolutionTask& task, const Windows& windows, std::size_t group,
                    const OutputPixel& pixel, typename Windows::Element* to) {
    const WindowTask& window = task.window;
    // Counted from the padding's beginning; what is before the image wraps around to a large number.
    const std::size_t left = pixel.column * window.stride_x - window.pad_left, last = window.width;
    const bool adjoining = window.dilation_x == 1 && task.input_stride == task.channels;
    const bool whole = left < last && last - left >= window.kernel_width;
    const std::size_t run = adjoining && whole ? window.kernel_width : 1, elements = run * task.channels;
    for (std::size_t tap_row = 0; tap_row < window.kernel_height; ++tap_row) {
        const std::size_t y = pixel.row * window.stride_y + tap_row * window.dilation_y - window.pad_top;
        if (y >= window.height) {
            windows.pad(to, window.kernel_width * task.channels);
            to += window.kernel_width * task.channels;
            continue;
        }
        const std::uint8_t* const line =
            task.input + (pixel.image * window.height + y) * window.width * task.input_stride + group * task.channels;
        for (std::size_t tap = 0; tap < window.kernel_width; tap += run, to += elements) {
            const std::size_t x = left + tap * window.dilation_x;
            if (x < last)
                windows.copy(line + x * task.input_stride, to, elements);
            else
                windows.pad(to, elements);
        }
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
