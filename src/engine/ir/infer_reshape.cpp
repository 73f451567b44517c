// SPDX-License-Identifier: Apache-2.0
//
// Shape rules of operators that leave all elements where they are.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

/// Puts the extents of x where the wanted shape has zeros.
Status copy_zeros(const Shape& x, Integers& wanted) {
    for (std::size_t axis = 0; axis < wanted.size(); ++axis) {
        if (wanted[axis] != 0) continue;
        if (axis >= x.rank())
            return Error(ErrorCode::malformed, fmt::format("extent {} of {} cannot be copied", axis, x.to_string()));
        wanted[axis] = x[axis];
    }
    return {};
}

/// Works out the extent for which -1 stands, and checks that the number of elements stays.
Result<Shape> fit(const Shape& x, Integers wanted) {
    std::int64_t* remaining = nullptr;
    std::int64_t known = 1;
    for (std::int64_t& extent : wanted) {
        if (extent == -1 && remaining == nullptr) {
            remaining = &extent;
            continue;
        }
        if (extent < 0) return Error(ErrorCode::malformed, fmt::format("an extent of {} in the new shape", extent));
        YOLOZU_ASSIGN(known, checked_product(known, extent));
    }
    const std::int64_t count = x.element_count();
    if (remaining != nullptr && known != 0 && count % known == 0) *remaining = count / known;
    if (remaining != nullptr && *remaining < 0)
        return Error(ErrorCode::malformed,
                     fmt::format("the rest of {} after {} elements is no extent", x.to_string(), known));
    YOLOZU_ASSIGN(const Shape shape, Shape::from(wanted));
    if (shape.element_count() != count)
        return Error(ErrorCode::malformed, fmt::format("{} cannot become {}", x.to_string(), shape.to_string()));
    return shape;
}

/// Which axes of a tensor of this rank a parameter names.
Result<std::array<bool, Shape::max_rank>> marked_axes(const TensorView& axes, std::size_t rank) {
    std::array<bool, Shape::max_rank> marked{};
    YOLOZU_ASSIGN(const Integers numbers, small_integers(axes, "axes"));
    for (const std::int64_t number : numbers) {
        YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(number, rank));
        if (marked[axis]) return Error(ErrorCode::malformed, fmt::format("axis {} is named twice", axis));
        marked[axis] = true;
    }
    return marked;
}

}  // namespace

Status infer(const Reshape& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    if (!readable(inputs[1]) || !inputs[0].shape) return {};
    YOLOZU_ASSIGN(Integers wanted, small_integers(inputs[1].view(), "the new shape"));
    if (!op.allow_zero) {
        YOLOZU_TRY(copy_zeros(*inputs[0].shape, wanted));
    }
    YOLOZU_ASSIGN(const Shape shape, fit(*inputs[0].shape, wanted));
    give(outputs, 0, inputs[0].type, shape);
    return {};
}

Status infer(const Flatten& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 1, 1, outputs));
    if (!inputs[0].shape) return {};
    const Shape& x = *inputs[0].shape;
    std::size_t axis = x.rank();  // the axis after the last one may be named too
    if (op.axis != static_cast<std::int64_t>(x.rank())) {
        YOLOZU_ASSIGN(axis, normalise_axis(op.axis, x.rank()));
    }
    give(outputs, 0, inputs[0].type, Shape{extent_product(x, 0, axis), extent_product(x, axis, x.rank())});
    return {};
}

Status infer(const Squeeze&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 1, 2, outputs));
    const Fact axes = fact_at(inputs, 1);
    if (!inputs[0].shape || !readable(axes)) return {};
    const Shape& x = *inputs[0].shape;
    std::array<bool, Shape::max_rank> dropped{};
    for (std::size_t axis = 0; axis < x.rank(); ++axis) dropped[axis] = x[axis] == 1;
    if (axes.present()) {
        YOLOZU_ASSIGN(dropped, marked_axes(axes.view(), x.rank()));
    }
    Integers extents;
    for (std::size_t axis = 0; axis < x.rank(); ++axis) {
        if (!dropped[axis]) extents.push_back(x[axis]);
        if (dropped[axis] && x[axis] != 1)
            return Error(ErrorCode::malformed, fmt::format("axis {} of {} is not 1", axis, x.to_string()));
    }
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, inputs[0].type, shape);
    return {};
}

Status infer(const Unsqueeze&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    if (!inputs[0].shape || !readable(inputs[1])) return {};
    const Shape& x = *inputs[0].shape;
    const auto added = static_cast<std::size_t>(inputs[1].shape->element_count());
    if (added > Shape::max_rank - x.rank())
        return Error(ErrorCode::limit_exceeded,
                     fmt::format("{} more dimensions than {} are too many", added, x.rank()));
    const std::size_t rank = x.rank() + added;
    YOLOZU_ASSIGN(const auto marked, marked_axes(inputs[1].view(), rank));
    Integers extents;
    std::size_t next = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) extents.push_back(marked[axis] ? 1 : x[next++]);
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, inputs[0].type, shape);
    return {};
}

}  // namespace yolozu::engine
