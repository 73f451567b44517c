// SPDX-License-Identifier: Apache-2.0
//
// Queries lie in the lanes of vectors, keys and the columns of values in their order: so maxima, powers and sums over
// the keys are those of whole vectors, and keys and values are read where they are.
//
// The softmax goes along with the keys: when a block of them has a larger score than all before, what has been summed
// so far is scaled down. After Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018, and Dao et
// al., "FlashAttention", 2022. Powers are those of two: the queries are multiplied by log2(e) beforehand.
#include "engine/kernels/tasks/attention.hpp"

#include "engine/kernels/simd/batch.hpp"
#include "engine/kernels/simd/inner_product.hpp"
#include "engine/kernels/simd/math.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

namespace {

constexpr std::size_t keys_in_block = keys_at_once(tile);

/// A number for each of `vectors` vectors of queries.
template <std::size_t vectors>
struct OfQueries {
    Floats v[vectors];

    explicit OfQueries(float number) {
        for (Floats& vector : v) vector = Lanes::splat(number);
    }
};

/// What has become of the keys so far.
template <std::size_t vectors>
struct Progress {
    /// The first one is finite, so that a key whose score is minus infinity weighs nothing.
    OfQueries<vectors> highest_score{-__FLT_MAX__};
    OfQueries<vectors> sum_of_powers{0.0F};
};

/// A number that the compiler knows.
template <std::size_t number>
struct Number {
    static constexpr std::size_t value = number;
};
/// Calls body(first, Number<how many>()) for `count` in groups as large as the register tile, what is left one by one.
template <class Body>
void for_each_group(std::size_t count, const Body& body) {
    std::size_t first = 0;
    for (; first + tile.rows <= count; first += tile.rows) body(first, Number<tile.rows>());
    for (; first < count; ++first) body(first, Number<1>());
}

/// The rows of one item and where the parts of its scratch memory lie, each `width` floats wide.
struct Item {
    const float *q, *k, *v;
    float* y;
    std::size_t rows;
    float *scores, *queries, *sums;
};

Item item_at(const AttentionTask& task, std::size_t index, float* scratch) {
    const std::size_t blocks = (task.rows + tile_columns - 1) / tile_columns;
    const std::size_t matrix = index / blocks, first = index % blocks * tile_columns;
    float* const queries = scratch + keys_in_block * tile_columns;
    return {task.q + batch_offset(task.q_batch, matrix) + first * task.q_stride,
            task.k + batch_offset(task.k_batch, matrix),
            task.v + batch_offset(task.v_batch, matrix),
            task.y + (matrix * task.rows + first) * task.y_stride,
            smaller(tile_columns, task.rows - first),
            scratch,
            queries,
            queries + task.depth * tile_columns};
}

/// The scaled queries, element by element. Lanes without a query have the last one.
void gather_queries(const AttentionTask& task, const Item& item, std::size_t width) {
    const float scale = task.scale * 0x1.715476p+0F;
    for (std::size_t lane = 0; lane < width; ++lane) {
        const float* const query = item.q + smaller(lane, item.rows - 1) * task.q_stride;
        for (std::size_t element = 0; element < task.depth; ++element)
            item.queries[element * width + lane] = scale * query[element];
    }
}

/// scores[key][query] = sum over elements of keys[key][element] queries[element][query], for `count` keys. The highest
/// of all is found on the way, while the scores are in registers.
template <std::size_t count, std::size_t vectors>
[[gnu::noinline]] void find_scores(const float* keys, std::size_t stride, const float* queries, std::size_t depth,
                                   float* scores, OfQueries<vectors>& highest) {
    Floats sums[count][vectors];
#pragma GCC unroll 16
    for (std::size_t key = 0; key < count; ++key)
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) sums[key][i] = Lanes::splat(0.0F);
    for (std::size_t element = 0; element < depth; ++element, ++keys, queries += vectors * Lanes::width) {
        Floats query[vectors];
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) query[i] = Lanes::load(queries + i * Lanes::width);
#pragma GCC unroll 16
        for (std::size_t key = 0; key < count; ++key) {
            const Floats value = Lanes::splat(keys[key * stride]);
#pragma GCC unroll 16
            for (std::size_t i = 0; i < vectors; ++i) sums[key][i] = Lanes::fma(value, query[i], sums[key][i]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < vectors; ++i) {
        Floats largest = highest.v[i];
#pragma GCC unroll 16
        for (std::size_t key = 0; key < count; ++key) {
            Lanes::store(scores + (key * vectors + i) * Lanes::width, sums[key][i]);
            largest = larger_of(largest, sums[key][i]);
        }
        highest.v[i] = largest;
    }
}

/// Scores become powers of two relative to the highest; returns their sums.
template <std::size_t vectors>
OfQueries<vectors> raise(float* scores, std::size_t count, const OfQueries<vectors>& highest) {
    OfQueries<vectors> sum(0.0F);
    for (std::size_t key = 0; key < count; ++key, scores += vectors * Lanes::width)
        for (std::size_t i = 0; i < vectors; ++i) {
            float* const place = scores + i * Lanes::width;
            const Floats power = power_of_two_up_to_one(Lanes::load(place) - highest.v[i]);
            Lanes::store(place, power);
            sum.v[i] = sum.v[i] + power;
        }
    return sum;
}

/// sums[column] = sums[column] kept + sum over `count` keys of powers[key] values[key][column], for `columns` columns.
template <std::size_t columns, std::size_t vectors>
[[gnu::noinline]] void add_values(const float* values, std::size_t stride, const float* powers, std::size_t count,
                                  const OfQueries<vectors>& kept, float* sums) {
    Floats added[columns][vectors];
#pragma GCC unroll 16
    for (std::size_t column = 0; column < columns; ++column)
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) added[column][i] = Lanes::splat(0.0F);
    for (; count > 0; --count, values += stride, powers += vectors * Lanes::width) {
        Floats power[vectors];
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) power[i] = Lanes::load(powers + i * Lanes::width);
#pragma GCC unroll 16
        for (std::size_t column = 0; column < columns; ++column) {
            const Floats value = Lanes::splat(values[column]);
#pragma GCC unroll 16
            for (std::size_t i = 0; i < vectors; ++i) added[column][i] = Lanes::fma(value, power[i], added[column][i]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t column = 0; column < columns; ++column)
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) {
            float* const place = sums + (column * vectors + i) * Lanes::width;
            Lanes::store(place, Lanes::fma(Lanes::load(place), kept.v[i], added[column][i]));
        }
}

/// The block of keys from `first` on.
template <std::size_t vectors>
void add_block(const AttentionTask& task, const Item& item, std::size_t first, Progress<vectors>& progress) {
    constexpr std::size_t width = vectors * Lanes::width;
    const std::size_t count = smaller(keys_in_block, task.keys - first);
    const float* const keys = item.k + first * task.k_stride;
    const float* const values = item.v + first * task.v_stride;
    const OfQueries<vectors> before = progress.highest_score;
    for_each_group(count, [&](std::size_t key, auto number) {
        find_scores<number.value>(keys + key * task.k_stride, task.k_stride, item.queries, task.depth,
                                  item.scores + key * width, progress.highest_score);
    });
    const OfQueries<vectors> added = raise(item.scores, count, progress.highest_score);
    OfQueries<vectors> kept(0.0F);
    for (std::size_t i = 0; i < vectors; ++i) {
        kept.v[i] = power_of_two_up_to_one(before.v[i] - progress.highest_score.v[i]);
        progress.sum_of_powers.v[i] = Lanes::fma(progress.sum_of_powers.v[i], kept.v[i], added.v[i]);
    }
    for_each_group(task.columns, [&](std::size_t column, auto number) {
        add_values<number.value>(values + column, task.v_stride, item.scores, count, kept, item.sums + column * width);
    });
}

/// The sums of values, divided by those of powers, to the rows of the output.
template <std::size_t vectors>
void store_rows(const AttentionTask& task, const Item& item, const OfQueries<vectors>& sum_of_powers) {
    constexpr std::size_t width = vectors * Lanes::width;
    for (std::size_t column = 0; column < task.columns; ++column)
        for (std::size_t i = 0; i < vectors; ++i) {
            float* const place = item.sums + column * width + i * Lanes::width;
            Lanes::store(place, Lanes::load(place) / sum_of_powers.v[i]);
        }
    for (std::size_t row = 0; row < item.rows; ++row)
        for (std::size_t column = 0; column < task.columns; ++column)
            item.y[row * task.y_stride + column] = item.sums[column * width + row];
}

template <std::size_t vectors>
void attend(const AttentionTask& task, const Item& item) {
    constexpr std::size_t width = vectors * Lanes::width;
    gather_queries(task, item, width);
    for (std::size_t index = 0; index < task.columns * width; ++index) item.sums[index] = 0.0F;
    Progress<vectors> progress;
    for (std::size_t first = 0; first < task.keys; first += keys_in_block) add_block(task, item, first, progress);
    store_rows(task, item, progress.sum_of_powers);
}

}  // namespace

void attention(const AttentionTask& task, std::size_t begin, std::size_t end, std::byte* scratch) {
    static_assert(tile.vectors == 2);
    for (std::size_t index = begin; index < end; ++index) {
        const Item item = item_at(task, index, reinterpret_cast<float*>(scratch));
        if (item.rows > Lanes::width)
            attend<2>(task, item);
        else
            attend<1>(task, item);
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
