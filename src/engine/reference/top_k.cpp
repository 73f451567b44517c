// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/try.hpp"
#include "engine/reference/along_axis.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// Whether a comes before b: NaN counts as larger than every number, so that the order is total.
template <class Value>
bool larger(Value a, Value b) {
    if constexpr (std::is_same_v<Value, double>)
        return a > b || (std::isnan(a) && !std::isnan(b));
    else
        return a > b;
}

template <class Tag>
void choose(const TopK& op, const AxisView& view, std::size_t count, const TensorView& x,
            std::span<MutableTensorView> outputs, std::span<std::int64_t> order) {
    const auto elements = x.as<typename Tag::Stored>();
    view.for_each_line([&](std::size_t first, std::size_t number) {
        const auto at = [&](std::int64_t place) {
            return elements[first + static_cast<std::size_t>(place) * view.inner];
        };
        const auto before = [&](std::int64_t a, std::int64_t b) {
            const auto left = Tag::load(at(a)), right = Tag::load(at(b));
            if (op.largest ? larger(left, right) : larger(right, left)) return true;
            if (op.largest ? larger(right, left) : larger(left, right)) return false;
            return a < b;
        };
        std::iota(order.begin(), order.end(), 0);
        std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), before);
        const std::size_t start = number / view.inner * count * view.inner + number % view.inner;
        for (std::size_t rank = 0; rank < count; ++rank) {
            const std::size_t to = start + rank * view.inner;
            if (outputs[0].data != nullptr) outputs[0].as<typename Tag::Stored>()[to] = at(order[rank]);
            if (outputs.size() > 1 && outputs[1].data != nullptr) outputs[1].as<std::int64_t>()[to] = order[rank];
        }
    });
}

}  // namespace

Status evaluate(const TopK& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    if (outputs[0].shape.element_count() == 0) return {};
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.shape.rank()));
    const AxisView view = axis_view(x.shape, axis, axis + 1);
    const auto count = static_cast<std::size_t>(outputs[0].shape[axis]);
    YOLOZU_ASSIGN(Tensor order, Tensor::allocate(DataType::int64, Shape{x.shape[axis]}));
    return dispatch_numeric(x.type, [&](auto tag) -> Status {
        choose<decltype(tag)>(op, view, count, x, outputs, order.mutable_view().as<std::int64_t>());
        return {};
    });
}

}  // namespace yolozu::engine
