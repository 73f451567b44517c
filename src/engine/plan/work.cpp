// SPDX-License-Identifier: Apache-2.0
#include "engine/plan/work.hpp"

namespace yolozu::engine {

namespace {

double count(const Fact& fact) {
    return fact.present() && fact.shape ? static_cast<double>(fact.shape->element_count()) : 0;
}

/// How many products are summed for one element of the result; 0 where there are none.
class SummedProducts {
public:
    explicit SummedProducts(std::span<const Fact> inputs) : inputs_(inputs) {}

    double operator()(const Conv&) const { return of_filter(1); }
    double operator()(const ConvInteger&) const { return of_filter(1); }
    double operator()(const QLinearConv&) const { return of_filter(3); }
    double operator()(const QuantisedConv&) const { return of_filter(1); }
    double operator()(const MatMul&) const { return last_extent(0); }
    double operator()(const MatMulInteger&) const { return last_extent(0); }
    double operator()(const QLinearMatMul&) const { return last_extent(0); }
    double operator()(const Gemm& op) const {
        return op.transpose_a && inputs_[0].shape ? static_cast<double>((*inputs_[0].shape)[0]) : last_extent(0);
    }
    /// Each element's sum of values, and its share of the row's scores.
    double operator()(const Attention&) const {
        const double columns = extent_from_end(2, 1);
        return columns > 0 ? extent_from_end(1, 2) * (1 + extent_from_end(0, 1) / columns) : 0;
    }
    template <class Other>
    double operator()(const Other&) const {
        return 0;
    }

private:
    /// Weights are output channels x channels of a group x taps.
    double of_filter(std::size_t input) const {
        const Fact& weights = inputs_[input];
        const double elements = count(weights);
        return elements > 0 ? elements / static_cast<double>((*weights.shape)[0]) : 0;
    }
    double last_extent(std::size_t input) const { return extent_from_end(input, 1); }
    double extent_from_end(std::size_t input, std::size_t axis) const {
        const auto& shape = inputs_[input].shape;
        return shape && shape->rank() >= axis ? static_cast<double>((*shape)[shape->rank() - axis]) : 0;
    }

    std::span<const Fact> inputs_;
};

}  // namespace

Work work_of(const Node& node, std::span<const Fact> inputs, std::span<const Fact> outputs) {
    Work work;
    const auto add_bytes = [&](std::span<const Fact> facts) {
        for (const Fact& fact : facts) work.bytes += count(fact) * static_cast<double>(element_size(fact.type));
    };
    add_bytes(inputs);
    add_bytes(outputs);
    work.operations = 2 * count(outputs[0]) * std::visit(SummedProducts(inputs), node.op);
    // Each element of x takes part in as many products as each of a transposed convolution's filters has elements.
    if (std::holds_alternative<ConvTranspose>(node.op) && count(inputs[1]) > 0)
        work.operations = 2 * count(inputs[0]) * count(inputs[1]) / static_cast<double>((*inputs[1].shape)[0]);
    return work;
}

}  // namespace yolozu::engine
