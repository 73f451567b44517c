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
    for_each_block(task.count, begin, end, [&](std::size_t, std::size_t first, std::size_t count) {
        const auto load = [&](std::size_t index, auto part) { return part.load(task.x + first + index); };
        task.smallest[first / row_block] =
            Lanes::smallest(accumulate(count, Smallest::neutral, Smallest::combine, load));
        task.largest[first / row_block] = Lanes::largest(accumulate(count, Largest::neutral, Largest::combine, load));
    });
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
