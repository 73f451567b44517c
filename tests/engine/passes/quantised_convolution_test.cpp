// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

constexpr float step = 0.01F;  // of the result

constexpr DataType u8 = DataType::uint8, i8 = DataType::int8;

/// How a convolution differs from the plainest one.
struct Variant {
    bool scale_for_each_channel = false, bias = false;
    bool constant_scale = true, constant_zero_point = true;
};

/// A float image, quantised, convolved as ONNX Runtime's quantiser writes it, and made float again.
Graph quantised(const Variant& variant) {
    GraphBuilder b;
    const ValueId x_scale = b.scalar(0.02F), x_zero = b.zero_point(u8, 120);
    const ValueId y_scale = variant.constant_scale ? b.scalar(step) : b.input({});
    const ValueId y_zero = variant.constant_zero_point ? b.zero_point(u8, 100) : b.node(Cast{u8}, {b.input({})});
    const ValueId x = b.node(QuantizeLinear{}, {b.input({2, 3, 5, 4}), x_scale, x_zero});
    const bool each = variant.scale_for_each_channel;
    const ValueId scale = each ? b.constant({4}, {0.001F, 0.002F, 0.0015F, 0.0005F}) : b.scalar(0.001F);
    const ValueId zero = each ? b.constant(i8, {4}, {0, 0, 0, 0}) : b.zero_point(i8, 3);
    std::vector<ValueId> inputs{x, x_scale, x_zero, b.random_bytes(i8, {4, 3, 3, 3}), scale, zero, y_scale, y_zero};
    if (variant.bias) inputs.push_back(b.constant(DataType::int32, {4}, {500, -900, 0, 12345}));
    QLinearConv op;
    op.window.pads_begin = op.window.pads_end = {1, 1};
    b.output(b.node(DequantizeLinear{}, {b.node(op, inputs), y_scale, y_zero}));
    return b.graph;
}

TEST(QuantisedConvolution, AddsItsBiasInFloat) {
    for (const bool each_channel : {false, true})
        for (const bool bias : {false, true}) {
            const Graph result = checked(quantised_convolution, quantised({each_channel, bias}), 1.001 * double{step});
            EXPECT_EQ(count_of<QLinearConv>(result), 0U);
            const Node& made = only<QuantisedConv>(result);
            EXPECT_EQ(made.inputs[5] != no_value, bias);
            EXPECT_EQ(result.nodes.size(), 3U);
        }
}

TEST(QuantisedConvolution, IsKeptWhereAParameterIsNotConstant) {
    EXPECT_EQ(count_of<QLinearConv>(after(quantised_convolution, quantised({true, true, false}))), 1U);
    EXPECT_EQ(count_of<QLinearConv>(after(quantised_convolution, quantised({true, true, true, false}))), 1U);
}

}  // namespace
}  // namespace yolozu::engine::test
