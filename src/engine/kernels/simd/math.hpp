// SPDX-License-Identifier: Apache-2.0
//
// Functions of floats, a vector at a time. tests/engine/kernels/accuracy_test.cpp holds them to the errors said here.
#pragma once

#include "engine/kernels/simd/lanes.hpp"

namespace yolozu::engine::YOLOZU_LEVEL {

/// c[0] x^(n-1) + ... + c[n-1].
template <std::size_t count>
[[gnu::always_inline]] inline Floats polynomial(Floats x, const float (&coefficients)[count]) {
    Floats value = Lanes::splat(coefficients[0]);
    for (std::size_t index = 1; index < count; ++index) value = Lanes::fma(value, x, Lanes::splat(coefficients[index]));
    return value;
}

/// x = power ln 2 + rest with a whole power; e^rest = 1 + minus_one.
struct ReducedExponential {
    Floats power, minus_one;
};
[[gnu::always_inline]] inline ReducedExponential reduced_exponential(Floats x) {
    // Beyond these bounds the result is infinite or zero all the same. A NaN passes, being the second argument.
    const Floats bounded = Lanes::min(Lanes::splat(89.0F), Lanes::max(Lanes::splat(-104.0F), x));
    const Floats power = Lanes::round(bounded * Lanes::splat(0x1.715476p+0F));
    // ln 2 in two parts: power times the first is exact.
    const Floats rest =
        Lanes::fnma(power, Lanes::splat(-2.12194440e-4F), Lanes::fnma(power, Lanes::splat(0.693359375F), bounded));
    // (e^rest - 1 - rest) / rest^2 to 3.1e-9 of e^rest.
    const Floats tail =
        polynomial(rest, {1.38145406e-3F, 8.36874545e-3F, 4.16683890e-2F, 1.66665211e-1F, 4.99999940e-1F});
    return {power, Lanes::fma(tail, rest * rest, rest)};
}

/// e^x; infinite from 88.7228 on, subnormal below -87.3, zero below -103.97. Within 1 unit in the last place.
[[gnu::always_inline]] inline Floats exponential(Floats x) {
    const ReducedExponential reduced = reduced_exponential(x);
    return Lanes::times_power_of_two(reduced.minus_one + Lanes::splat(1.0F), reduced.power);
}

/// 2^x for x that are not positive, within 2 units in the last place; below -126 something between 0 and 2^-126, from
/// -127 down exactly 0.
[[gnu::always_inline]] inline Floats power_of_two_up_to_one(Floats x) {
    // At -127 the mantissa is 1, and taking 127 from its exponent leaves the bits of zero. A NaN passes.
    const Floats bounded = Lanes::max(Lanes::splat(-127.0F), x);
    // Added to 1.5 2^23 a number is rounded to a whole one, which is then in the sum's lowest bits.
    const Floats round = Lanes::splat(12582912.0F), shifted = bounded + round;
    const Floats rest = bounded - (shifted - round);
    // 2^rest to 1.1e-7 of it.
    const Floats mantissa =
        polynomial(rest, {1.32647285e-3F, 9.67151392e-3F, 5.55073358e-2F, 2.40222424e-1F, 6.93147004e-1F, 1.0F});
    return Lanes::as_floats(
        Lanes::add(Lanes::as_integers(mantissa), Lanes::shift_left<23>(Lanes::as_integers(shifted))));
}

/// e^x - 1, exact near 0 too.
[[gnu::always_inline]] inline Floats exponential_minus_one(Floats x) {
    const ReducedExponential reduced = reduced_exponential(x);
    const Floats one = Lanes::splat(1.0F);
    const Floats far = Lanes::times_power_of_two(reduced.minus_one + one, reduced.power) - one;
    return Lanes::select(Lanes::equal(reduced.power, Lanes::splat(0.0F)), reduced.minus_one, far);
}

/// ln x; minus infinity at 0, NaN below. Within 1 unit in the last place.
[[gnu::always_inline]] inline Floats logarithm(Floats x) {
    // Subnormal numbers are made normal first. x = (1 + rest) 2^power with 1 + rest in [sqrt(1/2), sqrt 2).
    const Mask tiny = Lanes::less(x, Lanes::splat(0x1p-126F));
    const Integers bits = Lanes::as_integers(Lanes::select(tiny, x * Lanes::splat(0x1p23F), x));
    const Integers offset = Lanes::subtract(bits, Lanes::splat(0x3F3504F3));
    const Integers whole = Lanes::shift_right<23>(offset);
    const Floats power = Lanes::to_floats(whole) - Lanes::select(tiny, Lanes::splat(23.0F), Lanes::splat(0.0F));
    const Floats mantissa = Lanes::as_floats(Lanes::subtract(bits, Lanes::shift_left<23>(whole)));
    const Floats rest = mantissa - Lanes::splat(1.0F), square = rest * rest;
    const Floats tail =
        polynomial(rest, {7.0376836292e-2F, -1.1514610310e-1F, 1.1676998740e-1F, -1.2420140846e-1F, 1.4249322787e-1F,
                          -1.6668057665e-1F, 2.0000714765e-1F, -2.4999993993e-1F, 3.3333331174e-1F});
    Floats low = rest * square * tail;
    low = Lanes::fma(power, Lanes::splat(-2.12194440e-4F), low);
    low = Lanes::fnma(Lanes::splat(0.5F), square, low);
    const Floats value = Lanes::fma(power, Lanes::splat(0.693359375F), rest + low);
    const Floats zero = Lanes::splat(0.0F), infinity = Lanes::splat(__builtin_inff());
    const Floats finite = Lanes::select(Lanes::equal(x, infinity), infinity, value);
    const Floats positive = Lanes::select(Lanes::equal(x, zero), zero - infinity, finite);
    return Lanes::select(Lanes::greater_equal(x, zero), positive, Lanes::splat(__builtin_nanf("")));
}

/// ln(1 + x) for x in [0, 1].
[[gnu::always_inline]] inline Floats logarithm_of_one_plus(Floats x) {
    const Floats one = Lanes::splat(1.0F), sum = one + x;
    // What the sum lost, to first order.
    return logarithm(sum) + (x - (sum - one)) / sum;
}

/// Within 2.5 units; 0 below -88.7, where the exact value is subnormal.
[[gnu::always_inline]] inline Floats sigmoid(Floats x) {
    const Floats one = Lanes::splat(1.0F);
    return one / (one + exponential(Lanes::splat(0.0F) - x));
}

/// e^-x for x in [-87, 87], where neither power nor result leaves the normal numbers; within 2 units in the last place.
[[gnu::always_inline]] inline Floats exponential_of_minus(Floats x) {
    // Added to 1.5 2^23 a number is rounded to a whole one, which is then in the sum's lowest bits.
    const Floats round = Lanes::splat(12582912.0F);
    const Floats shifted = Lanes::fnma(x, Lanes::splat(0x1.715476p+0F), round), power = shifted - round;
    // The rest with its sign turned, and so is every second coefficient. (e^rest - 1 - rest) / rest^2 to 1.1e-7 of
    // e^rest.
    const Floats minus_rest =
        Lanes::fma(power, Lanes::splat(-2.12194440e-4F), Lanes::fma(power, Lanes::splat(0.693359375F), x));
    const Floats tail = polynomial(minus_rest, {8.3125010e-3F, -4.1890331e-2F, 1.6667116e-1F, -4.9999231e-1F});
    const Floats mantissa = Lanes::splat(1.0F) - Lanes::fma(tail, minus_rest * minus_rest, minus_rest);
    return Lanes::as_floats(
        Lanes::add(Lanes::as_integers(mantissa), Lanes::shift_left<23>(Lanes::as_integers(shifted))));
}

/// Within 4 units in the last place down to -87, below which it stays at 0 but for 2e-36. Most models end every
/// convolution with it, so it has few steps and no special cases.
[[gnu::always_inline]] inline Floats silu(Floats x) {
    const Floats bounded = Lanes::max(Lanes::splat(-87.0F), x);
    return bounded / (Lanes::splat(1.0F) + exponential_of_minus(Lanes::min(Lanes::splat(87.0F), bounded)));
}

/// Within 1.5 units in the last place.
[[gnu::always_inline]] inline Floats hyperbolic_tangent(Floats x) {
    const Floats one = Lanes::splat(1.0F), two = Lanes::splat(2.0F);
    const Floats magnitude = Lanes::abs(x), square = x * x;
    const Floats far = one - two / (exponential(magnitude + magnitude) + one);
    const Floats tail = polynomial(
        square, {-5.70498872745e-3F, 2.06390887954e-2F, -5.37397155531e-2F, 1.33314422036e-1F, -3.33332819422e-1F});
    const Floats near = Lanes::fma(tail * square, magnitude, magnitude);
    return Lanes::with_sign_of(Lanes::select(Lanes::less(magnitude, Lanes::splat(0.625F)), near, far), x);
}

/// Within 1.5 units in the last place.
[[gnu::always_inline]] inline Floats error_function(Floats x) {
    const Floats magnitude = Lanes::abs(x), square = x * x;
    const Floats near_tail = polynomial(
        square, {-5.96761703e-4F, 4.99119423e-3F, -2.67681349e-2F, 1.12819925e-1F, -3.76125336e-1F, 1.28379166e-1F});
    const Floats near = Lanes::fma(near_tail, x, x);
    // 1 - e^(a polynomial); from 4 on the result is 1 in single precision, and larger arguments would overflow it.
    const Floats bounded = Lanes::min(Lanes::splat(4.0F), magnitude);
    const Floats exponent = polynomial(bounded, {-1.72853470e-5F, 3.83197126e-4F, -3.88396438e-3F, 2.42546219e-2F,
                                                 -1.06777877e-1F, -6.34846687e-1F, -1.28717512e-1F});
    const Floats far = Lanes::splat(1.0F) - exponential(Lanes::fma(exponent, bounded, Lanes::splat(0.0F) - bounded));
    return Lanes::select(Lanes::greater(magnitude, Lanes::splat(0.927734375F)), Lanes::with_sign_of(far, x), near);
}

/// ln(1 + e^x). Within 2 units in the last place.
[[gnu::always_inline]] inline Floats softplus(Floats x) {
    const Floats zero = Lanes::splat(0.0F);
    return Lanes::max(zero, x) + logarithm_of_one_plus(exponential(zero - Lanes::abs(x)));
}

/// x tanh(ln(1 + e^x)) = x n / (n + 2) with n = e^x (e^x + 2). Within 4 units in the last place.
[[gnu::always_inline]] inline Floats mish(Floats x) {
    const Floats two = Lanes::splat(2.0F), limit = Lanes::splat(20.0F);
    const Floats power = exponential(Lanes::min(limit, x));
    const Floats numerator = power * (power + two);
    return Lanes::select(Lanes::greater(x, limit), x, x * (numerator / (numerator + two)));
}

[[gnu::always_inline]] inline Floats gelu(Floats x) {
    const Floats half = Lanes::splat(0.5F);
    return x * Lanes::fma(half, error_function(x * Lanes::splat(0x1.6a09e6p-1F)), half);
}

[[gnu::always_inline]] inline Floats gelu_tanh(Floats x) {
    const Floats half = Lanes::splat(0.5F);
    const Floats inner = Lanes::fma(x * x * x, Lanes::splat(0.044715F), x) * Lanes::splat(0x1.988454p-1F);
    return x * Lanes::fma(half, hyperbolic_tangent(inner), half);
}

}  // namespace yolozu::engine::YOLOZU_LEVEL
