// SPDX-License-Identifier: Apache-2.0
#include "engine/reference/operations.hpp"

#include <algorithm>

#include "engine/ir/window_rules.hpp"

namespace yolozu::engine {

namespace {

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    std::uint64_t result = 0;
    return __builtin_mul_overflow(a, b, &result) ? UINT64_MAX : result;
}

std::uint64_t count(const Fact& fact) {
    return fact.shape ? static_cast<std::uint64_t>(fact.shape->element_count()) : 0;
}

std::uint64_t extent(const Fact& fact, std::size_t axis) {
    return fact.shape && axis < fact.shape->rank() ? static_cast<std::uint64_t>((*fact.shape)[axis]) : 0;
}

std::uint64_t last_extent(const Fact& fact) {
    return fact.shape && fact.shape->rank() > 0 ? extent(fact, fact.shape->rank() - 1) : 1;
}

/// How many rows a matrix has.
std::uint64_t row_extent(const Fact& matrix) {
    return matrix.shape && matrix.shape->rank() > 1 ? extent(matrix, matrix.shape->rank() - 2) : 1;
}

struct Operands {
    std::span<const Fact> inputs, outputs;

    std::uint64_t result() const { return outputs.empty() ? 0 : count(outputs[0]); }
    std::uint64_t all() const {
        std::uint64_t total = 0;
        for (const Fact& fact : inputs) total = sum(total, count(fact));
        for (const Fact& fact : outputs) total = sum(total, count(fact));
        return total;
    }
};

/// For each element of the result as many operations as the weights have for one channel; `axis` is that of the weights
/// which does not belong to the sum.
std::uint64_t convolution(const Operands& operands, std::size_t weights, std::size_t axis) {
    const Fact& fact = operands.inputs[weights];
    return product(operands.result(), count(fact) / std::max<std::uint64_t>(extent(fact, axis), 1));
}

// What an operator does beyond touching each element of its operands once.
std::uint64_t estimate(const Conv&, const Operands& operands) {
    return convolution(operands, 1, 0);
}
std::uint64_t estimate(const ConvTranspose&, const Operands& operands) {
    return convolution(operands, 1, 1);
}
std::uint64_t estimate(const ConvInteger&, const Operands& operands) {
    return convolution(operands, 1, 0);
}
std::uint64_t estimate(const QLinearConv&, const Operands& operands) {
    return convolution(operands, 3, 0);
}
std::uint64_t estimate(const QuantisedConv&, const Operands& operands) {
    return convolution(operands, 1, 0);
}
std::uint64_t estimate(const Pool& op, const Operands& operands) {
    const Result<ImageExtents> image = image_extents(*operands.inputs[0].shape, op.channels_last);
    std::uint64_t taps = 1;
    for (std::size_t axis = 0; image && axis < std::min(op.window.kernel.size(), image->spatial.size()); ++axis)
        taps = product(taps, static_cast<std::uint64_t>(std::min(op.window.kernel[axis], image->spatial[axis])));
    return product(operands.result(), taps);
}
std::uint64_t estimate(const MatMul&, const Operands& operands) {
    return product(operands.result(), last_extent(operands.inputs[0]));
}
std::uint64_t estimate(const MatMulInteger&, const Operands& operands) {
    return product(operands.result(), last_extent(operands.inputs[0]));
}
std::uint64_t estimate(const QLinearMatMul&, const Operands& operands) {
    return product(operands.result(), last_extent(operands.inputs[0]));
}
std::uint64_t estimate(const Gemm& op, const Operands& operands) {
    return product(operands.result(), extent(operands.inputs[0], op.transpose_a ? 0 : 1));
}
/// A score for each query and key, then a sum of values for each query.
std::uint64_t estimate(const Attention&, const Operands& operands) {
    const std::uint64_t columns = std::max<std::uint64_t>(last_extent(operands.outputs[0]), 1);
    const std::uint64_t rows = operands.result() / columns;
    return product(row_extent(operands.inputs[1]),
                   sum(product(rows, last_extent(operands.inputs[0])), operands.result()));
}
std::uint64_t estimate(const LocalResponseNormalization& op, const Operands& operands) {
    const auto size = static_cast<std::uint64_t>(std::max<std::int64_t>(op.size, 1));
    return product(operands.result(), std::min(size, extent(operands.inputs[0], 1)));
}
std::uint64_t estimate(const TopK&, const Operands& operands) {
    constexpr std::uint64_t comparisons = 32;
    return product(operands.all(), comparisons);
}
std::uint64_t estimate(const Resize&, const Operands& operands) {
    constexpr std::uint64_t taps = 32;
    return product(operands.all(), taps);
}
std::uint64_t estimate(const GridSample&, const Operands& operands) {
    constexpr std::uint64_t taps = 16;
    return product(operands.result(), taps);
}
/// Every box with every other one of its class.
std::uint64_t estimate(const NonMaxSuppression&, const Operands& operands) {
    return product(count(operands.inputs[1]), extent(operands.inputs[1], 2));
}
template <class Other>
std::uint64_t estimate(const Other&, const Operands&) {
    return 0;
}

}  // namespace

std::uint64_t operations_of(const Op& op, std::span<const Fact> inputs, std::span<const Fact> outputs) {
    const Operands operands{inputs, outputs};
    return sum(operands.all(),
               std::visit([&](const auto& alternative) { return estimate(alternative, operands); }, op));
}

}  // namespace yolozu::engine
