// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "engine/ir/op.hpp"
#include "engine/kernels/kernel_check.hpp"

namespace yolozu::test {
namespace {

using engine::BinaryFunction;
using engine::BinaryTask;
using engine::UnaryFunction;
using engine::UnaryTask;

double within_0_and_1(double x) {
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

double plain(UnaryFunction function, double x, double alpha, double beta) {
    const double sigmoid = 1 / (1 + std::exp(-x));
    switch (function) {
        case UnaryFunction::absolute:
            return std::abs(x);
        case UnaryFunction::negate:
            return -x;
        case UnaryFunction::sign:
            return x > 0 ? 1 : x < 0 ? -1 : x;
        case UnaryFunction::ceil:
            return std::ceil(x);
        case UnaryFunction::floor:
            return std::floor(x);
        case UnaryFunction::round:
            return std::nearbyint(x);
        case UnaryFunction::square_root:
            return std::sqrt(x);
        case UnaryFunction::reciprocal:
            return 1 / x;
        case UnaryFunction::exponential:
            return std::exp(x);
        case UnaryFunction::logarithm:
            return std::log(x);
        case UnaryFunction::error_function:
            return std::erf(x);
        case UnaryFunction::hyperbolic_tangent:
            return std::tanh(x);
        case UnaryFunction::sigmoid:
            return sigmoid;
        case UnaryFunction::silu:
            return x * sigmoid;
        case UnaryFunction::relu:
            return x < 0 ? 0 : x;
        case UnaryFunction::leaky_relu:
            return x < 0 ? alpha * x : x;
        case UnaryFunction::clip:
            return x < alpha ? alpha : x > beta ? beta : x;
        case UnaryFunction::elu:
            return x < 0 ? alpha * std::expm1(x) : x;
        case UnaryFunction::celu:
            return x > 0 ? x : alpha * std::expm1(x / alpha);
        case UnaryFunction::selu:
            return beta * (x <= 0 ? alpha * std::expm1(x) : x);
        case UnaryFunction::hard_sigmoid:
            return within_0_and_1(alpha * x + beta);
        case UnaryFunction::hard_swish:
            return x * within_0_and_1(x / 6 + 0.5);
        case UnaryFunction::mish:
            return x * std::tanh(std::log1p(std::exp(x)));
        case UnaryFunction::gelu:
            return x * (1 + std::erf(x / std::sqrt(2.0))) / 2;
        case UnaryFunction::gelu_tanh:
            return x * (1 + std::tanh(std::sqrt(2 / 3.14159265358979) * (x + 0.044715 * x * x * x))) / 2;
        case UnaryFunction::softplus:
            return std::log1p(std::exp(x));
        case UnaryFunction::softsign:
            return x / (1 + std::abs(x));
        case UnaryFunction::thresholded_relu:
            return x > alpha ? x : 0;
        case UnaryFunction::shrink:
            return x < -alpha ? x + beta : x > alpha ? x - beta : 0;
        default:
            return x;
    }
}

double plain(BinaryFunction function, double a, double b) {
    switch (function) {
        case BinaryFunction::add:
            return a + b;
        case BinaryFunction::subtract:
            return a - b;
        case BinaryFunction::multiply:
            return a * b;
        case BinaryFunction::divide:
            return a / b;
        case BinaryFunction::minimum:
            return std::isnan(a) || a < b ? a : b;
        case BinaryFunction::maximum:
            return std::isnan(a) || a > b ? a : b;
        default:
            return a < 0 ? b * a : a;
    }
}

std::vector<float> unary_operands(std::size_t count) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    std::vector<float> x = random_floats(count, -9.0F, 9.0F);
    const float specials[] = {0.0F,    -0.0F, 0.5F,    -0.5F,       1.5F,
                              2.5F,    -2.5F, 0x1p23F, -8388609.0F, 1e-30F,
                              -1e-30F, 20.5F, -30.0F,  1e30F,       std::numeric_limits<float>::quiet_NaN(),
                              infinity};
    for (std::size_t index = 0; index < count; index += 3) x[index] = specials[index / 3 % std::size(specials)];
    return x;
}

void check_unary_function(const engine::Kernels& kernels, UnaryFunction function, std::size_t rows,
                          std::size_t length) {
    const std::size_t x_stride = length + 3, y_stride = length + 5;
    const std::vector<float> x = unary_operands(rows * x_stride);
    const float alpha = function == UnaryFunction::clip ? -1.5F : 0.75F, beta = 0.25F;
    std::vector<float> expected = untouched<float>(rows * y_stride);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t index = 0; index < length; ++index)
            expected[row * y_stride + index] =
                static_cast<float>(plain(function, static_cast<double>(x[row * x_stride + index]), alpha, beta));
    // The absolute part is for functions that cross zero, where the terms of a sum cancel.
    expect_output<UnaryTask>(kernels.unary, expected, {6e-7, 4e-7}, [&](float* y) {
        return UnaryTask{.function = function,
                         .alpha = alpha,
                         .beta = beta,
                         .rows = rows,
                         .length = length,
                         .x = x.data(),
                         .x_stride = x_stride,
                         .y = y,
                         .y_stride = y_stride};
    });
}

/// Random extents and, for each operand, axes that are broadcast.
void check_binary_case(const engine::Kernels& kernels, BinaryFunction function, std::size_t length, unsigned variant) {
    const std::size_t rank = 1 + variant % 4;
    BinaryTask task{.function = function, .rank = rank};
    const std::size_t outer[] = {2, 3, 2};
    std::size_t a_size = 1, b_size = 1, y_size = 1;
    for (std::size_t axis = rank; axis-- > 0;) {
        task.extents[axis] = axis + 1 == rank ? length : outer[axis];
        const bool a_varies = (variant >> (2 + axis)) % 3 != 0, b_varies = (variant >> (1 + axis)) % 4 != 1;
        task.a_strides[axis] = a_varies ? a_size : 0;
        task.b_strides[axis] = b_varies ? b_size : 0;
        task.y_strides[axis] = y_size;
        // Gaps behind each row.
        if (a_varies) a_size = a_size * task.extents[axis] + (axis + 1 == rank ? 2 : 0);
        if (b_varies) b_size = b_size * task.extents[axis] + (axis + 1 == rank ? 1 : 0);
        y_size = y_size * task.extents[axis] + (axis + 1 == rank ? 3 : 0);
    }
    std::vector<float> a = random_floats(a_size, -4, 4), b = random_floats(b_size, -4, 4);
    a[a_size / 2] = std::numeric_limits<float>::quiet_NaN();
    b[b_size / 3] = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> expected = untouched<float>(y_size);
    std::size_t total = 1;
    for (std::size_t axis = 0; axis < rank; ++axis) total *= task.extents[axis];
    for (std::size_t index = 0; index < total; ++index) {
        std::size_t rest = index, a_at = 0, b_at = 0, y_at = 0;
        for (std::size_t axis = rank; axis-- > 0; rest /= task.extents[axis]) {
            const std::size_t place = rest % task.extents[axis];
            a_at += place * task.a_strides[axis];
            b_at += place * task.b_strides[axis];
            y_at += place * task.y_strides[axis];
        }
        expected[y_at] =
            static_cast<float>(plain(function, static_cast<double>(a[a_at]), static_cast<double>(b[b_at])));
    }
    expect_output<BinaryTask>(kernels.binary, expected, {}, [&](float* y) {
        BinaryTask ready = task;
        ready.a = a.data();
        ready.b = b.data();
        ready.y = y;
        return ready;
    });
}

}  // namespace

void check_unary(const engine::Kernels& kernels) {
    for (int number = 0; number <= static_cast<int>(UnaryFunction::is_inf); ++number) {
        const auto function = static_cast<UnaryFunction>(number);
        if (!engine::supported(function)) continue;
        SCOPED_TRACE(engine::to_string(function));
        for (std::size_t length = 0; length <= 70; ++length) check_unary_function(kernels, function, 3, length);
        check_unary_function(kernels, function, 2, engine::row_block + 5);
        if (testing::Test::HasFailure()) return;
    }
}

void check_binary(const engine::Kernels& kernels) {
    for (int number = 0; number <= static_cast<int>(BinaryFunction::greater_or_equal); ++number) {
        const auto function = static_cast<BinaryFunction>(number);
        if (!engine::supported(function)) continue;
        SCOPED_TRACE(engine::to_string(function));
        for (std::size_t length = 0; length <= 70; ++length)
            for (unsigned variant = 0; variant < 48; ++variant) check_binary_case(kernels, function, length, variant);
        check_binary_case(kernels, function, 2 * engine::row_block + 1, 6);
        if (testing::Test::HasFailure()) return;
    }
}

void check_fma_chains(const engine::Kernels& kernels) {
    for (const std::size_t rounds : {0U, 1U, 2U, 7U}) {
        // x = 3 x + 2 from c on is (c + 1) 3^rounds - 1.
        const auto chains = static_cast<float>(engine::fma_chain_count);
        const std::vector<float> expected(5, chains * std::pow(3.0F, static_cast<float>(rounds)) - 1.0F);
        expect_output<engine::FmaChainsTask>(kernels.fma_chains, expected, {}, [&](float* results) {
            return engine::FmaChainsTask{expected.size(), rounds, 3.0F, 2.0F, results};
        });
    }
}

}  // namespace yolozu::test
