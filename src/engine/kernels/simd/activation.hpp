// SPDX-License-Identifier: Apache-2.0
//
// The functions of UnaryFunction as vector functors, and how a loop gets the one it needs without asking per element.
#pragma once

#include "engine/ir/ops/elementwise.hpp"
#include "engine/kernels/functions.hpp"
#include "engine/kernels/simd/math.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// y = function(x); alpha and beta as in `Unary`.
template <UnaryFunction function>
struct Function {
    float alpha, beta;
    [[gnu::always_inline]] inline Floats operator()(Floats x) const;
};

#define YOLOZU_FUNCTION(name) \
    template <>               \
    [[gnu::always_inline]] inline Floats Function<UnaryFunction::name>::operator()([[maybe_unused]] Floats x) const

YOLOZU_FUNCTION(identity) {
    return x;
}
YOLOZU_FUNCTION(absolute) {
    return Lanes::abs(x);
}
YOLOZU_FUNCTION(negate) {
    return -x;
}
YOLOZU_FUNCTION(sign) {
    const Floats zero = Lanes::splat(0.0F);
    return Lanes::select(Lanes::greater(x, zero), Lanes::splat(1.0F),
                         Lanes::select(Lanes::less(x, zero), Lanes::splat(-1.0F), x));
}
YOLOZU_FUNCTION(ceil) {
    return Lanes::ceil(x);
}
YOLOZU_FUNCTION(floor) {
    return Lanes::floor(x);
}
YOLOZU_FUNCTION(round) {
    return Lanes::round(x);
}
YOLOZU_FUNCTION(square_root) {
    return Lanes::sqrt(x);
}
YOLOZU_FUNCTION(reciprocal) {
    return Lanes::splat(1.0F) / x;
}
YOLOZU_FUNCTION(exponential) {
    return exponential(x);
}
YOLOZU_FUNCTION(logarithm) {
    return logarithm(x);
}
YOLOZU_FUNCTION(error_function) {
    return error_function(x);
}
YOLOZU_FUNCTION(hyperbolic_tangent) {
    return hyperbolic_tangent(x);
}
YOLOZU_FUNCTION(sigmoid) {
    return sigmoid(x);
}
YOLOZU_FUNCTION(silu) {
    return silu(x);
}
YOLOZU_FUNCTION(relu) {
    return Lanes::max(Lanes::splat(0.0F), x);
}
YOLOZU_FUNCTION(leaky_relu) {
    return Lanes::select(Lanes::less(x, Lanes::splat(0.0F)), x * Lanes::splat(alpha), x);
}
YOLOZU_FUNCTION(clip) {
    return Lanes::min(Lanes::splat(beta), Lanes::max(Lanes::splat(alpha), x));
}
YOLOZU_FUNCTION(elu) {
    return Lanes::select(Lanes::less(x, Lanes::splat(0.0F)), Lanes::splat(alpha) * exponential_minus_one(x), x);
}
YOLOZU_FUNCTION(celu) {
    const Floats zero = Lanes::splat(0.0F), scale = Lanes::splat(alpha);
    return Lanes::max(zero, x) + Lanes::min(zero, scale * exponential_minus_one(x / scale));
}
YOLOZU_FUNCTION(selu) {
    const Floats negative = Lanes::splat(alpha) * exponential_minus_one(x);
    return Lanes::splat(beta) * Lanes::select(Lanes::less_equal(x, Lanes::splat(0.0F)), negative, x);
}
YOLOZU_FUNCTION(hard_sigmoid) {
    const Floats line = x * Lanes::splat(alpha) + Lanes::splat(beta);
    return Lanes::max(Lanes::splat(0.0F), Lanes::min(Lanes::splat(1.0F), line));
}
YOLOZU_FUNCTION(hard_swish) {
    const Floats line = Lanes::fma(x, Lanes::splat(1.0F / 6.0F), Lanes::splat(0.5F));
    return x * Lanes::max(Lanes::splat(0.0F), Lanes::min(Lanes::splat(1.0F), line));
}
YOLOZU_FUNCTION(mish) {
    return mish(x);
}
YOLOZU_FUNCTION(gelu) {
    return gelu(x);
}
YOLOZU_FUNCTION(gelu_tanh) {
    return gelu_tanh(x);
}
YOLOZU_FUNCTION(softplus) {
    return softplus(x);
}
YOLOZU_FUNCTION(softsign) {
    return x / (Lanes::splat(1.0F) + Lanes::abs(x));
}
YOLOZU_FUNCTION(thresholded_relu) {
    const Floats zero = Lanes::splat(0.0F);
    return Lanes::select(Lanes::greater(x, Lanes::splat(alpha)), x, zero);
}
YOLOZU_FUNCTION(shrink) {
    const Floats limit = Lanes::splat(alpha), bias = Lanes::splat(beta), zero = Lanes::splat(0.0F);
    return Lanes::select(Lanes::less(x, -limit), x + bias, Lanes::select(Lanes::greater(x, limit), x - bias, zero));
}
#undef YOLOZU_FUNCTION

/// Calls body(functor) with the functor of a function; with identity where there is none.
template <class Body>
void with_function(UnaryFunction function, float alpha, float beta, const Body& body) {
    switch (function) {
#define YOLOZU_FUNCTION_CASE(name) \
    case UnaryFunction::name:      \
        return body(Function<UnaryFunction::name>{alpha, beta});
        YOLOZU_VECTOR_FUNCTIONS(YOLOZU_FUNCTION_CASE)
#undef YOLOZU_FUNCTION_CASE
        default:
            return body(Function<UnaryFunction::identity>{alpha, beta});
    }
}

/// One functor for every function: it asks for each vector.
struct AnyFunction {
    UnaryFunction function;
    float alpha, beta;
    Floats operator()(Floats x) const {
        Floats y = x;
        with_function(function, alpha, beta, [&](auto activation) { y = activation(x); });
        return y;
    }
};

/// Calls body(functor) like with_function, but makes loops of their own only for the activations that convolutions
/// often have, so that large loops do not exist thirty times over.
template <class Body>
void with_activation(UnaryFunction function, float alpha, float beta, const Body& body) {
    switch (function) {
        case UnaryFunction::identity:
            return body(Function<UnaryFunction::identity>{alpha, beta});
        case UnaryFunction::relu:
            return body(Function<UnaryFunction::relu>{alpha, beta});
        case UnaryFunction::leaky_relu:
            return body(Function<UnaryFunction::leaky_relu>{alpha, beta});
        case UnaryFunction::clip:
            return body(Function<UnaryFunction::clip>{alpha, beta});
        case UnaryFunction::sigmoid:
            return body(Function<UnaryFunction::sigmoid>{alpha, beta});
        case UnaryFunction::silu:
            return body(Function<UnaryFunction::silu>{alpha, beta});
        case UnaryFunction::hard_swish:
            return body(Function<UnaryFunction::hard_swish>{alpha, beta});
        default:
            return body(AnyFunction{function, alpha, beta});
    }
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
