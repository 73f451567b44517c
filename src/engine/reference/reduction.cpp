// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/try.hpp"
#include "engine/ir/reduced_shape.hpp"
#include "engine/reference/broadcast.hpp"
#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"

namespace yolozu::engine {

namespace {

/// A sum that both doubles and integers have.
template <class Value>
Value sum_of(Value a, Value b) {
    if constexpr (std::is_same_v<Value, double>)
        return a + b;
    else
        return wrapping_sum(a, b);
}

template <class Value>
Value product_of(Value a, Value b) {
    if constexpr (std::is_same_v<Value, double>)
        return a * b;
    else
        return wrapping_product(a, b);
}

template <class Value>
Value first_value(ReduceFunction function) {
    using Limits = std::numeric_limits<Value>;
    switch (function) {
        case ReduceFunction::product:
            return Value{1};
        case ReduceFunction::maximum:
            return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
        case ReduceFunction::minimum:
            return Limits::has_infinity ? Limits::infinity() : Limits::max();
        default:
            return Value{0};
    }
}

/// The result so far with one more element. A NaN among the elements stays.
template <class Value>
Value accumulate(ReduceFunction function, Value so_far, Value x) {
    switch (function) {
        case ReduceFunction::product:
            return product_of(so_far, x);
        case ReduceFunction::maximum:
            return x > so_far || x != x ? x : so_far;
        case ReduceFunction::minimum:
            return x < so_far || x != x ? x : so_far;
        case ReduceFunction::l1:
            return x < Value{0} ? sum_of(so_far, product_of(static_cast<Value>(-1), x)) : sum_of(so_far, x);
        case ReduceFunction::l2:
        case ReduceFunction::sum_square:
            return sum_of(so_far, product_of(x, x));
        default:
            return sum_of(so_far, x);
    }
}

/// What remains to be done with `count` elements' accumulated value.
double finished(ReduceFunction function, double value, double count) {
    if (function == ReduceFunction::mean) return value / count;
    if (function == ReduceFunction::l2) return std::sqrt(value);
    return function == ReduceFunction::log_sum ? std::log(value) : value;
}

template <class Integer>
Integer finished(ReduceFunction function, Integer value, double count) {
    if (function != ReduceFunction::mean) return value;
    return count == 0.0 ? Integer{0} : static_cast<Integer>(value / static_cast<Integer>(count));
}

/// Integers are accumulated in 64 bits and, where a root or a logarithm is wanted, as floats are: in double.
DataType accumulator_type(ReduceFunction function, DataType type) {
    const bool real = function == ReduceFunction::l2 || function == ReduceFunction::log_sum ||
                      function == ReduceFunction::log_sum_exp;
    if (is_floating(type) || real) return DataType::float64;
    return is_signed_integer(type) ? DataType::int64 : DataType::uint64;
}

/// Accumulates x into `sums`, of its shape with the reduced axes 1, and finishes them.
template <class Tag, class Value>
void reduce(ReduceFunction function, const TensorView& x, const Shape& kept, std::span<Value> sums) {
    const auto elements = x.as<typename Tag::Stored>();
    std::ranges::fill(sums, first_value<Value>(function));
    for_each_broadcast<1>(x.shape, {kept}, [&](std::size_t index, const auto& places) {
        Value& sum = sums[places[0]];
        sum = accumulate(function, sum, static_cast<Value>(Tag::load(elements[index])));
    });
    const double count = sums.empty() ? 0.0 : static_cast<double>(elements.size()) / static_cast<double>(sums.size());
    for (Value& sum : sums) sum = finished(function, sum, count);
}

/// ln sum e^x, each sum relative to its largest element so that nothing overflows.
template <class Tag>
Status reduce_log_sum_exp(const TensorView& x, const Shape& kept, std::span<double> sums) {
    YOLOZU_ASSIGN(Tensor largest, Tensor::allocate(DataType::float64, kept));
    const auto shifts = largest.mutable_view().as<double>();
    reduce<Tag, double>(ReduceFunction::maximum, x, kept, shifts);
    for (double& shift : shifts) shift = std::isfinite(shift) ? shift : 0.0;
    std::ranges::fill(sums, 0.0);
    const auto elements = x.as<typename Tag::Stored>();
    for_each_broadcast<1>(x.shape, {kept}, [&](std::size_t index, const auto& places) {
        sums[places[0]] += std::exp(static_cast<double>(Tag::load(elements[index])) - shifts[places[0]]);
    });
    for (std::size_t index = 0; index < sums.size(); ++index) sums[index] = std::log(sums[index]) + shifts[index];
    return {};
}

/// Accumulated values as elements of the output.
template <class Tag, class Value>
void store(std::span<const Value> sums, std::span<typename Tag::Stored> y) {
    std::ranges::transform(sums, y.begin(), [](Value sum) {
        if constexpr (std::is_same_v<Value, double> && !computes_in_double<Tag>)
            return Tag::store(integer_from_real<typename Tag::Value>(sum));
        else
            return Tag::store(static_cast<typename Tag::Value>(sum));
    });
}

template <class Tag>
Status reduce_to(ReduceFunction function, const TensorView& x, const Shape& kept, const MutableTensorView& y) {
    YOLOZU_ASSIGN(Tensor accumulators, Tensor::allocate(accumulator_type(function, x.type), kept));
    const MutableTensorView sums = accumulators.mutable_view();
    const auto to = y.as<typename Tag::Stored>();
    if (sums.type == DataType::float64) {
        if (function == ReduceFunction::log_sum_exp) {
            YOLOZU_TRY(reduce_log_sum_exp<Tag>(x, kept, sums.as<double>()));
        } else {
            reduce<Tag, double>(function, x, kept, sums.as<double>());
        }
        store<Tag, double>(sums.as<double>(), to);
    } else if constexpr (!computes_in_double<Tag>) {
        using Wide = std::conditional_t<std::is_signed_v<typename Tag::Value>, std::int64_t, std::uint64_t>;
        reduce<Tag, Wide>(function, x, kept, sums.as<Wide>());
        store<Tag, Wide>(sums.as<Wide>(), to);
    }
    return {};
}

}  // namespace

Status evaluate(const Reduce& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    const TensorView axes = inputs.size() > 1 ? inputs[1] : TensorView{};
    const Fact axes_fact{axes.type, axes.shape, axes.data};
    if (reduces_nothing(op, axes_fact)) return evaluate(Unary{}, inputs.first(1), outputs);
    YOLOZU_ASSIGN(const AxisSet reduced, reduced_axes(op, x.shape.rank(), axes_fact));
    YOLOZU_ASSIGN(const Shape kept, reduced_shape(x.shape, reduced, true));
    // The largest and smallest of truths are those of the bytes 0 and 1.
    const DataType type = x.type == DataType::boolean ? DataType::uint8 : x.type;
    return dispatch_numeric(type, [&](auto tag) {
        return reduce_to<decltype(tag)>(op.function, {type, x.shape, x.data}, kept, outputs[0]);
    });
}

}  // namespace yolozu::engine
