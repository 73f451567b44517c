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

template <BinaryFunction function, bool a_varies, bool b_varies>
void rows(const BinaryTask& task, std::size_t begin, std::size_t end) {
    if (begin >= end) return;
    const std::size_t length = task.extents[task.rank - 1];
    const std::size_t blocks = (length + row_block - 1) / row_block;
    Walk walk(task, begin / blocks);
    std::size_t previous = begin / blocks;
    for_each_block(length, begin, end, [&](std::size_t row, std::size_t first, std::size_t count) {
        if (row != previous) walk.next();
        previous = row;
        const float* const a = task.a + walk.a + (a_varies ? first : 0);
        const float* const b = task.b + walk.b + (b_varies ? first : 0);
        float* const y = task.y + walk.y + first;
        const Floats one_a = Lanes::splat(*a), one_b = Lanes::splat(*b);
        for_each_vector(count, [&](std::size_t index, auto part) {
            const Floats these_a = a_varies ? part.load(a + index) : one_a;
            const Floats these_b = b_varies ? part.load(b + index) : one_b;
            part.store(y + index, apply<function>(these_a, these_b));
        });
    });
}

template <BinaryFunction function>
void choose(const BinaryTask& task, std::size_t begin, std::size_t end) {
    const bool a_varies = task.a_strides[task.rank - 1] != 0, b_varies = task.b_strides[task.rank - 1] != 0;
    if (a_varies && b_varies) return rows<function, true, true>(task, begin, end);
    if (a_varies) return rows<function, true, false>(task, begin, end);
    if (b_varies) return rows<function, false, true>(task, begin, end);
    rows<function, false, false>(task, begin, end);
}

}  // namespace

void binary(const BinaryTask& task, std::size_t begin, std::size_t end, std::byte*) {
    switch (task.function) {
#define YOLOZU_FUNCTION_CASE(name) \
    case BinaryFunction::name:     \
        return choose<BinaryFunction::name>(task, begin, end);
        YOLOZU_VECTOR_BINARY_FUNCTIONS(YOLOZU_FUNCTION_CASE)
#undef YOLOZU_FUNCTION_CASE
        default:
            return;
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
