// SPDX-License-Identifier: Apache-2.0
//
// Shape rules of operators that choose, repeat, join and reorder elements.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

bool all_readable(std::span<const Fact> parameters) {
    return std::ranges::all_of(parameters, readable);
}

Status give_shape(std::span<Fact> outputs, std::span<const std::int64_t> extents) {
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, outputs.empty() ? DataType::undefined : outputs[0].type, shape);
    return {};
}

Result<std::int64_t> joined_extent(std::span<const Fact> inputs, std::size_t axis) {
    const Shape& first = *inputs[0].shape;
    std::int64_t sum = 0;
    for (const Fact& input : inputs) {
        const Shape& shape = *input.shape;
        bool fits = shape.rank() == first.rank();
        for (std::size_t other = 0; fits && other < first.rank(); ++other)
            fits = other == axis || shape[other] == first[other];
        if (!fits)
            return Error(ErrorCode::malformed, fmt::format("shapes {} and {} do not join along axis {}",
                                                           first.to_string(), shape.to_string(), axis));
        YOLOZU_ASSIGN(sum, checked_sum(sum, shape[axis]));
    }
    return sum;
}

}  // namespace

Status infer(const Concat& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, std::max<std::size_t>(inputs.size(), 1), SIZE_MAX));
    YOLOZU_TRY(expect_movable(inputs, 1, SIZE_MAX, outputs));
    for (const Fact& input : inputs) YOLOZU_TRY(expect_same_type(inputs[0], input, "an input"));
    if (!std::ranges::all_of(inputs, [](const Fact& input) { return input.shape.has_value(); })) return {};
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, inputs[0].shape->rank()));
    const std::span<const std::int64_t> first = inputs[0].shape->extents();
    std::vector<std::int64_t> extents(first.begin(), first.end());
    YOLOZU_ASSIGN(extents[axis], joined_extent(inputs, axis));
    return give_shape(outputs, extents);
}

Status infer(const Split& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 2));
    YOLOZU_TRY(expect_type("moving elements", inputs[0].type, element_size(inputs[0].type) != 0));
    for (Fact& output : outputs) output = Fact{inputs[0].type, std::nullopt, nullptr};
    if (!inputs[0].shape || !all_readable(inputs.subspan(1))) return {};
    const Shape& x = *inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.rank()));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> parts,
                  resolve_split(x[axis], outputs.size(), parameter(fact_at(inputs, 1))));
    std::vector<std::int64_t> extents(x.extents().begin(), x.extents().end());
    for (std::size_t part = 0; part < parts.size(); ++part) {
        extents[axis] = parts[part];
        YOLOZU_ASSIGN(outputs[part].shape, Shape::from(extents));
    }
    return {};
}

Status infer(const Slice&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 3, 5, outputs));
    if (!inputs[0].shape || !all_readable(inputs.subspan(1))) return {};
    YOLOZU_ASSIGN(const std::vector<SlicedAxis> axes,
                  resolve_slice(*inputs[0].shape, inputs[1].view(), inputs[2].view(), parameter(fact_at(inputs, 3)),
                                parameter(fact_at(inputs, 4))));
    std::vector<std::int64_t> extents;
    for (const SlicedAxis& axis : axes) extents.push_back(axis.count);
    return give_shape(outputs, extents);
}

Status infer(const Pad& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 4, outputs));
    YOLOZU_TRY(expect_same_type(inputs[0], fact_at(inputs, 2), "the value to pad with"));
    const Fact pads = inputs[1], named = fact_at(inputs, 3);
    if (!inputs[0].shape || !readable(pads) || !readable(named)) return {};
    YOLOZU_ASSIGN(const std::vector<PaddedAxis> axes,
                  resolve_pad(*inputs[0].shape, op.mode, pads.view(), parameter(named)));
    std::vector<std::int64_t> extents;
    for (const PaddedAxis& axis : axes) {
        YOLOZU_ASSIGN(const std::int64_t begun, checked_sum(axis.before, axis.kept));
        YOLOZU_ASSIGN(const std::int64_t extent, checked_sum(begun, axis.after));
        extents.push_back(extent);
    }
    return give_shape(outputs, extents);
}

Status infer(const Tile&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    if (!inputs[0].shape || !readable(inputs[1])) return {};
    const Shape& x = *inputs[0].shape;
    YOLOZU_ASSIGN(const Integers repeats, small_integers(inputs[1].view(), "repeats"));
    if (repeats.size() != x.rank())
        return Error(ErrorCode::malformed,
                     fmt::format("{} repeats for a tensor of {} dimensions", repeats.size(), x.rank()));
    std::vector<std::int64_t> extents;
    for (std::size_t axis = 0; axis < x.rank(); ++axis) {
        YOLOZU_ASSIGN(const std::int64_t extent, checked_product(x[axis], repeats[axis]));
        if (repeats[axis] < 0) return Error(ErrorCode::malformed, fmt::format("{} repeats", repeats[axis]));
        extents.push_back(extent);
    }
    return give_shape(outputs, extents);
}

Status infer(const Expand&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    if (!inputs[0].shape || !readable(inputs[1])) return {};
    YOLOZU_ASSIGN(const Integers extents, small_integers(inputs[1].view(), "the shape"));
    YOLOZU_ASSIGN(const Shape wanted, Shape::from(extents));
    YOLOZU_ASSIGN(const Shape shape, broadcast(*inputs[0].shape, wanted));
    return give_shape(outputs, shape.extents());
}

Status infer(const Transpose& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 1, 1, outputs));
    if (!inputs[0].shape) return {};
    YOLOZU_ASSIGN(const std::vector<std::size_t> order, resolve_permutation(op, inputs[0].shape->rank()));
    std::vector<std::int64_t> extents;
    for (const std::size_t axis : order) extents.push_back((*inputs[0].shape)[axis]);
    return give_shape(outputs, extents);
}

Status infer(const DepthToSpace& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 1, 1, outputs));
    YOLOZU_TRY(expect_rank(inputs[0], 4, "x"));
    if (!inputs[0].shape) return {};
    const Shape& x = *inputs[0].shape;
    YOLOZU_ASSIGN(const std::int64_t area, checked_product(op.block, op.block));
    if (op.block < 1 || x[1] % area != 0)
        return Error(ErrorCode::malformed,
                     fmt::format("{} channels cannot become blocks of {} x {}", x[1], op.block, op.block));
    YOLOZU_ASSIGN(const std::int64_t height, checked_product(x[2], op.block));
    YOLOZU_ASSIGN(const std::int64_t width, checked_product(x[3], op.block));
    return give_shape(outputs, std::array{x[0], x[1] / area, height, width});
}

Status infer(const SpaceToDepth& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 1, 1, outputs));
    YOLOZU_TRY(expect_rank(inputs[0], 4, "x"));
    if (!inputs[0].shape) return {};
    const Shape& x = *inputs[0].shape;
    if (op.block < 1 || x[2] % op.block != 0 || x[3] % op.block != 0)
        return Error(ErrorCode::malformed,
                     fmt::format("{} x {} does not divide into blocks of {}", x[2], x[3], op.block));
    YOLOZU_ASSIGN(const std::int64_t area, checked_product(op.block, op.block));
    YOLOZU_ASSIGN(const std::int64_t channels, checked_product(x[1], area));
    return give_shape(outputs, std::array{x[0], channels, x[2] / op.block, x[3] / op.block});
}

Status infer(const Trilu&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 1, 2, outputs));
    if (!inputs[0].shape) return {};
    if (inputs[0].shape->rank() < 2)
        return Error(ErrorCode::malformed,
                     fmt::format("x has the shape {}, matrices are expected", inputs[0].shape->to_string()));
    return give_shape(outputs, inputs[0].shape->extents());
}

Status infer(const Compress& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_movable(inputs, 2, 2, outputs));
    YOLOZU_TRY(expect_type("a condition", inputs[1].type, inputs[1].type == DataType::boolean));
    YOLOZU_TRY(expect_rank(inputs[1], 1, "the condition"));
    if (!inputs[0].shape) return {};
    const Shape& x = *inputs[0].shape;
    std::vector<std::int64_t> extents(x.extents().begin(), x.extents().end());
    std::size_t axis = 0;
    if (op.flatten) {
        extents = {x.element_count()};
    } else {
        YOLOZU_ASSIGN(axis, normalise_axis(op.axis, x.rank()));
    }
    if (inputs[1].shape) extents[axis] = std::min(extents[axis], (*inputs[1].shape)[0]);
    return give_shape(outputs, extents);
}

}  // namespace yolozu::engine
