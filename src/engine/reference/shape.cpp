// SPDX-License-Identifier: Apache-2.0
//
// Operators that speak of shapes, or make tensors from little more than one.
#include <algorithm>

#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/along_axis.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/move.hpp"

namespace yolozu::engine {

namespace {

template <class Value>
Value nth_of_range(Value start, Value step, std::size_t index) {
    if constexpr (std::is_integral_v<Value>)
        return wrapping_sum(start, wrapping_product(step, static_cast<Value>(index)));
    else
        return start + step * static_cast<Value>(index);
}

/// Writes where element `index` of a tensor lies, one number for each axis, `apart` from each other.
void write_coordinates(const Shape& shape, std::size_t index, std::int64_t* to, std::size_t apart) {
    auto rest = static_cast<std::int64_t>(index);
    for (std::size_t axis = shape.rank(); axis-- > 0;) {
        to[axis * apart] = rest % shape[axis];
        rest /= shape[axis];
    }
}

/// Element `index` as a place on an axis of `depth`, or -1.
template <class Value>
std::int64_t place_of(Value number, std::int64_t depth) {
    if constexpr (std::is_same_v<Value, double>) {
        const double moved = std::trunc(number < 0 ? number + static_cast<double>(depth) : number);
        return moved >= 0 && moved < static_cast<double>(depth) ? static_cast<std::int64_t>(moved) : -1;
    } else if constexpr (std::is_unsigned_v<Value>) {
        return number < static_cast<std::uint64_t>(depth) ? static_cast<std::int64_t>(number) : -1;
    } else {
        const std::int64_t moved = number < 0 ? number + depth : number;
        return moved < depth ? moved : -1;
    }
}

}  // namespace

Status evaluate(const ShapeOf& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const std::span<const std::int64_t> extents = inputs[0].shape.extents();
    const auto rank = static_cast<std::int64_t>(extents.size());
    const std::int64_t start = std::clamp<std::int64_t>(op.start < 0 ? op.start + rank : op.start, 0, rank);
    std::copy_n(extents.begin() + start, outputs[0].shape[0], static_cast<std::int64_t*>(outputs[0].data));
    return {};
}

Status evaluate(const SizeOf&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    *static_cast<std::int64_t*>(outputs[0].data) = inputs[0].shape.element_count();
    return {};
}

Status evaluate(const ConstantOfShape& op, std::span<const TensorView>, std::span<MutableTensorView> outputs) {
    const auto count = static_cast<std::size_t>(outputs[0].shape.element_count());
    return dispatch_width(op.type, [&](auto element) -> Status {
        std::memcpy(&element, op.value.data(), sizeof element);
        std::fill_n(static_cast<decltype(element)*>(outputs[0].data), count, element);
        return {};
    });
}

Status evaluate(const Range&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const auto count = static_cast<std::size_t>(outputs[0].shape.element_count());
    return dispatch_numeric(inputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        using Stored = typename Tag::Stored;
        const auto start = Tag::load(*static_cast<const Stored*>(inputs[0].data));
        const auto step = Tag::load(*static_cast<const Stored*>(inputs[2].data));
        for (std::size_t index = 0; index < count; ++index)
            static_cast<Stored*>(outputs[0].data)[index] = Tag::store(nth_of_range(start, step, index));
        return {};
    });
}

Status evaluate(const NonZero&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    std::vector<std::size_t> found;
    YOLOZU_TRY(dispatch_any(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto elements = x.as<typename Tag::Stored>();
        for (std::size_t index = 0; index < elements.size(); ++index)
            if (Tag::load(elements[index]) != typename Tag::Value(0)) found.push_back(index);
        return {};
    }));
    const Shape shape = x.shape.rank() == 0 ? Shape{1} : x.shape;
    outputs[0].shape = Shape{static_cast<std::int64_t>(shape.rank()), static_cast<std::int64_t>(found.size())};
    for (std::size_t index = 0; index < found.size(); ++index)
        write_coordinates(shape, found[index], static_cast<std::int64_t*>(outputs[0].data) + index, found.size());
    return {};
}

Status evaluate(const EyeLike& op, std::span<const TensorView>, std::span<MutableTensorView> outputs) {
    const MutableTensorView& y = outputs[0];
    const auto count = static_cast<std::size_t>(y.shape.element_count());
    return dispatch_any(y.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        auto* const elements = static_cast<typename Tag::Stored*>(y.data);
        std::fill_n(elements, count, Tag::store(typename Tag::Value(0)));
        const std::int64_t rows = y.shape[0], columns = y.shape[1];
        if (op.diagonal >= columns || op.diagonal <= -rows) return {};
        for (std::int64_t row = std::max<std::int64_t>(0, -op.diagonal); row < rows && row + op.diagonal < columns;
             ++row)
            elements[row * columns + row + op.diagonal] = Tag::store(typename Tag::Value(1));
        return {};
    });
}

Status evaluate(const OneHot& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const MutableTensorView& y = outputs[0];
    if (y.shape.element_count() == 0) return {};
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, y.shape.rank()));
    const std::size_t size = element_size(y.type);
    const auto* const values = static_cast<const std::byte*>(inputs[2].data);
    auto* const elements = static_cast<std::byte*>(y.data);
    for (std::size_t index = 0; index < static_cast<std::size_t>(y.shape.element_count()); ++index)
        std::memcpy(elements + index * size, values, size);
    const AxisView view = axis_view(y.shape, axis, axis + 1);
    return dispatch_numeric(inputs[0].type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        const auto indices = inputs[0].as<typename Tag::Stored>();
        view.for_each_line([&](std::size_t first, std::size_t line) {
            const std::int64_t place = place_of(Tag::load(indices[line]), y.shape[axis]);
            if (place < 0) return;
            std::memcpy(elements + (first + static_cast<std::size_t>(place) * view.inner) * size, values + size, size);
        });
        return {};
    });
}

}  // namespace yolozu::engine
