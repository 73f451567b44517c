// SPDX-License-Identifier: Apache-2.0
//
// Where and Cast.
#include <algorithm>

#include "engine/reference/broadcast.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// Integers go to float32 without a detour over double, which would round twice.
template <class From, class To>
typename To::Stored converted(typename From::Stored element) {
    const typename From::Value value = From::load(element);
    if constexpr (std::is_same_v<To, BooleanTag>) {
        return To::store(value != typename From::Value{});
    } else if constexpr (std::is_same_v<To, Float16Tag>) {
        return To::store(static_cast<double>(value));
    } else if constexpr (computes_in_double<From> && !computes_in_double<To>) {
        return integer_from_real<typename To::Stored>(value);
    } else {
        return static_cast<typename To::Stored>(value);
    }
}

}  // namespace

Status evaluate(const Where&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return dispatch_width(outputs[0].type, [&](auto element) -> Status {
        using Element = decltype(element);
        const auto conditions = inputs[0].as<std::uint8_t>();
        const auto a = inputs[1].as<Element>();
        const auto b = inputs[2].as<Element>();
        const auto y = outputs[0].as<Element>();
        for_each_broadcast<3>(outputs[0].shape, {inputs[0].shape, inputs[1].shape, inputs[2].shape},
                              [&](std::size_t index, const auto& places) {
                                  y[index] = conditions[places[0]] != 0 ? a[places[1]] : b[places[2]];
                              });
        return {};
    });
}

Status evaluate(const Cast&, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    return dispatch_any(inputs[0].type, [&](auto from) {
        return dispatch_any(outputs[0].type, [&](auto to) -> Status {
            using From = decltype(from);
            using To = decltype(to);
            std::ranges::transform(inputs[0].as<typename From::Stored>(), outputs[0].as<typename To::Stored>().begin(),
                                   converted<From, To>);
            return {};
        });
    });
}

}  // namespace yolozu::engine
