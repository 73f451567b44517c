// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/reduced_shape.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

bool names_no_axes(const Fact& axes) {
    return !axes.present() || (axes.shape && axes.shape->element_count() == 0);
}

/// The shape with another extent along one axis.
Result<Shape> with_extent(const Shape& shape, std::size_t axis, std::int64_t extent) {
    std::array<std::int64_t, Shape::max_rank> extents{};
    std::ranges::copy(shape.extents(), extents.begin());
    extents[axis] = extent;
    return Shape::from({extents.data(), shape.rank()});
}

Status check_axis(std::int64_t axis, const std::optional<Shape>& shape) {
    if (!shape) return {};
    YOLOZU_TRY(normalise_axis(axis, shape->rank()));
    return {};
}

}  // namespace

bool reduces_nothing(const Reduce& op, const Fact& axes) {
    return op.noop_with_empty_axes && names_no_axes(axes);
}

Result<AxisSet> reduced_axes(const Reduce& op, std::size_t rank, const Fact& axes) {
    AxisSet reduced{};
    if (names_no_axes(axes)) {
        std::fill_n(reduced.begin(), rank, !op.noop_with_empty_axes);
        return reduced;
    }
    YOLOZU_ASSIGN(const Integers named, small_integers(axes.view(), "the list of axes"));
    for (const std::int64_t axis : named) {
        YOLOZU_ASSIGN(const std::size_t counted, normalise_axis(axis, rank));
        reduced[counted] = true;
    }
    return reduced;
}

Result<Shape> reduced_shape(const Shape& shape, const AxisSet& reduced, bool keep_dims) {
    std::array<std::int64_t, Shape::max_rank> extents{};
    std::size_t rank = 0;
    for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
        if (!reduced[axis]) {
            extents[rank++] = shape[axis];
        } else if (keep_dims) {
            extents[rank++] = 1;
        }
    }
    return Shape::from({extents.data(), rank});
}

Status infer(const Reduce& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const DataType type = inputs[0].type;
    const bool of_extremes = op.function == ReduceFunction::maximum || op.function == ReduceFunction::minimum;
    YOLOZU_TRY(
        expect_type(to_string(op.function), type, is_numeric(type) || (of_extremes && type == DataType::boolean)));
    const Fact axes = inputs.size() > 1 ? inputs[1] : Fact{};
    give(outputs, 0, type, std::nullopt);
    if (!inputs[0].shape || (axes.data == nullptr && !names_no_axes(axes))) return {};
    YOLOZU_ASSIGN(const AxisSet reduced, reduced_axes(op, inputs[0].shape->rank(), axes));
    YOLOZU_ASSIGN(const Shape shape, reduced_shape(*inputs[0].shape, reduced, op.keep_dims));
    give(outputs, 0, type, shape);
    return {};
}

Status infer(const ArgReduce& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("the place of an extreme", inputs[0].type, is_numeric(inputs[0].type)));
    give(outputs, 0, DataType::int64, std::nullopt);
    if (!inputs[0].shape) return {};
    const Shape& input = *inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, input.rank()));
    AxisSet reduced{};
    reduced[axis] = true;
    YOLOZU_ASSIGN(const Shape shape, reduced_shape(input, reduced, op.keep_dims));
    if (input[axis] == 0 && shape.element_count() != 0)
        return Error(ErrorCode::malformed,
                     fmt::format("there is no largest of no elements along axis {} of {}", axis, input.to_string()));
    give(outputs, 0, DataType::int64, shape);
    return {};
}

Status infer(const Softmax& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("softmax", inputs[0].type, is_floating(inputs[0].type)));
    YOLOZU_TRY(check_axis(op.axis, inputs[0].shape));
    give(outputs, 0, inputs[0].type, inputs[0].shape);
    return {};
}

Status infer(const ExpectedValue&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("an expected value", inputs[0].type, is_floating(inputs[0].type)));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[1], "the list of weights"));
    YOLOZU_TRY(expect_rank(inputs[1], 1, "the list of weights"));
    give(outputs, 0, inputs[0].type, std::nullopt);
    if (!inputs[0].shape) return {};
    const Shape& shape = *inputs[0].shape;
    if (shape.rank() == 0 || shape[shape.rank() - 1] == 0)
        return Error(ErrorCode::malformed,
                     fmt::format("there is no expected value along the last axis of {}", shape.to_string()));
    if (inputs[1].shape && (*inputs[1].shape)[0] != shape[shape.rank() - 1])
        return Error(ErrorCode::malformed, fmt::format("{} weights were given for the last axis of {}",
                                                       (*inputs[1].shape)[0], shape.to_string()));
    YOLOZU_ASSIGN(const Shape result, Shape::from(shape.extents().first(shape.rank() - 1)));
    give(outputs, 0, inputs[0].type, result);
    return {};
}

Status infer(const CumSum&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("a running sum", inputs[0].type, is_numeric(inputs[0].type)));
    if (inputs[1].data != nullptr) {
        YOLOZU_ASSIGN(const std::int64_t axis, integer_scalar_of(inputs[1].view(), "the axis"));
        YOLOZU_TRY(check_axis(axis, inputs[0].shape));
    }
    give(outputs, 0, inputs[0].type, inputs[0].shape);
    return {};
}

Status infer(const TopK& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 2, 2));
    YOLOZU_TRY(expect_outputs(outputs, 2));
    YOLOZU_TRY(expect_type("the choice of the largest", inputs[0].type, is_numeric(inputs[0].type)));
    give(outputs, 0, inputs[0].type, std::nullopt);
    give(outputs, 1, DataType::int64, std::nullopt);
    if (!inputs[0].shape) return {};
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, inputs[0].shape->rank()));
    if (inputs[1].data == nullptr) return {};
    YOLOZU_ASSIGN(const std::int64_t count, integer_scalar_of(inputs[1].view(), "k"));
    const std::int64_t extent = (*inputs[0].shape)[axis];
    if (count < 0 || count > extent)
        return Error(ErrorCode::malformed, fmt::format("k is {}, the axis has {} elements", count, extent));
    YOLOZU_ASSIGN(const Shape shape, with_extent(*inputs[0].shape, axis, count));
    give(outputs, 0, inputs[0].type, shape);
    give(outputs, 1, DataType::int64, shape);
    return {};
}

}  // namespace yolozu::engine
