// SPDX-License-Identifier: Apache-2.0
//
// Operators that choose, repeat and reorder elements along axes.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/move.hpp"

namespace yolozu::engine {

namespace {

/// The remainder that has the divisor's sign.
std::int64_t modulo(std::int64_t number, std::int64_t divisor) {
    const std::int64_t rest = number % divisor;
    return rest < 0 ? rest + divisor : rest;
}

/// Which of `kept` places stands `distance` places after the first one, when the padding goes on forever.
std::int64_t padded_place(PadMode mode, std::int64_t distance, std::int64_t kept) {
    if (distance >= 0 && distance < kept) return distance;
    switch (mode) {
        case PadMode::constant:
            return outside;
        case PadMode::edge:
            return distance < 0 ? 0 : kept - 1;
        case PadMode::wrap:
            return modulo(distance, kept);
        case PadMode::reflect:
            break;
    }
    if (kept == 1) return 0;
    const std::int64_t place = modulo(distance, 2 * (kept - 1));
    return place < kept ? place : 2 * (kept - 1) - place;
}

/// The axes of `shape` in another order.
Origins reordered(const Shape& shape, std::span<const std::size_t> order) {
    const std::vector<std::int64_t> steps = element_steps(shape);
    Origins origins;
    for (const std::size_t axis : order) origins.push_back(regular_origins(0, steps[axis], shape[axis]));
    return origins;
}

}  // namespace

Status evaluate(const Slice&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const std::vector<SlicedAxis> axes,
                  resolve_slice(x.shape, inputs[1], inputs[2], tensor_at(inputs, 3), tensor_at(inputs, 4)));
    if (outputs[0].shape.element_count() == 0) return {};
    const std::vector<std::int64_t> steps = element_steps(x.shape);
    Origins origins;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        // The step of a single place may be too long to be counted in elements.
        const std::int64_t step = axes[axis].count > 1 ? axes[axis].step * steps[axis] : 0;
        origins.push_back(regular_origins(axes[axis].start * steps[axis], step, axes[axis].count));
    }
    return move_elements(origins, x, outputs[0]);
}

Status evaluate(const Pad& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const std::vector<PaddedAxis> axes, resolve_pad(x.shape, op.mode, inputs[1], tensor_at(inputs, 3)));
    if (outputs[0].shape.element_count() == 0) return {};
    const std::vector<std::int64_t> steps = element_steps(x.shape);
    Origins origins;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        const PaddedAxis& padded = axes[axis];
        std::vector<std::int64_t>& places = origins.emplace_back();
        for (std::int64_t distance = -padded.before; distance < padded.kept + padded.after; ++distance) {
            const std::int64_t place = padded_place(op.mode, distance, padded.kept);
            places.push_back(place == outside ? outside : (padded.first + place) * steps[axis]);
        }
    }
    const TensorView value = tensor_at(inputs, 2);
    const bool filled = present(value) && value.shape.element_count() != 0;
    return move_elements(origins, x, outputs[0], filled ? value.data : nullptr);
}

Status evaluate(const Tile&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape &x = inputs[0].shape, &y = outputs[0].shape;
    if (y.element_count() == 0) return {};
    const std::vector<std::int64_t> steps = element_steps(x);
    Origins origins(y.rank());
    for (std::size_t axis = 0; axis < y.rank(); ++axis)
        for (std::int64_t place = 0; place < y[axis]; ++place) origins[axis].push_back(place % x[axis] * steps[axis]);
    return move_elements(origins, inputs[0], outputs[0]);
}

Status evaluate(const Expand&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape &x = inputs[0].shape, &y = outputs[0].shape;
    if (y.element_count() == 0) return {};
    const std::vector<std::int64_t> steps = element_steps(x);
    const std::size_t added = y.rank() - x.rank();
    Origins origins;
    for (std::size_t axis = 0; axis < y.rank(); ++axis) {
        const bool repeats = axis < added || x[axis - added] == 1;
        origins.push_back(regular_origins(0, repeats ? 0 : steps[axis - added], y[axis]));
    }
    return move_elements(origins, inputs[0], outputs[0]);
}

Status evaluate(const Transpose& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& x = inputs[0].shape;
    YOLOZU_ASSIGN(const std::vector<std::size_t> order, resolve_permutation(op, x.rank()));
    if (x.element_count() == 0) return {};
    return move_elements(reordered(x, order), inputs[0], outputs[0]);
}

Status evaluate(const DepthToSpace& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& x = inputs[0].shape;
    if (x.element_count() == 0) return {};
    const std::int64_t block = op.block, depth = x[1] / (block * block);
    if (op.column_row_depth)
        return move_elements(
            reordered(Shape{x[0], depth, block, block, x[2], x[3]}, std::array<std::size_t, 6>{0, 1, 4, 2, 5, 3}),
            inputs[0], outputs[0]);
    return move_elements(
        reordered(Shape{x[0], block, block, depth, x[2], x[3]}, std::array<std::size_t, 6>{0, 3, 4, 1, 5, 2}),
        inputs[0], outputs[0]);
}

Status evaluate(const SpaceToDepth& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& x = inputs[0].shape;
    if (x.element_count() == 0) return {};
    const std::int64_t block = op.block;
    return move_elements(reordered(Shape{x[0], x[1], x[2] / block, block, x[3] / block, block},
                                   std::array<std::size_t, 6>{0, 3, 5, 1, 2, 4}),
                         inputs[0], outputs[0]);
}

}  // namespace yolozu::engine
