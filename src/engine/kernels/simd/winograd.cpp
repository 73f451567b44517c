// SPDX-License-Identifier: Apache-2.0
//
// A strip of tiles is transformed, multiplied point by point with the weights of a block of columns while these are in
// the first-level cache, and transformed back.
#include "engine/kernels/tasks/winograd.hpp"

#include "engine/kernels/simd/inner_product.hpp"
#include "engine/kernels/simd/tail.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

constexpr std::size_t outputs = winograd_outputs, inputs = winograd_inputs, points = winograd_points;
constexpr float root_of_half = 0.70710678118654752440F, root_of_two = 1.41421356237309504880F;

/// Where one item of the task lies.
struct Item {
    std::size_t first_block, last_block, first_tile, last_tile;
};

/// How the image is cut into tiles and the scratch memory into parts.
struct Layout {
    std::size_t across, down, tiles;
    std::size_t tile_stride, point_stride, result_stride;
};

Layout layout_of(const WinogradTask& task) {
    const std::size_t across = (task.window.output_width + outputs - 1) / outputs;
    const std::size_t down = (task.window.output_height + outputs - 1) / outputs;
    const std::size_t tile_stride = (task.channels + Lanes::width - 1) / Lanes::width * Lanes::width;
    return {across,
            down,
            task.window.batch * down * across,
            tile_stride,
            (task.tiles_per_item * tile_stride / 16 + 1) * 16,
            (task.tiles_per_item * tile_columns / 16 + 1) * 16};
}

Item item_at(const WinogradTask& task, const Layout& layout, std::size_t index) {
    const std::size_t blocks = (task.columns + tile_columns - 1) / tile_columns;
    const std::size_t bundles = (blocks + task.blocks_per_item - 1) / task.blocks_per_item;
    const std::size_t strip = index / bundles, bundle = index % bundles;
    return {bundle * task.blocks_per_item, smaller((bundle + 1) * task.blocks_per_item, blocks),
            strip * task.tiles_per_item, smaller((strip + 1) * task.tiles_per_item, layout.tiles)};
}

/// The first output pixel of a tile.
struct Corner {
    std::size_t image, y, x;
};

Corner corner_of(const Layout& layout, std::size_t index) {
    const std::size_t row = index / layout.across;
    return {row / layout.down, row % layout.down * outputs, index % layout.across * outputs};
}

/// One row of B' after the other.
[[gnu::always_inline]] inline void transform_inputs(const Floats (&d)[inputs], Floats (&v)[inputs]) {
    const Floats a = Lanes::splat(root_of_half), b = Lanes::splat(root_of_two);
    const Floats two = Lanes::splat(2.0F), half = Lanes::splat(0.5F), five_halves = Lanes::splat(2.5F);
    const Floats even_a = Lanes::fnma(two, d[2], d[4]), odd_a = Lanes::fnma(two, d[1], d[3]);
    const Floats even_b = Lanes::fnma(half, d[2], d[4]), odd_b = Lanes::fnma(half, d[1], d[3]);
    v[0] = Lanes::fnma(five_halves, d[2], d[0]) + d[4];
    v[1] = Lanes::fma(a, odd_a, even_a);
    v[2] = Lanes::fnma(a, odd_a, even_a);
    v[3] = Lanes::fma(b, odd_b, even_b);
    v[4] = Lanes::fnma(b, odd_b, even_b);
    v[5] = Lanes::fnma(five_halves, d[3], d[1]) + d[5];
}

/// One row of A' after the other.
[[gnu::always_inline]] inline void transform_products(const Floats (&m)[inputs], Floats (&y)[outputs]) {
    const Floats a = Lanes::splat(root_of_half), b = Lanes::splat(root_of_two);
    const Floats half = Lanes::splat(0.5F), two = Lanes::splat(2.0F);
    const Floats cube_a = Lanes::splat(0.5F * root_of_half), cube_b = Lanes::splat(2.0F * root_of_two);
    const Floats sum_a = m[1] + m[2], difference_a = m[1] - m[2];
    const Floats sum_b = m[3] + m[4], difference_b = m[3] - m[4];
    y[0] = m[0] + sum_a + sum_b;
    y[1] = Lanes::fma(b, difference_b, a * difference_a);
    y[2] = Lanes::fma(two, sum_b, half * sum_a);
    y[3] = Lanes::fma(cube_b, difference_b, Lanes::fma(cube_a, difference_a, m[5]));
}

/// B' d B of one vector of channels; load(y, x) reads d.
template <class Load>
[[gnu::always_inline]] inline void transform_tile(const Load& load, float* to, std::size_t point_stride) {
    Floats rows[inputs][inputs];
#pragma GCC unroll 8
    for (std::size_t y = 0; y < inputs; ++y) {
        Floats d[inputs];
#pragma GCC unroll 8
        for (std::size_t x = 0; x < inputs; ++x) d[x] = load(y, x);
        transform_inputs(d, rows[y]);
    }
#pragma GCC unroll 8
    for (std::size_t x = 0; x < inputs; ++x) {
        Floats d[inputs], v[inputs];
#pragma GCC unroll 8
        for (std::size_t y = 0; y < inputs; ++y) d[y] = rows[y][x];
        transform_inputs(d, v);
#pragma GCC unroll 8
        for (std::size_t y = 0; y < inputs; ++y) Lanes::store(to + (y * inputs + x) * point_stride, v[y]);
    }
}

/// The whole vectors of channels of a tile that lies in the image, padding left out; how many channels these are.
std::size_t transform_inside(const WinogradTask& task, const Layout& layout, const float* corner, float* to) {
    const std::size_t across = task.input_stride, down = task.window.width * task.input_stride;
    std::size_t channel = 0;
    for (; channel + Lanes::width <= task.channels; channel += Lanes::width) {
        const float* const from = corner + channel;
        transform_tile([&](std::size_t y, std::size_t x) { return Lanes::load(from + y * down + x * across); },
                       to + channel, layout.point_stride);
    }
    return channel;
}

/// Any tile's channels from one on: the image, or zeros outside it.
void transform_anywhere(const WinogradTask& task, const Layout& layout, const Corner& corner, std::size_t channel,
                        float* to) {
    const WindowTask& window = task.window;
    const float* pixels[inputs][inputs];
    for (std::size_t y = 0; y < inputs; ++y)
        for (std::size_t x = 0; x < inputs; ++x) {
            // Before the image wraps around to a huge number, which is outside as well.
            const std::size_t from_y = corner.y + y - window.pad_top, from_x = corner.x + x - window.pad_left;
            const bool inside = from_y < window.height && from_x < window.width;
            const std::size_t pixel = (corner.image * window.height + from_y) * window.width + from_x;
            pixels[y][x] = inside ? task.input + pixel * task.input_stride : task.zeros;
        }
    for (; channel < task.channels; channel += Lanes::width) {
        const std::size_t lanes = smaller(Lanes::width, task.channels - channel);
        transform_tile([&](std::size_t y, std::size_t x) { return Lanes::load_some(pixels[y][x] + channel, lanes); },
                       to + channel, layout.point_stride);
    }
}

/// Half a register tile is always multiplied whole: what is behind the last tile becomes zeros.
void clear_rest(const Layout& layout, std::size_t count, float* tiles) {
    constexpr std::size_t half = tile.rows / 2;
    const std::size_t rest = (half - count % half) % half * layout.tile_stride;
    for (std::size_t point = 0; point < points; ++point)
        __builtin_memset(tiles + point * layout.point_stride + count * layout.tile_stride, 0, rest * sizeof(float));
}

void transform_strip(const WinogradTask& task, const Layout& layout, const Item& item, float* tiles) {
    const WindowTask& window = task.window;
    clear_rest(layout, item.last_tile - item.first_tile, tiles);
    for (std::size_t index = item.first_tile; index < item.last_tile; ++index, tiles += layout.tile_stride) {
        const Corner corner = corner_of(layout, index);
        const bool inside = corner.y >= window.pad_top && corner.x >= window.pad_left &&
                            corner.y - window.pad_top + inputs <= window.height &&
                            corner.x - window.pad_left + inputs <= window.width;
        if (!inside) {
            transform_anywhere(task, layout, corner, 0, tiles);
            continue;
        }
        const std::size_t pixel =
            (corner.image * window.height + corner.y - window.pad_top) * window.width + corner.x - window.pad_left;
        const std::size_t channel = transform_inside(task, layout, task.input + pixel * task.input_stride, tiles);
        if (channel < task.channels) transform_anywhere(task, layout, corner, channel, tiles);
    }
}

/// results[row][column] = or += sum over k below `depth` of x[row][k] weights[k][column], for rows `stride` apart. Asks
/// for `depth` cache lines from `next` on.
template <std::size_t rows, std::size_t vectors, bool fetch>
[[gnu::noinline]] void multiply_rows(const float* x, std::size_t stride, std::size_t depth, const float* weights,
                                     const float* next, bool add, float* results) {
    Floats sums[rows][vectors];
    const float* row_of[rows];
#pragma GCC unroll 16
    for (std::size_t row = 0; row < rows; ++row) {
        row_of[row] = x + row * stride;
#pragma GCC unroll 2
        for (std::size_t v = 0; v < vectors; ++v) sums[row][v] = Lanes::splat(0.0F);
    }
    for (std::size_t k = 0; k < depth; ++k, weights += vectors * Lanes::width) {
        if (fetch) __builtin_prefetch(next + k * cache_line, 0, 2);
        Floats weight[vectors];
#pragma GCC unroll 2
        for (std::size_t v = 0; v < vectors; ++v) weight[v] = Lanes::load(weights + v * Lanes::width);
#pragma GCC unroll 16
        for (std::size_t row = 0; row < rows; ++row) {
            const Floats value = Lanes::splat(row_of[row][k]);
#pragma GCC unroll 2
            for (std::size_t v = 0; v < vectors; ++v) sums[row][v] = Lanes::fma(value, weight[v], sums[row][v]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t row = 0; row < rows; ++row)
#pragma GCC unroll 2
        for (std::size_t v = 0; v < vectors; ++v) {
            float* const place = results + (row * vectors + v) * Lanes::width;
            Lanes::store(place, add ? Lanes::load(place) + sums[row][v] : sums[row][v]);
        }
}

/// The products of one point: whole register tiles of rows, then half a one. The first tiles ask for the weights behind
/// these, which come from far away, while there is arithmetic to do.
template <std::size_t vectors>
void multiply_point(const WinogradTask& task, const Layout& layout, const float* tiles, std::size_t count,
                    const float* weights, float* results) {
    constexpr std::size_t half = tile.rows / 2, columns = vectors * Lanes::width;
    for (std::size_t k = 0; k < task.channels; k += summed_at_once, weights += summed_at_once * columns) {
        const std::size_t depth = smaller(summed_at_once, task.channels - k);
        const float *x = tiles + k, *next = weights + depth * columns;
        std::size_t row = 0;
        for (; row < count; row += tile.rows, next += depth * cache_line, x += tile.rows * layout.tile_stride) {
            const bool whole = row + half < count, fetch = row < fetching_tiles * tile.rows;
            const auto multiply =
                whole ? (fetch ? multiply_rows<tile.rows, vectors, true> : multiply_rows<tile.rows, vectors, false>)
                      : (fetch ? multiply_rows<half, vectors, true> : multiply_rows<half, vectors, false>);
            multiply(x, layout.tile_stride, depth, weights, next, k > 0, results + row * columns);
        }
    }
}

/// A' m A + bias of one tile, `vectors` vectors of columns, as 4 x 4 pixels.
template <std::size_t vectors>
void transform_back(const float* products, std::size_t point_stride, const float* bias, float* pixels) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < vectors; ++v, products += Lanes::width, pixels += Lanes::width) {
        const Floats start = Lanes::load(bias + v * Lanes::width);
        Floats columns[inputs][outputs];
#pragma GCC unroll 8
        for (std::size_t x = 0; x < inputs; ++x) {
            Floats m[inputs];
#pragma GCC unroll 8
            for (std::size_t y = 0; y < inputs; ++y) m[y] = Lanes::load(products + (y * inputs + x) * point_stride);
            transform_products(m, columns[x]);
        }
#pragma GCC unroll 8
        for (std::size_t y = 0; y < outputs; ++y) {
            Floats m[inputs], row[outputs];
#pragma GCC unroll 8
            for (std::size_t x = 0; x < inputs; ++x) m[x] = columns[x][y];
            transform_products(m, row);
#pragma GCC unroll 8
            for (std::size_t x = 0; x < outputs; ++x)
                Lanes::store(pixels + (y * outputs + x) * vectors * Lanes::width, row[x] + start);
        }
    }
}

/// One block of columns of a strip.
template <std::size_t vectors>
void multiply_block(const WinogradTask& task, const Layout& layout, const Item& item, std::size_t column,
                    const float* tiles, float* results) {
    const WindowTask& window = task.window;
    constexpr std::size_t stride = vectors * Lanes::width;
    const float* const weights = task.weights + points * column * task.channels;
    const std::size_t count = item.last_tile - item.first_tile;
    for (std::size_t point = 0; point < points; ++point)
        multiply_point<vectors>(task, layout, tiles + point * layout.point_stride, count,
                                weights + point * task.channels * stride, results + point * layout.result_stride);
    for (std::size_t index = 0; index < count; ++index) {
        const Corner corner = corner_of(layout, item.first_tile + index);
        float pixels[outputs * outputs * stride];
        transform_back<vectors>(results + index * stride, layout.result_stride, task.bias + column, pixels);
        const std::size_t down = smaller(outputs, window.output_height - corner.y);
        const std::size_t across = smaller(outputs, window.output_width - corner.x);
        const std::size_t pixel = (corner.image * window.output_height + corner.y) * window.output_width + corner.x;
        store_results(task.tail,
                      {pixels, stride, smaller(stride, task.columns - column), across, down, outputs * stride},
                      destination(task.tail, task.output, task.output_stride, pixel, column, window.output_width));
    }
}

}  // namespace

void winograd(const WinogradTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    const Layout layout = layout_of(task);
    auto* const tiles = reinterpret_cast<float*>(scratch);
    float* const results = tiles + points * layout.point_stride;
    std::size_t transformed = layout.tiles;
    for (std::size_t index = begin; index < end; ++index) {
        const Item item = item_at(task, layout, index);
        if (item.first_tile != transformed) transform_strip(task, layout, item, tiles);
        transformed = item.first_tile;
        for (std::size_t block = item.first_block; block < item.last_block; ++block) {
            const std::size_t column = block * tile_columns;
            if (task.columns - column > Lanes::width)
                multiply_block<2>(task, layout, item, column, tiles, results);
            else
                multiply_block<1>(task, layout, item, column, tiles, results);
        }
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
