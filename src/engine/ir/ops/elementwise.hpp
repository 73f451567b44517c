// SPDX-License-Identifier: Apache-2.0
//
// Operators whose output elements depend on the input elements at the same place (after ONNX broadcasting).
#pragma once

#include <cstdint>

#include "yolozu/tensor.hpp"

namespace yolozu::engine {

/// Functions of one number. alpha and beta mean what the ONNX operator of that name says.
enum class UnaryFunction : std::uint8_t {
    identity,
    absolute,
    negate,
    sign,
    ceil,
    floor,
    round,  ///< half to even
    square_root,
    reciprocal,
    exponential,
    logarithm,
    error_function,
    sine,
    cosine,
    tangent,
    arc_sine,
    arc_cosine,
    arc_tangent,
    hyperbolic_sine,
    hyperbolic_cosine,
    hyperbolic_tangent,
    area_sine,
    area_cosine,
    area_tangent,
    sigmoid,
    silu,          ///< x * sigmoid(x)
    relu,
    leaky_relu,    ///< x < 0 ? alpha x : x
    clip,          ///< min(max(x, alpha), beta)
    elu,           ///< x < 0 ? alpha (e^x - 1) : x
    celu,          ///< max(0, x) + min(0, alpha (e^(x / alpha) - 1))
    selu,          ///< beta (x <= 0 ? alpha (e^x - 1) : x); ONNX's gamma is beta here
    hard_sigmoid,  ///< max(0, min(1, alpha x + beta))
    hard_swish,    ///< x max(0, min(1, x / 6 + 0.5))
    mish,          ///< x tanh(ln(1 + e^x))
    gelu,          ///< x (1 + erf(x / sqrt 2)) / 2
    gelu_tanh,     ///< its approximation x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    softplus,      ///< ln(1 + e^x)
    softsign,      ///< x / (1 + |x|)
    thresholded_relu,  ///< x > alpha ? x : 0
    shrink,            ///< x < -alpha ? x + beta : x > alpha ? x - beta : 0; ONNX's lambd is alpha, bias is beta
    logical_not,
    is_nan,  ///< gives bool
    is_inf,  ///< gives bool; alpha != 0 finds negative ones, beta != 0 positive ones
};

/// y = function(x), of x's type unless noted.
struct Unary {
    UnaryFunction function = UnaryFunction::identity;
    float alpha = 0.0F;
    float beta = 0.0F;
    bool operator==(const Unary&) const = default;
};

enum class BinaryFunction : std::uint8_t {
    add,
    subtract,
    multiply,
    divide,  ///< integers: towards zero; division by zero gives 0
    power,
    modulo,            ///< Mod with fmod = 0: the sign of the divisor
    modulo_truncated,  ///< Mod with fmod = 1: C's fmod, the sign of the dividend
    minimum,           ///< NaN if either is NaN
    maximum,           ///< NaN if either is NaN
    prelu,             ///< a < 0 ? b a : a
    bit_shift_left,
    bit_shift_right,
    logical_and,
    logical_or,
    logical_xor,
    equal,  ///< this and those below give bool
    less,
    less_or_equal,
    greater,
    greater_or_equal,
};

/// y = function(a, b) with NumPy broadcasting. Both have the same type, except for power, whose exponent may differ.
/// Sum, Max, Min and Mean of many are chains of these.
struct Binary {
    BinaryFunction function = BinaryFunction::add;
};

/// True for functions that give bool whatever they compare.
constexpr bool gives_bool(BinaryFunction function) {
    return function >= BinaryFunction::equal;
}
constexpr bool gives_bool(UnaryFunction function) {
    return function == UnaryFunction::is_nan || function == UnaryFunction::is_inf;
}

/// y = condition ? a : b, all three broadcast.
struct Where {};

/// y = x converted: floats to integers towards zero, to float16 half to even, anything but 0 to true.
struct Cast {
    DataType to = DataType::float32;
};

}  // namespace yolozu::engine
