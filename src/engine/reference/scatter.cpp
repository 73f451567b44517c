// SPDX-License-Identifier: Apache-2.0
//
// Operators whose inputs say which elements are written.
#include "base/try.hpp"
#include "engine/ir/rules.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/indices.hpp"
#include "engine/reference/move.hpp"

namespace yolozu::engine {

namespace {

template <class Value>
Value reduced(ScatterReduction reduction, Value old, Value update) {
    constexpr bool wraps = std::is_integral_v<Value> && !std::is_same_v<Value, bool>;
    switch (reduction) {
        case ScatterReduction::none:
            return update;
        case ScatterReduction::add:
            if constexpr (wraps) return wrapping_sum(old, update);
            return static_cast<Value>(old + update);
        case ScatterReduction::multiply:
            if constexpr (wraps) return wrapping_product(old, update);
            return static_cast<Value>(old * update);
        case ScatterReduction::maximum:
            return old > update || old != old ? old : update;  // NaN stays and comes through
        case ScatterReduction::minimum:
            return old < update || old != old ? old : update;
    }
    return update;
}

/// Calls walk(write), where write(update, place) stores or adds one update; y begins as a copy of x.
template <class Walk>
Status scatter(ScatterReduction reduction, std::span<const TensorView> inputs, const MutableTensorView& y,
               Walk&& walk) {
    const TensorView &x = inputs[0], &updates = inputs[2];
    const std::size_t size = element_size(x.type);
    copy_bytes(y.data, x.data, static_cast<std::size_t>(x.shape.element_count()) * size);
    if (reduction == ScatterReduction::none)
        return walk([&](std::size_t update, std::size_t place) {
            std::memcpy(static_cast<std::byte*>(y.data) + place * size,
                        static_cast<const std::byte*>(updates.data) + update * size, size);
        });
    return dispatch_any(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        using Stored = typename Tag::Stored;
        return walk([&](std::size_t update, std::size_t place) {
            Stored& element = static_cast<Stored*>(y.data)[place];
            element = Tag::store(reduced<typename Tag::Value>(
                reduction, Tag::load(element), Tag::load(static_cast<const Stored*>(updates.data)[update])));
        });
    });
}

}  // namespace

Status evaluate(const ScatterElements& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const Shape& x = inputs[0].shape;
    YOLOZU_ASSIGN(const std::size_t axis, normalise_axis(op.axis, x.rank()));
    return scatter(op.reduction, inputs, outputs[0],
                   [&](auto write) { return for_each_indexed_element(inputs[1], x, axis, write); });
}

Status evaluate(const ScatterND& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return scatter(op.reduction, inputs, outputs[0], [&](auto write) {
        return for_each_indexed_block(inputs[1], inputs[0].shape, 0,
                                      [&](std::size_t tuple, std::size_t first, std::size_t length) {
                                          for (std::size_t element = 0; element < length; ++element)
                                              write(tuple * length + element, first + element);
                                      });
    });
}

}  // namespace yolozu::engine
