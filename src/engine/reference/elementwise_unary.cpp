// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/reference/dispatch.hpp"
#include "engine/reference/evaluate.hpp"
#include "engine/reference/unary.hpp"

namespace yolozu::engine {

namespace {

constexpr double sqrt_half = 0.70710678118654752440;
constexpr double sqrt_two_over_pi = 0.79788456080286535588;

double sigmoid(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}

/// ln(1 + e^x) without overflow.
double softplus(double x) {
    return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

double sign(double x) {
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}

/// Limits in turn, so that the upper one wins where they cross; NaN passes.
double clip(double x, double low, double high) {
    const double raised = x < low ? low : x;
    return raised > high ? high : raised;
}

double shrink(double x, double threshold, double bias) {
    if (x < -threshold) return x + bias;
    return x > threshold ? x - bias : 0.0;
}

/// Functions that are ramps and gates made for networks.
double activation(const Unary& op, double x) {
    const double alpha = double{op.alpha}, beta = double{op.beta};
    switch (op.function) {
        case UnaryFunction::sigmoid:
            return sigmoid(x);
        case UnaryFunction::silu:
            return x * sigmoid(x);
        case UnaryFunction::relu:
            return x < 0.0 ? 0.0 : x;
        case UnaryFunction::leaky_relu:
            return x < 0.0 ? alpha * x : x;
        case UnaryFunction::clip:
            return clip(x, alpha, beta);
        case UnaryFunction::elu:
            return x < 0.0 ? alpha * std::expm1(x) : x;
        case UnaryFunction::celu:
            return x < 0.0 ? alpha * std::expm1(x / alpha) : x;
        case UnaryFunction::selu:
            return beta * (x <= 0.0 ? alpha * std::expm1(x) : x);
        case UnaryFunction::hard_sigmoid:
            return clip(alpha * x + beta, 0.0, 1.0);
        case UnaryFunction::hard_swish:
            return x * clip(x / 6.0 + 0.5, 0.0, 1.0);
        case UnaryFunction::mish:
            return x * std::tanh(softplus(x));
        case UnaryFunction::gelu:
            return 0.5 * x * (1.0 + std::erf(x * sqrt_half));
        case UnaryFunction::gelu_tanh:
            return 0.5 * x * (1.0 + std::tanh(sqrt_two_over_pi * (x + 0.044715 * x * x * x)));
        case UnaryFunction::softplus:
            return softplus(x);
        case UnaryFunction::softsign:
            return x / (1.0 + std::abs(x));
        case UnaryFunction::thresholded_relu:
            return x > alpha ? x : 0.0;
        case UnaryFunction::shrink:
            return shrink(x, alpha, beta);
        default:
            return x;
    }
}

// By the arc tangent, to a rounding or two of float64: the C library's own asin, acos and tan, each in four builds for
// four kinds of processor, would be 140 KB of a static program that has hardly a model to use them on.
double arc_sine(double x) {
    return std::atan(x / std::sqrt((1.0 - x) * (1.0 + x)));
}
double arc_cosine(double x) {
    return 2.0 * std::atan(std::sqrt((1.0 - x) / (1.0 + x)));
}

double function_of(const Unary& op, double x) {
    switch (op.function) {
        case UnaryFunction::absolute:
            return std::abs(x);
        case UnaryFunction::negate:
            return -x;
        case UnaryFunction::sign:
            return sign(x);
        case UnaryFunction::ceil:
            return std::ceil(x);
        case UnaryFunction::floor:
            return std::floor(x);
        case UnaryFunction::round:
            return std::nearbyint(x);
        case UnaryFunction::square_root:
            return std::sqrt(x);
        case UnaryFunction::reciprocal:
            return 1.0 / x;
        case UnaryFunction::exponential:
            return std::exp(x);
        case UnaryFunction::logarithm:
            return std::log(x);
        case UnaryFunction::error_function:
            return std::erf(x);
        case UnaryFunction::sine:
            return std::sin(x);
        case UnaryFunction::cosine:
            return std::cos(x);
        case UnaryFunction::tangent:
            return std::sin(x) / std::cos(x);
        case UnaryFunction::arc_sine:
            return arc_sine(x);
        case UnaryFunction::arc_cosine:
            return arc_cosine(x);
        case UnaryFunction::arc_tangent:
            return std::atan(x);
        case UnaryFunction::hyperbolic_sine:
            return std::sinh(x);
        case UnaryFunction::hyperbolic_cosine:
            return std::cosh(x);
        case UnaryFunction::hyperbolic_tangent:
            return std::tanh(x);
        case UnaryFunction::area_sine:
            return std::asinh(x);
        case UnaryFunction::area_cosine:
            return std::acosh(x);
        case UnaryFunction::area_tangent:
            return std::atanh(x);
        default:
            return activation(op, x);
    }
}

/// Of those functions that integers have; relu is the remaining one.
template <class Integer>
Integer function_of(const Unary& op, Integer x) {
    const bool negative = x < Integer{0};
    switch (op.function) {
        case UnaryFunction::absolute:
            return negative ? wrapping_difference(Integer{0}, x) : x;
        case UnaryFunction::negate:
            return wrapping_difference(Integer{0}, x);
        case UnaryFunction::sign:
            return negative ? static_cast<Integer>(-1) : Integer{x != Integer{0}};
        default:
            return negative ? Integer{0} : x;
    }
}

/// is_nan, is_inf.
bool holds(const Unary& op, double x) {
    if (op.function == UnaryFunction::is_nan) return std::isnan(x);
    return std::isinf(x) && (x < 0.0 ? op.alpha : op.beta) != 0.0F;
}

}  // namespace

float apply_unary(const Unary& unary, float x) {
    return static_cast<float>(function_of(unary, double{x}));
}

Status evaluate(const Unary& op, std::span<const TensorView> inputs, std::span<MutableTensorView> outputs) {
    const TensorView& x = inputs[0];
    const auto count = static_cast<std::size_t>(x.shape.element_count());
    if (op.function == UnaryFunction::identity) {
        if (count != 0) std::memcpy(outputs[0].data, x.data, count * element_size(x.type));
        return {};
    }
    if (op.function == UnaryFunction::logical_not) {
        std::ranges::transform(x.as<std::uint8_t>(), outputs[0].as<std::uint8_t>().begin(),
                               [](std::uint8_t truth) { return truth == 0 ? std::uint8_t{1} : std::uint8_t{0}; });
        return {};
    }
    if (gives_bool(op.function)) {
        const auto y = outputs[0].as<std::uint8_t>();
        for (std::size_t index = 0; index < count; ++index) y[index] = holds(op, real_at(x, index)) ? 1 : 0;
        return {};
    }
    return dispatch_numeric(x.type, [&](auto tag) -> Status {
        using Tag = decltype(tag);
        std::ranges::transform(x.as<typename Tag::Stored>(), outputs[0].as<typename Tag::Stored>().begin(),
                               [&op](auto element) { return Tag::store(function_of(op, Tag::load(element))); });
        return {};
    });
}

}  // namespace yolozu::engine
