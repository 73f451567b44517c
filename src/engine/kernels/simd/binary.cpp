// SPDX-License-Identifier: Apache-2.0
#include "engine/kernels/functions.hpp"
#include "engine/kernels/simd/kernels.hpp"
#include "engine/kernels/simd/rows.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {
namespace {

template <BinaryFunction function>
Floats apply(Floats a, Floats b) {
    if constexpr (function == BinaryFunction::add) return a + b;
    if constexpr (function == BinaryFunction::subtract) return a - b;
    if constexpr (function == BinaryFunction::multiply) return a * b;
    if constexpr (function == BinaryFunction::divide) return a / b;
    if constexpr (function == BinaryFunction::minimum) return Lanes::select(Lanes::is_nan(a), a, Lanes::min(a, b));
    if constexpr (function == BinaryFunction::maximum) return Lanes::select(Lanes::is_nan(a), a, Lanes::max(a, b));
    if constexpr (function == BinaryFunction::prelu) return Lanes::select(Lanes::less(a, Lanes::splat(0.0F)), b * a, a);
}

/// Which row of a, b and y an index over the outer axes means, moved on row by row.
struct Walk {
    const BinaryTask& task;
    std::size_t place[BinaryTask::max_rank];
    std::size_t a = 0, b = 0, y = 0;

    Walk(const BinaryTask& of, std::size_t row) : task(of) {
        for (std::size_t axis = of.rank - 1; axis-- > 0;) {
            place[axis] = row % of.extents[axis];
            row /= of.extents[axis];
            a += place[axis] * of.a_strides[axis];
            b += place[axis] * of.b_strides[axis];
            y += place[axis] * of.y_strides[axis];
        }
    }
    void next() {
        for (std::size_t axis = task.rank - 1; axis-- > 0;) {
            a += task.a_strides[axis];
            b += task.b_strides[axis];
            y += task.y_strides[axis];
            if (++place[axis] < task.extents[axis]) return;
            a -= task.extents[axis] * task.a_strides[axis];
            b -= task.extents[axis] * task.b_strides[axis];
            y -= task.extents[axis] * task.y_strides[axis];
            place[axis] = 0;
        }
    }
};

/// y = function(a, b) for `count` elements of a row; an operand that does not vary along it has only one.
using CombineRow = void (*)(const float* a, const float* b, float* y, std::size_t count);

template <BinaryFunction function, bool a_varies, bool b_varies>
void combine_row(const float* a, const float* b, float* y, std::size_t count) {
    const Floats one_a = Lanes::splat(*a), one_b = Lanes::splat(*b);
    for_each_vector(count, [&](std::size_t index, auto part) {
        const Floats these_a = a_varies ? part.load(a + index) : one_a;
        const Floats these_b = b_varies ? part.load(b + index) : one_b;
        part.store(y + index, apply<function>(these_a, these_b));
    });
}

template <BinaryFunction function>
CombineRow choose(bool a_varies, bool b_varies) {
    if (a_varies && b_varies) return combine_row<function, true, true>;
    if (a_varies) return combine_row<function, true, false>;
    return b_varies ? combine_row<function, false, true> : combine_row<function, false, false>;
}

/// nullptr for functions that are not this kernel's.
CombineRow combination(BinaryFunction function, bool a_varies, bool b_varies) {
    switch (function) {
#define YOLOZU_FUNCTION_CASE(name) \
    case BinaryFunction::name:     \
        return choose<BinaryFunction::name>(a_varies, b_varies);
        YOLOZU_VECTOR_BINARY_FUNCTIONS(YOLOZU_FUNCTION_CASE)
#undef YOLOZU_FUNCTION_CASE
        default:
            return nullptr;
    }
}

}  // namespace

void binary(const BinaryTask& task, std::size_t begin, std::size_t end, std::byte*) {
    const bool a_varies = task.a_strides[task.rank - 1] != 0, b_varies = task.b_strides[task.rank - 1] != 0;
    const CombineRow combine = combination(task.function, a_varies, b_varies);
    if (combine == nullptr || begin >= end) return;
    const std::size_t length = task.extents[task.rank - 1];
    const std::size_t blocks = (length + row_block - 1) / row_block;
    Walk walk(task, begin / blocks);
    std::size_t previous = begin / blocks;
    for_each_block(length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        if (row != previous) walk.next();
        previous = row;
        combine(task.a + walk.a + (a_varies ? first : 0), task.b + walk.b + (b_varies ? first : 0),
                task.y + walk.y + first, count);
    });
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
