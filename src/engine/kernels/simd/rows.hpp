// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/kernels/simd/lanes.hpp"
#include "engine/kernels/tasks/items.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// Calls body(row, first element, element count) for the items [begin, end) of rows that are cut as block_count says.
template <class Body>
void for_each_block(std::size_t length, std::size_t begin, std::size_t end, const Body& body) {
    if (begin >= end) return;
    const std::size_t blocks = (length + row_block - 1) / row_block;
    std::size_t row = begin / blocks, block = begin % blocks;
    for (std::size_t item = begin; item < end; ++item) {
        const std::size_t first = block * row_block;
        body(row, first, smaller(row_block, length - first));
        if (++block < blocks) continue;
        block = 0;
        ++row;
    }
}

/// How a body of for_each_vector loads and stores: whole vectors, or the part that is left at the end.
struct Whole {
    static Floats load(const float* from) { return Lanes::load(from); }
    static void store(float* to, Floats value) { Lanes::store(to, value); }
    static Floats or_else(Floats value, float) { return value; }
};
struct Part {
    std::size_t count;
    Floats load(const float* from) const { return Lanes::load_some(from, count); }
    void store(float* to, Floats value) const { Lanes::store_some(to, value, count); }
    /// The value in the lanes that are there, `missing` in the others.
    Floats or_else(Floats value, float missing) const {
        constexpr float numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        const Mask there = Lanes::less(Lanes::load(numbers), Lanes::splat(static_cast<float>(count)));
        return Lanes::select(there, value, Lanes::splat(missing));
    }
};

/// Calls body(first element, Whole or Part) for each vector of `length` elements.
template <class Body>
void for_each_vector(std::size_t length, const Body& body) {
    std::size_t index = 0;
    for (; index + Lanes::width <= length; index += Lanes::width) body(index, Whole{});
    if (index < length) body(index, Part{length - index});
}

/// combine(... combine(combine(neutral, value(0)), value(1)) ..., value(length - 1)) in a fixed order of its own: four
/// running vectors that are combined at the end. value(first element, Whole or Part) gives a vector.
template <class Combine, class Value>
Floats accumulate(std::size_t length, float neutral, const Combine& combine, const Value& value) {
    constexpr std::size_t step = Lanes::width;
    Floats running[4] = {Lanes::splat(neutral), Lanes::splat(neutral), Lanes::splat(neutral), Lanes::splat(neutral)};
    std::size_t index = 0;
    for (; index + 4 * step <= length; index += 4 * step) {
        running[0] = combine(running[0], value(index, Whole{}));
        running[1] = combine(running[1], value(index + step, Whole{}));
        running[2] = combine(running[2], value(index + 2 * step, Whole{}));
        running[3] = combine(running[3], value(index + 3 * step, Whole{}));
    }
    for (; index + step <= length; index += step) running[0] = combine(running[0], value(index, Whole{}));
    if (index < length) {
        const Part part{length - index};
        running[1] = combine(running[1], part.or_else(value(index, part), neutral));
    }
    return combine(combine(running[0], running[1]), combine(running[2], running[3]));
}

inline Floats plus(Floats a, Floats b) {
    return a + b;
}
/// The larger (smaller); `so_far` where the new value is a NaN.
inline Floats larger_of(Floats so_far, Floats value) {
    return Lanes::max(value, so_far);
}
inline Floats smaller_of(Floats so_far, Floats value) {
    return Lanes::min(value, so_far);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
