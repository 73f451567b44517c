// SPDX-License-Identifier: Apache-2.0
//
// Shape rules of operators that speak of shapes, or make tensors from little more than one.
#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/range_length.hpp"
#include "engine/ir/rules.hpp"
#include "engine/ir/type_rules.hpp"

namespace yolozu::engine {

namespace {

/// An end of the part of a shape that is asked for, counted from the front and within it.
std::int64_t bounded_axis(std::int64_t axis, std::int64_t rank) {
    return std::clamp<std::int64_t>(axis < 0 ? axis + rank : axis, 0, rank);
}

Result<std::int64_t> integer_range_length(std::int64_t start, std::int64_t limit, std::int64_t step) {
    if (step == 0) return Error(ErrorCode::malformed, "a range with a step of 0");
    const bool rises = step > 0;
    if (rises ? start >= limit : start <= limit) return 0;
    const auto low = static_cast<std::uint64_t>(rises ? start : limit);
    const auto high = static_cast<std::uint64_t>(rises ? limit : start);
    const auto unsigned_step = static_cast<std::uint64_t>(step);
    const std::uint64_t count = (high - low - 1) / (rises ? unsigned_step : 0 - unsigned_step) + 1;
    if (count > static_cast<std::uint64_t>(INT64_MAX)) return Error(ErrorCode::limit_exceeded, "a range is too long");
    return static_cast<std::int64_t>(count);
}

Result<std::int64_t> real_range_length(double start, double limit, double step) {
    const double count = std::ceil((limit - start) / step);
    if (!(count < 9e15))
        return Error(ErrorCode::malformed, fmt::format("a range from {} to {} by {}", start, limit, step));
    return static_cast<std::int64_t>(std::max(count, 0.0));
}

}  // namespace

Result<std::int64_t> range_length(const TensorView& start, const TensorView& limit, const TensorView& step) {
    if (is_floating(start.type)) {
        YOLOZU_ASSIGN(const double first, scalar_of(start, "the start"));
        YOLOZU_ASSIGN(const double last, scalar_of(limit, "the limit"));
        YOLOZU_ASSIGN(const double delta, scalar_of(step, "the step"));
        return real_range_length(first, last, delta);
    }
    YOLOZU_ASSIGN(const std::int64_t first, integer_scalar_of(start, "the start"));
    YOLOZU_ASSIGN(const std::int64_t last, integer_scalar_of(limit, "the limit"));
    YOLOZU_ASSIGN(const std::int64_t delta, integer_scalar_of(step, "the step"));
    return integer_range_length(first, last, delta);
}

Status infer(const ShapeOf& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    give(outputs, 0, DataType::int64, std::nullopt);
    if (!inputs[0].shape) return {};
    const auto rank = static_cast<std::int64_t>(inputs[0].shape->rank());
    const std::int64_t length = bounded_axis(op.end, rank) - bounded_axis(op.start, rank);
    give(outputs, 0, DataType::int64, Shape{std::max<std::int64_t>(length, 0)});
    return {};
}

Status infer(const SizeOf&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    give(outputs, 0, DataType::int64, Shape{});
    return {};
}

Status infer(const ConstantOfShape& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("making", op.type, element_size(op.type) != 0));
    give(outputs, 0, op.type, std::nullopt);
    if (!readable(inputs[0])) return {};
    YOLOZU_ASSIGN(const Integers extents, small_integers(inputs[0].view(), "the shape"));
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, op.type, shape);
    return {};
}

Status infer(const Range&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 3, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(
        expect_type("a range", inputs[0].type, is_numeric(inputs[0].type) && inputs[0].type != DataType::uint64));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[1], "the limit"));
    YOLOZU_TRY(expect_same_type(inputs[0], inputs[2], "the step"));
    give(outputs, 0, inputs[0].type, std::nullopt);
    if (!std::ranges::all_of(inputs, readable)) return {};
    YOLOZU_ASSIGN(const std::int64_t length, range_length(inputs[0].view(), inputs[1].view(), inputs[2].view()));
    give(outputs, 0, inputs[0].type, Shape{length});
    return {};
}

Status infer(const NonZero&, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    const DataType type = inputs[0].type;
    YOLOZU_TRY(expect_type("finding what is not zero", type, is_numeric(type) || type == DataType::boolean));
    give(outputs, 0, DataType::int64, std::nullopt);
    if (!inputs[0].shape) return {};
    // A scalar counts as a list of one.
    const auto rank = static_cast<std::int64_t>(std::max<std::size_t>(inputs[0].shape->rank(), 1));
    YOLOZU_ASSIGN(const Shape most, Shape::from(std::array{rank, inputs[0].shape->element_count()}));
    give(outputs, 0, DataType::int64, most);
    return {};
}

Status infer(const EyeLike& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 1, 1));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_rank(inputs[0], 2, "x"));
    const DataType type = op.type == DataType::undefined ? inputs[0].type : op.type;
    YOLOZU_TRY(expect_type("making", type, is_numeric(type) || type == DataType::boolean));
    give(outputs, 0, type, inputs[0].shape);
    return {};
}

Status infer(const OneHot& op, std::span<const Fact> inputs, std::span<Fact> outputs) {
    YOLOZU_TRY(expect_inputs(inputs, 3, 3));
    YOLOZU_TRY(expect_outputs(outputs, 1));
    YOLOZU_TRY(expect_type("indexing by elements", inputs[0].type, is_numeric(inputs[0].type)));
    YOLOZU_TRY(expect_type("moving elements", inputs[2].type, element_size(inputs[2].type) != 0));
    if (inputs[2].shape && !(*inputs[2].shape == Shape{2}))
        return Error(ErrorCode::malformed, fmt::format("the values have the shape {}, 2 (off and on) are expected",
                                                       inputs[2].shape->to_string()));
    give(outputs, 0, inputs[2].type, std::nullopt);
    if (!inputs[0].shape || !readable(inputs[1])) return {};
    const Shape& indices = *inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, indices.rank() + 1));
    YOLOZU_ASSIGN(const std::int64_t depth, integer_scalar_of(inputs[1].view(), "the depth"));
    std::vector<std::int64_t> extents(indices.extents().begin(), indices.extents().end());
    extents.insert(extents.begin() + static_cast<std::ptrdiff_t>(axis), depth);
    YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
    give(outputs, 0, inputs[2].type, shape);
    return {};
}

}  // namespace yolozu::engine
