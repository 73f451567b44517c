// SPDX-License-Identifier: Apache-2.0
//
// The windows of a strip of pixels are laid out, multiplied tile by tile, and the sums of a tile finished and stored.
#include "engine/kernels/simd/integer_products.hpp"
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/quantised_elements.hpp"
#include "engine/kernels/simd/tail.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

/// A tile of results: where it begins, and how much of it there is.
struct Tile {
    std::size_t pixel, channel, rows, columns;
};

void store_sums(const IntegerConvolutionTask& task, const Tile& tile, const IntegerSums& sums) {
    auto* to = static_cast<std::int32_t*>(task.output) + tile.pixel * task.output_stride + tile.channel;
    for (std::size_t row = 0; row < tile.rows; ++row, to += task.output_stride) {
        Lanes::store_some(to, sums[row][0], smaller(tile.columns, Lanes::width));
        if (tile.columns > Lanes::width)
            Lanes::store_some(to + Lanes::width, sums[row][1], tile.columns - Lanes::width);
    }
}

/// A tile of floats: integer_rows rows of this many.
constexpr std::size_t row_length = integer_vectors * Lanes::width;

/// scale sum + bias.
void scale_sums(const IntegerConvolutionTask& task, const Tile& tile, const IntegerSums& sums, float* results) {
    for (std::size_t vector = 0; vector * Lanes::width < tile.columns; ++vector) {
        const std::size_t channel = tile.channel + vector * Lanes::width;
        const std::size_t lanes = smaller(tile.columns - vector * Lanes::width, Lanes::width);
        const Floats scale =
            task.scale_each ? Lanes::load_some(task.scale + channel, lanes) : Lanes::splat(*task.scale);
        const Floats bias = task.bias != nullptr ? Lanes::load_some(task.bias + channel, lanes) : Lanes::splat(0.0F);
        for (std::size_t row = 0; row < integer_rows; ++row)
            Lanes::store(results + row * row_length + vector * Lanes::width,
                         Lanes::fma(Lanes::to_floats(sums[row][vector]), scale, bias));
    }
}

template <class Byte>
void quantise_rows(const IntegerConvolutionTask& task, const Tile& tile, const float* from) {
    const Floats scale = Lanes::splat(task.y_scale);
    const Integers zero_point = Lanes::splat(task.y_zero_point);
    auto* to = static_cast<Byte*>(task.output) + tile.pixel * task.output_stride + tile.channel;
    for (std::size_t row = 0; row < tile.rows; ++row, from += row_length, to += task.output_stride)
        for_each_vector(tile.columns, [&](std::size_t index, auto part) {
            store_elements(to + index, quantised(Lanes::load(from + index), scale, zero_point), part);
        });
}

void store_results(const IntegerConvolutionTask& task, const Tile& tile, float* results) {
    const Results sums{results, row_length, tile.columns, tile.rows};
    if (task.result == IntegerResult::floats)
        return store_results(
            task.tail, sums,
            destination(task.tail, static_cast<float*>(task.output), task.output_stride, tile.pixel, tile.channel));
    store_results(task.tail, sums, {results, row_length, residual_at(task.tail, tile.pixel, tile.channel)});
    if (task.result == IntegerResult::uint8)
        quantise_rows<std::uint8_t>(task, tile, results);
    else
        quantise_rows<std::int8_t>(task, tile, results);
}

void finish_tile(const IntegerConvolutionTask& task, const Tile& tile, const IntegerSums& sums) {
    if (task.result == IntegerResult::sums) return store_sums(task, tile, sums);
    alignas(64) float results[integer_rows * row_length];
    scale_sums(task, tile, sums, results);
    store_results(task, tile, results);
}

template <class Products>
void multiply_strip(const IntegerConvolutionTask& task, const Products& products, std::size_t group,
                    std::size_t first_pixel, std::size_t count, const typename Products::Windows::Element* windows) {
    const std::size_t panels = (task.columns + Lanes::width - 1) / Lanes::width;
    for (std::size_t panel = 0; panel < panels; panel += integer_vectors) {
        const std::size_t column = panel * Lanes::width;
        for (std::size_t row = 0; row < count; row += integer_rows) {
            IntegerSums sums;
            if (panel + 1 < panels)
                products.template multiply<2>(windows + row * products.window_stride(), row, group * panels + panel,
                                              sums);
            else
                products.template multiply<1>(windows + row * products.window_stride(), row, group * panels + panel,
                                              sums);
            finish_tile(task,
                        {first_pixel + row, group * task.columns + column, smaller(integer_rows, count - row),
                         smaller(row_length, task.columns - column)},
                        sums);
        }
    }
}

template <class Products>
void convolve(const IntegerConvolutionTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    using Element = typename Products::Windows::Element;
    const WindowTask& window = task.window;
    const std::size_t pixels = window.batch * window.output_height * window.output_width;
    const std::size_t strips = (pixels + integer_strip - 1) / integer_strip;
    const typename Products::Windows layout(task);
    Products products(task);
    const std::size_t stride = products.window_stride();
    auto* const windows = reinterpret_cast<Element*>(scratch);
    // What is behind a window is multiplied too, with zeros; windows behind the last one are as well, and not stored.
    __builtin_memset(windows, 0, integer_strip * stride * sizeof(Element));
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t group = item / strips, first = item % strips * integer_strip;
        const std::size_t count = smaller(integer_strip, pixels - first);
        OutputPixel place(window, first);
        for (std::size_t pixel = 0; pixel < count; ++pixel, place.advance(window))
            lay_out_window(task, layout, group, place, windows + pixel * stride);
        products.prepare(windows);
        multiply_strip(task, products, group, first, count, windows);
    }
}

}  // namespace

void integer_convolution(const IntegerConvolutionTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
#ifdef YOLOZU_BYTE_PRODUCTS
    if (task.by_bytes) return convolve<ByteProducts>(task, begin, end, scratch);
#endif
    convolve<ShortProducts>(task, begin, end, scratch);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
