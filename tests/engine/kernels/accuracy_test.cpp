// SPDX-License-Identifier: Apache-2.0
//
// How far the vector functions are from the exact values, in units of the last place (ulp) of those.
#include <bit>
#include <cmath>
#include <limits>

#include "engine/kernels/kernel_check.hpp"
#include "engine/kernels/levels.hpp"

namespace yolozu::test {
namespace {

using engine::UnaryFunction;
using engine::UnaryTask;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

class AccuracyOfLevel : public KernelsOfLevel {
protected:
    std::vector<float> apply(UnaryFunction function, const std::vector<float>& x) const {
        std::vector<float> y(x.size());
        run<UnaryTask>(kernels().unary,
                       {.function = function, .rows = 1, .length = x.size(), .x = x.data(), .y = y.data()}, 0);
        return y;
    }

    /// The largest error over `x` of which `exact` is finite.
    void expect_within(double bound, UnaryFunction function, const std::vector<float>& x,
                       double (*exact)(double)) const {
        const std::vector<float> y = apply(function, x);
        double worst = 0;
        float where = 0;
        for (std::size_t index = 0; index < x.size(); ++index) {
            const double wanted = exact(static_cast<double>(x[index]));
            const float nearest = std::abs(static_cast<float>(wanted));
            if (!(nearest < infinity)) continue;
            const double ulp = static_cast<double>(std::nextafter(nearest, infinity)) - static_cast<double>(nearest);
            const double error = std::abs(static_cast<double>(y[index]) - wanted) / ulp;
            if (error <= worst) continue;
            worst = error;
            where = x[index];
        }
        EXPECT_LE(worst, bound) << "at " << where;
    }
};

/// Floats of both signs with magnitudes in [low, high], every `step`-th there is.
std::vector<float> floats_between(float low, float high, std::uint32_t step) {
    std::vector<float> floats;
    for (auto bits = std::bit_cast<std::uint32_t>(low); bits <= std::bit_cast<std::uint32_t>(high); bits += step) {
        floats.push_back(std::bit_cast<float>(bits));
        floats.push_back(-floats.back());
    }
    return floats;
}

double exact_exponential(double x) {
    return std::exp(x);
}
double exact_logarithm(double x) {
    return x > 0 ? std::log(x) : HUGE_VAL;
}
double exact_sigmoid(double x) {
    return 1 / (1 + std::exp(-x));
}
double exact_silu(double x) {
    return x / (1 + std::exp(-x));
}
double exact_tangent(double x) {
    return std::tanh(x);
}
double exact_error_function(double x) {
    return std::erf(x);
}
double exact_softplus(double x) {
    return std::log1p(std::exp(x));
}
double exact_mish(double x) {
    return x * std::tanh(std::log1p(std::exp(x)));
}

TEST_P(AccuracyOfLevel, Exponential) {
    expect_within(1, UnaryFunction::exponential, floats_between(1e-30F, 104.0F, 499), exact_exponential);
    expect_within(1, UnaryFunction::exponential, floats_between(85.0F, 90.0F, 1), exact_exponential);
}

TEST_P(AccuracyOfLevel, ExponentialAtItsEnds) {
    const std::vector<float> x{88.7228F, 88.7229F, -87.3F,    -103.9F,      -104.0F, 1e30F,
                               -1e30F,   infinity, -infinity, not_a_number, 0.0F,    -0.0F};
    const std::vector<float> y = apply(UnaryFunction::exponential, x);
    EXPECT_LT(y[0], infinity);
    EXPECT_EQ(y[1], infinity);
    EXPECT_GE(y[2], std::numeric_limits<float>::min());
    EXPECT_EQ(y[3], std::numeric_limits<float>::denorm_min());
    EXPECT_EQ(y[4], 0.0F);
    EXPECT_EQ(y[5], infinity);
    EXPECT_EQ(y[6], 0.0F);
    EXPECT_EQ(y[7], infinity);
    EXPECT_EQ(y[8], 0.0F);
    EXPECT_TRUE(std::isnan(y[9]));
    EXPECT_EQ(y[10], 1.0F);
    EXPECT_EQ(y[11], 1.0F);
}

TEST_P(AccuracyOfLevel, Logarithm) {
    expect_within(1, UnaryFunction::logarithm, floats_between(1e-45F, std::numeric_limits<float>::max(), 499),
                  exact_logarithm);
    const std::vector<float> y =
        apply(UnaryFunction::logarithm, {0.0F, -0.0F, 1.0F, infinity, -1.0F, -infinity, not_a_number});
    EXPECT_EQ(y[0], -infinity);
    EXPECT_EQ(y[1], -infinity);
    EXPECT_EQ(y[2], 0.0F);
    EXPECT_EQ(y[3], infinity);
    for (std::size_t index = 4; index < y.size(); ++index) EXPECT_TRUE(std::isnan(y[index])) << index;
}

TEST_P(AccuracyOfLevel, Sigmoid) {
    expect_within(2.5, UnaryFunction::sigmoid, floats_between(1e-30F, 85.0F, 499), exact_sigmoid);
    const std::vector<float> y = apply(UnaryFunction::sigmoid, {infinity, -infinity, 200.0F, -200.0F, not_a_number});
    EXPECT_EQ(y[0], 1.0F);
    EXPECT_EQ(y[1], 0.0F);
    EXPECT_EQ(y[2], 1.0F);
    EXPECT_EQ(y[3], 0.0F);
    EXPECT_TRUE(std::isnan(y[4]));
}

TEST_P(AccuracyOfLevel, Silu) {
    expect_within(4, UnaryFunction::silu, floats_between(1e-30F, 86.9F, 499), exact_silu);
    const std::vector<float> y =
        apply(UnaryFunction::silu, {infinity, -infinity, 1e30F, -1e30F, -100.0F, 0.0F, not_a_number});
    EXPECT_EQ(y[0], infinity);
    EXPECT_FLOAT_EQ(y[2], 1e30F);
    EXPECT_EQ(y[5], 0.0F);
    EXPECT_TRUE(std::isnan(y[6]));
    for (const std::size_t index : {1U, 3U, 4U}) EXPECT_NEAR(y[index], 0.0F, 2e-36F) << index;
}

TEST_P(AccuracyOfLevel, HyperbolicTangent) {
    expect_within(1.5, UnaryFunction::hyperbolic_tangent, floats_between(1e-30F, 1e30F, 499), exact_tangent);
    const std::vector<float> y = apply(UnaryFunction::hyperbolic_tangent, {infinity, -infinity, not_a_number, -0.0F});
    EXPECT_EQ(y[0], 1.0F);
    EXPECT_EQ(y[1], -1.0F);
    EXPECT_TRUE(std::isnan(y[2]));
    EXPECT_TRUE(y[3] == 0.0F && std::signbit(y[3]));
}

TEST_P(AccuracyOfLevel, ErrorFunction) {
    expect_within(1.5, UnaryFunction::error_function, floats_between(1e-30F, 1e30F, 499), exact_error_function);
    const std::vector<float> y = apply(UnaryFunction::error_function, {infinity, -infinity, not_a_number});
    EXPECT_EQ(y[0], 1.0F);
    EXPECT_EQ(y[1], -1.0F);
    EXPECT_TRUE(std::isnan(y[2]));
}

TEST_P(AccuracyOfLevel, Softplus) {
    expect_within(2, UnaryFunction::softplus, floats_between(1e-30F, 80.0F, 499), exact_softplus);
}

TEST_P(AccuracyOfLevel, Mish) {
    expect_within(4, UnaryFunction::mish, floats_between(1e-30F, 80.0F, 499), exact_mish);
}

YOLOZU_FOR_EVERY_LEVEL(AccuracyOfLevel);

}  // namespace
}  // namespace yolozu::test
