// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/try.hpp"
#include "engine/reference/broadcast.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

double floored_modulo(double a, double b) {
    const double remainder = std::fmod(a, b);
    return remainder != 0.0 && (remainder < 0.0) != (b < 0.0) ? remainder + b : remainder;
}

double function_of(BinaryFunction function, double a, double b) {
    switch (function) {
        case BinaryFunction::add:
            return a + b;
        case BinaryFunction::subtract:
            return a - b;
        case BinaryFunction::multiply:
            return a * b;
        case BinaryFunction::divide:
            return a / b;
        case BinaryFunction::modulo:
            return floored_modulo(a, b);
        case BinaryFunction::modulo_truncated:
            return std::fmod(a, b);
        case BinaryFunction::minimum:
            return a < b || std::isnan(a) ? a : b;
        case BinaryFunction::maximum:
            return a > b || std::isnan(a) ? a : b;
        default:  // prelu
            return a < 0.0 ? b * a : a;
    }
}

template <class Integer>
Integer quotient(Integer a, Integer b) {
    if (b == Integer{0}) return Integer{0};
    if (std::is_signed_v<Integer> && b == static_cast<Integer>(-1)) return wrapping_difference(Integer{0}, a);
    return static_cast<Integer>(a / b);
}

template <class Integer>
Integer truncated_modulo(Integer a, Integer b) {
    return wrapping_difference(a, wrapping_product(quotient(a, b), b));
}

template <class Integer>
Integer floored_modulo(Integer a, Integer b) {
    if (b == Integer{0}) return Integer{0};
    const Integer remainder = truncated_modulo(a, b);
    const bool other_side = (remainder < Integer{0}) != (b < Integer{0});
    return remainder != Integer{0} && other_side ? wrapping_sum(remainder, b) : remainder;
}

template <class Integer>
Integer shifted(Integer a, Integer by, bool left) {
    const auto bits = static_cast<std::uint64_t>(a);
    if (static_cast<std::uint64_t>(by) >= 8 * sizeof(Integer)) return Integer{0};
    return static_cast<Integer>(left ? bits << by : bits >> by);
}

template <class Integer>
Integer function_of(BinaryFunction function, Integer a, Integer b) {
    switch (function) {
        case BinaryFunction::add:
            return wrapping_sum(a, b);
        case BinaryFunction::subtract:
            return wrapping_difference(a, b);
        case BinaryFunction::multiply:
            return wrapping_product(a, b);
        case BinaryFunction::divide:
            return quotient(a, b);
        case BinaryFunction::modulo:
            return floored_modulo(a, b);
        case BinaryFunction::modulo_truncated:
            return b == Integer{0} ? Integer{0} : truncated_modulo(a, b);
        case BinaryFunction::minimum:
            return std::min(a, b);
        case BinaryFunction::maximum:
            return std::max(a, b);
        case BinaryFunction::bit_shift_left:
            return shifted(a, b, true);
        case BinaryFunction::bit_shift_right:
            return shifted(a, b, false);
        default:  // prelu
            return a < Integer{0} ? wrapping_product(b, a) : a;
    }
}

bool function_of(BinaryFunction function, bool a, bool b) {
    if (function == BinaryFunction::logical_and) return a && b;
    if (function == BinaryFunction::logical_or) return a || b;
    return a != b;
}

template <class Value>
bool compares(BinaryFunction function, Value a, Value b) {
    switch (function) {
        case BinaryFunction::equal:
            return a == b;
        case BinaryFunction::less:
            return a < b;
        case BinaryFunction::less_or_equal:
            return a <= b;
        case BinaryFunction::greater:
            return a > b;
        default:
            return a >= b;
    }
}

/// Powers of an integer, modulo the width of its type; those below 1 that no integer can hold are 0.
template <class Integer>
Integer power(Integer base, std::int64_t exponent) {
    if (exponent < 0) {
        if (base == Integer{1}) return base;
        if (!std::is_signed_v<Integer> || base != static_cast<Integer>(-1)) return Integer{0};
    }
    Integer result{1};
    // Of a negative exponent of -1 only the lowest bit matters.
    for (auto rest = exponent < 0 ? std::uint64_t(exponent) & 1 : std::uint64_t(exponent); rest != 0; rest >>= 1) {
        if ((rest & 1) != 0) result = wrapping_product(result, base);
        base = wrapping_product(base, base);
    }
    return result;
}

template <class Integer>
Integer power(Integer base, double exponent) {
    return integer_from_real<Integer>(std::pow(static_cast<double>(base), exponent));
}

/// compute(a, b) of each pair of elements, stored as `Y` wants it.
template <class A, class B, class Y, class Compute>
void for_each_pair(const TensorView& a, const TensorView& b, const MutableTensorView& y, Compute&& compute) {
    const auto from_a = a.as<typename A::Stored>();
    const auto from_b = b.as<typename B::Stored>();
    const auto to = y.as<typename Y::Stored>();
    for_each_broadcast<2>(y.shape, {a.shape, b.shape}, [&](std::size_t index, const auto& places) {
        to[index] = Y::store(compute(A::load(from_a[places[0]]), B::load(from_b[places[1]])));
    });
}

/// Exponents are brought to int64 where base and exponent are integers and to float64 elsewhere.
Status evaluate_power(const TensorView& base, const TensorView& exponent, const MutableTensorView& y) {
    const bool whole = is_integer(base.type) && is_integer(exponent.type);
    const DataType type = whole ? DataType::int64 : DataType::float64;
    YOLOZU_ASSIGN(Tensor converted, Tensor::allocate(type, exponent.shape));
    MutableTensorView exponents = converted.mutable_view();
    YOLOZU_TRY(evaluate(Cast{type}, {&exponent, 1}, {&exponents, 1}));
    return dispatch_numeric(base.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        if constexpr (computes_in_double<Tag>) {
            for_each_pair<Tag, Float64Tag, Tag>(base, exponents, y, [](double a, double b) { return std::pow(a, b); });
        } else if (whole) {
            for_each_pair<Tag, IntegerTag<std::int64_t>, Tag>(base, exponents, y,
                                                              [](auto a, std::int64_t b) { return power(a, b); });
        } else {
            for_each_pair<Tag, Float64Tag, Tag>(base, exponents, y, [](auto a, double b) { return power(a, b); });
        }
        return {};
    });
}

}  // namespace

Status evaluate(const Binary& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView &a = inputs[0], &b = inputs[1];
    if (op.function == BinaryFunction::power) return evaluate_power(a, b, outputs[0]);
    return dispatch_any(a.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        if (gives_bool(op.function)) {
            for_each_pair<Tag, Tag, BooleanTag>(
                a, b, outputs[0], [&op](auto left, auto right) { return compares(op.function, left, right); });
        } else {
            for_each_pair<Tag, Tag, Tag>(
                a, b, outputs[0], [&op](auto left, auto right) { return function_of(op.function, left, right); });
        }
        return {};
    });
}

}  // namespace yolozu::engine
