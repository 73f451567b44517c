// SPDX-License-Identifier: Apache-2.0
//
// Operators that copy runs of elements as they are.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/movement_rules.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/move.hpp"

namespace yolozu::engine {

namespace {

Status copy_all(const TensorView& x, const MutableTensorView& y) {
    copy_bytes(y.data, x.data, static_cast<std::size_t>(x.shape.element_count()) * element_size(x.type));
    return {};
}

/// Bytes of the runs that one step along the axes before `axis` passes over.
std::size_t run_bytes(const Shape& shape, std::size_t axis, DataType type) {
    return static_cast<std::size_t>(extent_product(shape, axis, shape.rank())) * element_size(type);
}

}  // namespace

Status evaluate(const Concat& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& y = outputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, y.rank()));
    auto* to = static_cast<std::byte*>(outputs[0].data);
    const std::int64_t outer = y.element_count() == 0 ? 0 : extent_product(y, 0, axis);
    for (std::int64_t run = 0; run < outer; ++run)
        for (const TensorView& input : inputs) {
            const std::size_t bytes = run_bytes(input.shape, axis, input.type);
            copy_bytes(to, static_cast<const std::byte*>(input.data) + static_cast<std::size_t>(run) * bytes, bytes);
            to += bytes;
        }
    return {};
}

Status evaluate(const Split& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& x = inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.rank()));
    YOLOZU_ASSIGN(const std::vector<std::int64_t> sizes, resolve_split(x[axis], outputs.size(), tensor_at(inputs, 1)));
    const std::size_t step =
        static_cast<std::size_t>(extent_product(x, axis + 1, x.rank())) * element_size(inputs[0].type);
    const auto* from = static_cast<const std::byte*>(inputs[0].data);
    const std::int64_t outer = x.element_count() == 0 ? 0 : extent_product(x, 0, axis);
    for (std::int64_t run = 0; run < outer; ++run)
        for (std::size_t part = 0; part < outputs.size(); ++part) {
            const std::size_t bytes = static_cast<std::size_t>(sizes[part]) * step;
            if (outputs[part].data != nullptr)
                copy_bytes(static_cast<std::byte*>(outputs[part].data) + static_cast<std::size_t>(run) * bytes, from,
                           bytes);
            from += bytes;
        }
    return {};
}

Status evaluate(const Reshape&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return copy_all(inputs[0], outputs[0]);
}
Status evaluate(const Flatten&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return copy_all(inputs[0], outputs[0]);
}
Status evaluate(const Squeeze&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return copy_all(inputs[0], outputs[0]);
}
Status evaluate(const Unsqueeze&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return copy_all(inputs[0], outputs[0]);
}

Status evaluate(const Trilu& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    std::int64_t diagonal = 0;
    if (present(tensor_at(inputs, 1))) {
        YOLOZU_ASSIGN(diagonal, integer_scalar_of(inputs[1], "the diagonal"));
    }
    const std::int64_t count = x.shape.element_count();
    if (count == 0) return {};
    const std::int64_t rows = x.shape[x.shape.rank() - 2], columns = x.shape[x.shape.rank() - 1];
    // Beyond the matrix one diagonal is like another.
    diagonal = std::clamp(diagonal, -rows, columns);
    const auto size = static_cast<std::int64_t>(element_size(x.type));
    YOLOZU_TRY(copy_all(x, outputs[0]));
    for (std::int64_t row = 0; row < count / columns; ++row) {
        const std::int64_t border = std::clamp<std::int64_t>(row % rows + diagonal + (op.upper ? 0 : 1), 0, columns);
        const std::int64_t first = op.upper ? 0 : border, last = op.upper ? border : columns;
        std::memset(static_cast<std::byte*>(outputs[0].data) + (row * columns + first) * size, 0,
                    static_cast<std::size_t>((last - first) * size));
    }
    return {};
}

Status evaluate(const Compress& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    Shape shape{x.shape.element_count()};
    std::size_t axis = 0;
    if (!op.flatten) {
        shape = x.shape;
        YOLOZU_ASSIGN(axis, normalise_axis(op.axis, x.shape.rank()));
    }
    const std::span<const std::uint8_t> condition = inputs[1].as<std::uint8_t>();
    const auto length = static_cast<std::size_t>(shape[axis]);
    std::vector<std::size_t> chosen;
    for (std::size_t place = 0; place < std::min(length, condition.size()); ++place)
        if (condition[place] != 0) chosen.push_back(place);
    std::vector<std::int64_t> extents(shape.extents().begin(), shape.extents().end());
    extents[axis] = static_cast<std::int64_t>(chosen.size());
    YOLOZU_ASSIGN(outputs[0].shape, Shape::from(extents));
    const std::size_t bytes = run_bytes(shape, axis + 1, x.type);
    auto* to = static_cast<std::byte*>(outputs[0].data);
    const std::int64_t outer = shape.element_count() == 0 ? 0 : extent_product(shape, 0, axis);
    for (std::int64_t run = 0; run < outer; ++run)
        for (const std::size_t place : chosen) {
            const std::size_t from = (static_cast<std::size_t>(run) * length + place) * bytes;
            copy_bytes(to, static_cast<const std::byte*>(x.data) + from, bytes);
            to += bytes;
        }
    return {};
}

}  // namespace yolozu::engine
