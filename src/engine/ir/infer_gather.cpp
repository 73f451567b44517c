// SPDX-License-Identifier: Apache-2.0
//
// Shape rules of operators whose inputs say which elements are read or written.
#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

Status expect_indices(const Fact& indices) {
    return expect_type("indexing by elements", indices.type,
                       indices.type == DataType::int64 || indices.type == DataType::int32);
}

void append(std::vector<std::int64_t>& extents, const Shape& shape, std::size_t first, std::size_t last) {
    for (std::size_t axis = first; axis < last; ++axis) extents.push_back(shape[axis]);
}

Status give_shape(std::span<Fact> outputs, DataType type, std::span<const std::int64_t> extents) {
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, type, shape);
    return {};
}

/// Indices along one axis: of x's rank, and nowhere longer than x but along that axis.
Status expect_indices_fit(const Shape& x, const Shape& indices, std::int64_t numbered_axis) {
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(numbered_axis, x.rank()));
    bool fits = indices.rank() == x.rank();
    for (std::size_t other = 0; fits && other < x.rank(); ++other) fits = other == axis || indices[other] <= x[other];
    if (fits) return {};
    return Error(ErrorCode::malformed, fmt::format("indices of shape {} do not fit {} along axis {}",
                                                   indices.to_string(), x.to_string(), axis));
}

/// How many of the axes of x after the batch axes each tuple of indices names.
Result<std::size_t> tuple_length(const Shape& x, const Shape& indices, std::size_t batch_axes) {
    if (indices.rank() == 0 || batch_axes >= indices.rank() || batch_axes > x.rank())
        return Error(ErrorCode::malformed, fmt::format("indices of shape {} for {} with {} batch dimensions",
                                                       indices.to_string(), x.to_string(), batch_axes));
    const std::int64_t length = indices[indices.rank() - 1];
    if (length > static_cast<std::int64_t>(x.rank() - batch_axes))
        return Error(ErrorCode::malformed, fmt::format("tuples of {} indices into {}", length, x.to_string()));
    return static_cast<std::size_t>(length);
}

}  // namespace

Status infer(const Gather& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    YOLOZU_TRY(expect_indices(inputs[1]));
    if (!inputs[0].shape || !inputs[1].shape) return {};
    const Shape& x = *inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.rank()));
    std::vector<std::int64_t> extents;
    append(extents, x, 0, axis);
    append(extents, *inputs[1].shape, 0, inputs[1].shape->rank());
    append(extents, x, axis + 1, x.rank());
    return give_shape(outputs, inputs[0].type, extents);
}

Status infer(const GatherElements& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    YOLOZU_TRY(expect_indices(inputs[1]));
    if (!inputs[0].shape || !inputs[1].shape) return {};
    YOLOZU_TRY(expect_indices_fit(*inputs[0].shape, *inputs[1].shape, op.axis));
    give(outputs, 0, inputs[0].type, inputs[1].shape);
    return {};
}

Status infer(const GatherND& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    YOLOZU_TRY(expect_indices(inputs[1]));
    if (!inputs[0].shape || !inputs[1].shape) return {};
    const Shape &x = *inputs[0].shape, &indices = *inputs[1].shape;
    if (op.batch_dims < 0) return Error(ErrorCode::malformed, fmt::format("{} batch dimensions", op.batch_dims));
    const auto batch = static_cast<std::size_t>(op.batch_dims);
    YOLOZU_ASSIGN(const std::size_t length, tuple_length(x, indices, batch));
    for (std::size_t axis = 0; axis < batch; ++axis)
        if (x[axis] != indices[axis])
            return Error(ErrorCode::malformed,
                         fmt::format("the batch extents of {} and {} differ", x.to_string(), indices.to_string()));
    std::vector<std::int64_t> extents;
    append(extents, indices, 0, indices.rank() - 1);
    append(extents, x, batch + length, x.rank());
    return give_shape(outputs, inputs[0].type, extents);
}

Status infer(const ScatterElements& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 3, 3, outputs));
    YOLOZU_TRY(expect_indices(inputs[1]));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the updates"));
    if (!inputs[0].shape || !inputs[1].shape || !inputs[2].shape) return {};
    YOLOZU_TRY(expect_indices_fit(*inputs[0].shape, *inputs[1].shape, op.axis));
    if (inputs[2].shape != inputs[1].shape)
        return Error(ErrorCode::malformed, fmt::format("updates of shape {} for indices of shape {}",
                                                       inputs[2].shape->to_string(), inputs[1].shape->to_string()));
    give(outputs, 0, inputs[0].type, inputs[0].shape);
    return {};
}

Status infer(const ScatterND&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 3, 3, outputs));
    YOLOZU_TRY(expect_indices(inputs[1]));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the updates"));
    if (!inputs[0].shape || !inputs[1].shape || !inputs[2].shape) return {};
    const Shape &x = *inputs[0].shape, &indices = *inputs[1].shape;
    YOLOZU_ASSIGN(const std::size_t length, tuple_length(x, indices, 0));
    std::vector<std::int64_t> extents;
    append(extents, indices, 0, indices.rank() - 1);
    append(extents, x, length, x.rank());
    YOLOZU_ASSIGN(const Shape expected, Shape::from(extents));
    if (!(*inputs[2].shape == expected))
        return Error(ErrorCode::malformed, fmt::format("updates of shape {}, {} is expected",
                                                       inputs[2].shape->to_string(), expected.to_string()));
    give(outputs, 0, inputs[0].type, x);
    return {};
}

}  // namespace yolozu::engine
