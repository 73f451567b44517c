// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/simd/axis.hpp"
#include "engine/kernels/simd/kernels.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

struct Sum {
    static constexpr float neutral = 0.0F;
    static Floats combine(Floats so_far, Floats value) { return so_far + value; }
    static float across(Floats value) { return Lanes::sum(value); }
};
struct Largest {
    static constexpr float neutral = -__builtin_inff();
    static Floats combine(Floats so_far, Floats value) { return larger_of(so_far, value); }
    static float across(Floats value) { return Lanes::largest(value); }
};
struct Smallest {
    static constexpr float neutral = __builtin_inff();
    static Floats combine(Floats so_far, Floats value) { return smaller_of(so_far, value); }
    static float across(Floats value) { return Lanes::smallest(value); }
};

/// Long sums are sums of sums of this many, which keeps their rounding errors small.
constexpr std::size_t partial_length = 128;

template <class Summary, class Extent>
Floats summary_along(const ReduceTask& task, const float* x, Extent part) {
    Floats whole = Lanes::splat(Summary::neutral);
    for (std::size_t first = 0; first < task.n; first += partial_length) {
        Floats partial = Lanes::splat(Summary::neutral);
        const std::size_t last = smaller(task.n, first + partial_length);
        for (std::size_t step = first; step < last; ++step)
            partial = Summary::combine(partial, part.load(x + step * task.x.axis_stride));
        whole = Summary::combine(whole, partial);
    }
    return whole;
}

template <class Summary>
void summarise(const ReduceTask& task, std::size_t begin, std::size_t end) {
    const float count = static_cast<float>(task.n);
    const bool mean = task.function == ReduceFunction::mean;
    if (task.inner > 1)
        return for_each_inner_vector(task.inner, begin, end, [&](std::size_t outer, std::size_t index, auto part) {
            const Floats whole = summary_along<Summary>(task, task.x.data + outer * task.x.outer_stride + index, part);
            part.store(task.y + outer * task.y_outer_stride + index, mean ? whole / Lanes::splat(count) : whole);
        });
    for (std::size_t row = begin; row < end; ++row) {
        const float* const x = task.x.data + row * task.x.outer_stride;
        const float whole =
            Summary::across(accumulate(task.n, Summary::neutral, Summary::combine,
                                       [&](std::size_t index, auto part) { return part.load(x + index); }));
        task.y[row * task.y_outer_stride] = mean ? whole / count : whole;
    }
}

void range_of_blocks(const MinimumMaximumTask& task, std::size_t begin, std::size_t end) {
    std::size_t item = begin;
    for_each_block(task.length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        const float* const x = task.x + row * task.x_stride + first;
        const auto load = [&](std::size_t index, auto part) { return part.load(x + index); };
        task.smallest[item] = Lanes::smallest(accumulate(count, Smallest::neutral, Smallest::combine, load));
        task.largest[item++] = Lanes::largest(accumulate(count, Largest::neutral, Largest::combine, load));
    });
}

void range_of_rows(const MinimumMaximumTask& task, std::size_t begin, std::size_t end) {
    if (begin == end) return;
    const std::size_t rows_per_item = row_block / task.length;
    for (std::size_t item = begin; item < end; ++item) {
        Floats low = Lanes::splat(Smallest::neutral), high = Lanes::splat(Largest::neutral);
        const std::size_t last = smaller((item + 1) * rows_per_item, task.rows);
        for (std::size_t row = item * rows_per_item; row < last; ++row)
            for_each_vector(task.length, [&](std::size_t index, auto part) {
                const Floats x = part.load(task.x + row * task.x_stride + index);
                low = Smallest::combine(low, part.or_else(x, Smallest::neutral));
                high = Largest::combine(high, part.or_else(x, Largest::neutral));
            });
        task.smallest[item] = Lanes::smallest(low);
        task.largest[item] = Lanes::largest(high);
    }
}

}  // namespace

void reduce(const ReduceTask& task, std::size_t begin, std::size_t end, std::byte*) {
    switch (task.function) {
        case ReduceFunction::sum:
        case ReduceFunction::mean:
            return summarise<Sum>(task, begin, end);
        case ReduceFunction::maximum:
            return summarise<Largest>(task, begin, end);
        case ReduceFunction::minimum:
            return summarise<Smallest>(task, begin, end);
        default:
            return;
    }
}

void minimum_maximum(const MinimumMaximumTask& task, std::size_t begin, std::size_t end, std::byte*) {
    if (task.length > row_block)
        range_of_blocks(task, begin, end);
    else
        range_of_rows(task, begin, end);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
