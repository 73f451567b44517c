// SPDX-License-Identifier: Apache-2.0
//
// From a tensor's type, known when the program runs, to C++ types. A tag says how elements are stored and in which type
// one computes with them: floats of every width in double, rounded once; integers in their own type, wrapping around.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "engine/ir/type_rules.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// float, double and the integers.
template <class Element, class Computed>
struct PlainTag {
    using Stored = Element;
    using Value = Computed;
    static Value load(Stored element) { return static_cast<Value>(element); }
    static Stored store(Value value) { return static_cast<Stored>(value); }
};
template <class Integer>
using IntegerTag = PlainTag<Integer, Integer>;
using Float32Tag = PlainTag<float, double>;
using Float64Tag = PlainTag<double, double>;

struct Float16Tag {
    using Stored = std::uint16_t;
    using Value = double;
    static Value load(Stored element) { return double{float_from_half(element)}; }
    static Stored store(Value value) { return half_from_float(static_cast<float>(value)); }
};

struct BooleanTag {
    using Stored = std::uint8_t;
    using Value = bool;
    static Value load(Stored element) { return element != 0; }
    static Stored store(Value value) { return value ? 1 : 0; }
};

template <class Tag>
inline constexpr bool computes_in_double = std::is_same_v<typename Tag::Value, double>;

/// body(tag) for float16, float32 and float64.
template <class Body>
Status dispatch_floating(DataType type, Body&& body) {
    switch (type) {
        case DataType::float32:
            return body(Float32Tag());
        case DataType::float64:
            return body(Float64Tag());
        case DataType::float16:
            return body(Float16Tag());
        default:
            return type_refused("arithmetic", type);
    }
}

template <class Body>
Status dispatch_integer(DataType type, Body&& body) {
    switch (type) {
        case DataType::int8:
            return body(IntegerTag<std::int8_t>());
        case DataType::uint8:
            return body(IntegerTag<std::uint8_t>());
        case DataType::int16:
            return body(IntegerTag<std::int16_t>());
        case DataType::uint16:
            return body(IntegerTag<std::uint16_t>());
        case DataType::int32:
            return body(IntegerTag<std::int32_t>());
        case DataType::uint32:
            return body(IntegerTag<std::uint32_t>());
        case DataType::int64:
            return body(IntegerTag<std::int64_t>());
        case DataType::uint64:
            return body(IntegerTag<std::uint64_t>());
        default:
            return type_refused("arithmetic", type);
    }
}

/// body(tag) for floats and integers.
template <class Body>
Status dispatch_numeric(DataType type, Body&& body) {
    if (is_floating(type)) return dispatch_floating(type, body);
    return dispatch_integer(type, body);
}

/// body(tag) for floats, integers and bool.
template <class Body>
Status dispatch_any(DataType type, Body&& body) {
    if (type == DataType::boolean) return body(BooleanTag());
    return dispatch_numeric(type, body);
}

/// body(element of as many bytes) for moving elements of any type unseen.
template <class Body>
Status dispatch_width(DataType type, Body&& body) {
    switch (element_size(type)) {
        case 1:
            return body(std::uint8_t());
        case 2:
            return body(std::uint16_t());
        case 4:
            return body(std::uint32_t());
        case 8:
            return body(std::uint64_t());
        default:
            return type_refused("moving elements", type);
    }
}

/// Element `index` of a float16, float32 or float64 tensor.
inline double real_at(const TensorView& tensor, std::size_t index) {
    if (tensor.type == DataType::float32) return double{static_cast<const float*>(tensor.data)[index]};
    if (tensor.type == DataType::float64) return static_cast<const double*>(tensor.data)[index];
    return double{float_from_half(static_cast<const std::uint16_t*>(tensor.data)[index])};
}

/// Arithmetic that wraps around in every integer type instead of being undefined.
template <class Integer>
Integer wrapping_sum(Integer a, Integer b) {
    return static_cast<Integer>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
template <class Integer>
Integer wrapping_difference(Integer a, Integer b) {
    return static_cast<Integer>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
template <class Integer>
Integer wrapping_product(Integer a, Integer b) {
    return static_cast<Integer>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// A float cut to an integer as x86 processors do it, with every case defined: what does not fit (and NaN) becomes the
/// lowest number of the 32 or 64 bits in which the conversion happens, of which the low bits are kept.
template <class Integer>
Integer integer_from_real(double value) {
    constexpr double two_63 = 9223372036854775808.0;
    if constexpr (std::is_same_v<Integer, std::uint64_t>) {
        if (value >= two_63 && value < 2 * two_63) return static_cast<std::uint64_t>(value);
    }
    if constexpr (sizeof(Integer) < 4 || std::is_same_v<Integer, std::int32_t>) {
        const bool fits = value > -2147483649.0 && value < 2147483648.0;
        return static_cast<Integer>(fits ? static_cast<std::int32_t>(value) : INT32_MIN);
    } else {
        const bool fits = value >= -two_63 && value < two_63;
        return static_cast<Integer>(fits ? static_cast<std::int64_t>(value) : INT64_MIN);
    }
}

}  // namespace yolozu::engine
