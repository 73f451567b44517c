// SPDX-License-Identifier: Apache-2.0
//
// Resize: by moving elements (nearest), or axis after axis (linear, cubic).
#include <algorithm>
#include <limits>

#include "base/try.hpp"
#include "engine/ir/parameters.hpp"
#include "engine/reference/along_axis.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/move.hpp"
#include "engine/reference/resize_axis.hpp"

namespace yolozu::engine {

namespace {

/// A result as an element: floats as they are, integers through float towards zero and within their range.
template <class Tag>
typename Tag::Stored as_element(double number) {
    using Value = typename Tag::Value;
    if constexpr (std::is_integral_v<Value>) {
        using Limits = std::numeric_limits<Value>;
        const auto single = static_cast<float>(number);
        if (!(single > static_cast<float>(Limits::lowest()))) return Limits::lowest();
        return single < static_cast<float>(Limits::max()) ? static_cast<Value>(single) : Limits::max();
    } else {
        return Tag::store(number);
    }
}

Status resize_nearest(const Resize& op, std::span<const ResizedAxis> axes, const TensorView& x,
                      const MutableTensorView& y) {
    const std::vector<std::int64_t> steps = element_steps(x.shape);
    Origins origins;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        std::vector<std::int64_t>& places = origins.emplace_back(nearest_places(op, axes[axis]));
        for (std::int64_t& place : places)
            if (place != outside) place *= steps[axis];
    }
    return dispatch_numeric(x.type, [&](auto tag) -> Status {
        const auto fill = as_element<decltype(tag)>(double{op.extrapolation_value});
        return move_elements(origins, x, y, &fill);
    });
}

/// Resizes one axis of a block of doubles.
std::vector<double> resize_axis(const Resize& op, const ResizedAxis& resized, const AxisView& view,
                                const std::vector<double>& from) {
    const std::vector<WeightedPlaces> all = interpolated_places(op, resized);
    std::vector<double> to(view.outer * all.size() * view.inner);
    for (std::size_t outer = 0; outer < view.outer; ++outer)
        for (std::size_t place = 0; place < all.size(); ++place)
            for (std::size_t inner = 0; inner < view.inner; ++inner) {
                double sum = all[place].empty() ? double{op.extrapolation_value} : 0.0;
                for (const WeightedPlace& part : all[place])
                    sum += part.weight * from[(outer * view.length + part.place) * view.inner + inner];
                to[(outer * all.size() + place) * view.inner + inner] = sum;
            }
    return to;
}

/// The axes from the last to the first, but those that shrink before those that grow: so nothing in between is larger
/// than both the input and the output.
std::vector<std::size_t> order_of(std::span<const ResizedAxis> axes) {
    std::vector<std::size_t> order;
    for (std::size_t axis = axes.size(); axis-- > 0;) order.push_back(axis);
    std::stable_partition(order.begin(), order.end(),
                          [&](std::size_t axis) { return axes[axis].output < axes[axis].input; });
    return order;
}

template <class Tag>
Status resize_smoothly(const Resize& op, std::span<const ResizedAxis> axes, const TensorView& x,
                       const MutableTensorView& y) {
    const auto elements = x.as<typename Tag::Stored>();
    std::vector<double> numbers(elements.size());
    std::ranges::transform(elements, numbers.begin(),
                           [](auto element) { return static_cast<double>(Tag::load(element)); });
    std::vector<std::int64_t> extents(x.shape.extents().begin(), x.shape.extents().end());
    for (const std::size_t axis : order_of(axes)) {
        if (axes[axis].unchanged() && op.coordinates != ResizeCoordinates::tf_crop_and_resize) continue;
        YOLOZU_ASSIGN(const Shape shape, Shape::from(extents));
        numbers = resize_axis(op, axes[axis], axis_view(shape, axis, axis + 1), numbers);
        extents[axis] = axes[axis].output;
    }
    std::ranges::transform(numbers, static_cast<typename Tag::Stored*>(y.data), as_element<Tag>);
    return {};
}

}  // namespace

Status evaluate(const Resize& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    YOLOZU_ASSIGN(const std::vector<ResizedAxis> axes,
                  resolve_resize(op, x.shape, tensor_at(inputs, 1), tensor_at(inputs, 2), tensor_at(inputs, 3)));
    if (outputs[0].shape.element_count() == 0) return {};
    if (op.mode == ResizeMode::nearest) return resize_nearest(op, axes, x, outputs[0]);
    return dispatch_numeric(x.type, [&](auto tag) { return resize_smoothly<decltype(tag)>(op, axes, x, outputs[0]); });
}

}  // namespace yolozu::engine
