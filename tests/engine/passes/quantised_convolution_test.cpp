// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

template <class Element>
ValueId add_constant(Graph& graph, DataType type, const Shape& shape, const std::vector<Element>& elements) {
    Tensor tensor = std::move(Tensor::allocate(type, shape)).value();
    std::memcpy(tensor.mutable_view().data, elements.data(), elements.size() * sizeof(Element));
    return graph.add_constant({}, std::move(tensor));
}

constexpr float step = 0.01F;  // of the result

/// A float image, quantised, convolved as ONNX Runtime's quantiser writes it, and made float again.
Graph quantised(bool scale_for_each_channel, bool bias, bool constant_scale = true) {
    GraphBuilder builder;
    Graph& graph = builder.graph;
    const auto byte = [&](std::uint8_t value) {
        return add_constant(graph, DataType::uint8, {}, std::vector<std::uint8_t>{value});
    };
    const ValueId x_scale = builder.scalar(0.02F), x_zero = byte(120), y_zero = byte(100);
    const ValueId y_scale = constant_scale ? builder.scalar(step) : builder.input({});
    const ValueId x = builder.node(QuantizeLinear{}, {builder.input({2, 3, 5, 4}), x_scale, x_zero});
    std::vector<std::int8_t> weights;
    for (int index = 0; index < 4 * 3 * 3 * 3; ++index) weights.push_back(static_cast<std::int8_t>(index * 37 % 101 - 50));
    const ValueId filters = add_constant(graph, DataType::int8, {4, 3, 3, 3}, weights);
    const ValueId filter_scale =
        scale_for_each_channel ? builder.constant({4}, {0.001F, 0.002F, 0.0015F, 0.0005F}) : builder.scalar(0.001F);
    const ValueId filter_zero = scale_for_each_channel
                                    ? add_constant(graph, DataType::int8, {4}, std::vector<std::int8_t>(4, 0))
                                    : add_constant(graph, DataType::int8, {}, std::vector<std::int8_t>{3});
    std::vector<ValueId> inputs{x, x_scale, x_zero, filters, filter_scale, filter_zero, y_scale, y_zero};
    if (bias) inputs.push_back(add_constant(graph, DataType::int32, {4}, std::vector<std::int32_t>{500, -900, 0, 12345}));
    QLinearConv op;
    op.window.pads_begin = op.window.pads_end = {1, 1};
    builder.output(builder.node(DequantizeLinear{}, {builder.node(op, inputs), y_scale, y_zero}));
    return builder.graph;
}

TEST(QuantisedConvolution, BecomesSumsAndTheirQuantisation) {
    for (const bool each_channel : {false, true})
        for (const bool bias : {false, true}) {
            const Graph result = checked(quantised_convolution, quantised(each_channel, bias), 1.001 * double{step});
            EXPECT_EQ(count_of<QLinearConv>(result), 0U);
            EXPECT_EQ(count_of<ConvInteger>(result), 1U);
            EXPECT_EQ(count_of<Binary>(result), bias ? 1U : 0U);
            EXPECT_EQ(count_of<QuantizeLinear>(result), 2U);
        }
}

TEST(QuantisedConvolution, IsKeptWhereAScaleIsNotConstant) {
    EXPECT_EQ(count_of<QLinearConv>(after(quantised_convolution, quantised(true, true, false))), 1U);
}

}  // namespace
}  // namespace yolozu::engine::test
