// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

constexpr DataType u8 = DataType::uint8, i8 = DataType::int8;
constexpr std::int64_t channels = 4;

/// How a convolution between a DequantizeLinear of x and one of the weights differs from the plainest one.
struct Variant {
    bool of_channels = false, zero_points = true, bias = true;
    DataType weights = i8;
    std::int64_t groups = 1, axis = 0;
    bool x_of_channels = false, constant_x_scale = true, constant_weights = true;
    Residual residual = Residual::none;
};

ValueId weights_of(GraphBuilder& b, const Variant& variant) {
    const Shape shape{channels, channels / variant.groups, 3, 3};
    ValueId bytes = b.random_bytes(variant.weights, shape);
    if (!variant.constant_weights) bytes = b.node(QuantizeLinear{variant.weights}, {b.input(shape), b.scalar(0.03F)});
    std::vector<ValueId> inputs{bytes, variant.of_channels ? b.positive({channels}) : b.constant({1}, {0.02F})};
    if (variant.zero_points)
        inputs.push_back(variant.of_channels ? b.constant(variant.weights, {channels}, {0, 1, 2, 3})
                                             : b.constant(variant.weights, {1, 1}, {5}));
    return b.node(DequantizeLinear{variant.axis}, inputs);
}

GraphBuilder convolution(const Variant& variant) {
    GraphBuilder b;
    const ValueId image = b.input({2, channels, 5, 4});
    const ValueId scale = variant.x_of_channels ? b.positive({channels}) : b.scalar(0.03F);
    const ValueId zero = variant.x_of_channels ? b.constant(u8, {channels}, {9, 8, 7, 6}) : b.zero_point(u8, 110);
    const ValueId back = variant.constant_x_scale ? scale : b.input({});
    const ValueId bytes = b.node(QuantizeLinear{}, {image, scale, zero});
    Conv op;
    op.groups = variant.groups;
    op.window.pads_begin = op.window.pads_end = {1, 1};
    op.tail.residual = variant.residual;
    std::vector<ValueId> inputs{b.node(DequantizeLinear{}, {bytes, back, zero}), weights_of(b, variant)};
    if (variant.bias) inputs.push_back(b.random({channels}));
    if (variant.residual != Residual::none) inputs.push_back(image);
    b.output(b.node(op, inputs));
    return b;
}

std::size_t conversions(const Variant& variant) {
    return count_of<QuantisedConv>(checked(dequantised_convolution, convolution(variant).graph));
}

TEST(DequantisedConvolution, WorksOnBytes) {
    for (const bool of_channels : {false, true})
        for (const bool zero_points : {false, true})
            for (const bool bias : {false, true})
                for (const DataType type : {u8, i8}) {
                    const Variant variant{of_channels, zero_points, bias, type};
                    const Graph graph = checked(dequantised_convolution, convolution(variant).graph, 1e-4);
                    EXPECT_EQ(graph.nodes.size(), 2U) << dump(graph);
                    const Node& made = only<QuantisedConv>(graph);
                    EXPECT_EQ(*graph.values[made.inputs[4]].shape, of_channels ? Shape{channels} : Shape{});
                    EXPECT_EQ(made.inputs[3] != no_value, zero_points);
                    EXPECT_EQ(made.inputs[5] != no_value, bias);
                }
}

TEST(DequantisedConvolution, AnAxisMayCountFromTheEnd) {
    Variant variant{true};
    variant.axis = -4;
    EXPECT_EQ(conversions(variant), 1U);
}

TEST(DequantisedConvolution, XMayBeNeededElsewhere) {
    GraphBuilder b = convolution({});
    const ValueId x = b.graph.nodes[1].outputs[0];
    b.output(b.unary(UnaryFunction::relu, x), "z");
    const Graph graph = checked(dequantised_convolution, b.graph);
    EXPECT_EQ(count_of<QuantisedConv>(graph), 1U);
    EXPECT_EQ(count_of<DequantizeLinear>(graph), 1U);
}

TEST(DequantisedConvolution, OthersStayFloat) {
    Variant grouped, across, x_of_channels, dynamic_x, dynamic_weights, with_residual;
    grouped.groups = 2;
    across.of_channels = true;
    across.axis = 1;
    x_of_channels.x_of_channels = true;
    dynamic_x.constant_x_scale = false;
    dynamic_weights.constant_weights = false;
    with_residual.residual = Residual::before_activation;
    for (const Variant& variant : {grouped, across, x_of_channels, dynamic_x, dynamic_weights, with_residual}) {
        const Graph graph = checked(dequantised_convolution, convolution(variant).graph);
        EXPECT_EQ(count_of<QuantisedConv>(graph), 0U) << dump(graph);
        const Graph folded = checked(fold_constants, graph);
        EXPECT_EQ(count_of<DequantizeLinear>(folded), variant.constant_weights ? 1U : 2U);
    }
}

TEST(DequantisedConvolution, SumsThatMayOverflowStayFloat) {
    constexpr std::int64_t most = INT32_MAX / (255 * 255);
    for (const std::int64_t products : {most, most + 1}) {
        GraphBuilder b;
        const ValueId scale = b.scalar(0.03F);
        const ValueId x = b.node(QuantizeLinear{}, {b.input({1, products, 1, 1}), scale});
        const ValueId weights = b.node(DequantizeLinear{}, {b.random_bytes(i8, {1, products, 1, 1}), scale});
        b.output(b.node(Conv{}, {b.node(DequantizeLinear{}, {x, scale}), weights}));
        const Graph graph = checked(dequantised_convolution, b.graph, 1e-3);
        EXPECT_EQ(count_of<QuantisedConv>(graph), products == most ? 1U : 0U);
    }
}

TEST(DequantisedConvolution, WideIntegersStayFloat) {
    GraphBuilder b;
    const ValueId scale = b.scalar(0.03F);
    const ValueId bytes = b.node(QuantizeLinear{DataType::uint16}, {b.input({1, 4, 5, 5}), scale});
    const ValueId weights = b.node(DequantizeLinear{}, {b.random_bytes(i8, {4, 4, 1, 1}), scale});
    b.output(b.node(Conv{}, {b.node(DequantizeLinear{}, {bytes, scale}), weights}));
    EXPECT_EQ(count_of<QuantisedConv>(checked(dequantised_convolution, b.graph)), 0U);
}

}  // namespace
}  // namespace yolozu::engine::test
