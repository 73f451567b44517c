// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;

constexpr DataType u8 = DataType::uint8, i8 = DataType::int8;
constexpr std::int64_t channels = 4;

/// What ONNX Runtime's dynamic quantisation makes of a convolution, part by part.
struct Parts {
    GraphBuilder b;
    ValueId scale = no_value;  ///< of x
    ValueId sums = no_value;

    explicit Parts(std::int64_t groups = 1, bool constant_weights = true) {
        const ValueId x = b.input({2, 4, 5, 4});
        const std::vector<ValueId> quantised = b.nodes(DynamicQuantizeLinear{}, {x}, 3);
        scale = quantised[1];
        const ValueId weights = b.random_bytes(i8, {channels, 4 / groups, 3, 3});
        ConvInteger op;
        op.groups = groups;
        op.window.pads_begin = op.window.pads_end = {1, 1};
        const ValueId filters = constant_weights ? weights : b.node(Cast{i8}, {b.input({channels, 4, 3, 3})});
        sums = b.node(op, {quantised[0], filters, quantised[2], b.zero_point(i8, 2)});
    }
    ValueId floats() { return b.node(Cast{DataType::float32}, {sums}); }
    ValueId factor() { return b.binary(B::multiply, scale, b.scalar(0.01F)); }
    ValueId product() { return b.binary(B::multiply, floats(), factor()); }
    ValueId bias() { return b.random({1, channels, 1, 1}); }
};

Graph converted(const Parts& parts) {
    return checked(integer_convolution, parts.b.graph);
}

TEST(IntegerConvolution, TakesScaleAndBias) {
    for (const bool swapped : {false, true})
        for (const std::int64_t groups : {1, 4}) {
            Parts p(groups);
            const ValueId floats = p.floats(), factor = p.factor(), bias = p.bias();
            const ValueId y =
                swapped ? p.b.binary(B::multiply, factor, floats) : p.b.binary(B::multiply, floats, factor);
            p.b.output(swapped ? p.b.binary(B::add, bias, y) : p.b.binary(B::add, y, bias));
            const Graph graph = converted(p);
            EXPECT_EQ(graph.nodes.size(), 3U) << dump(graph);
            const Node& made = only<QuantisedConv>(graph);
            EXPECT_EQ(made.inputs[4], factor);
            EXPECT_EQ(*graph.values[made.inputs[5]].shape, Shape{channels});
            EXPECT_EQ(std::get<QuantisedConv>(made.op).groups, groups);
        }
}

TEST(IntegerConvolution, NeedsNoBias) {
    Parts p;
    p.b.output(p.b.unary(UnaryFunction::relu, p.product()));
    EXPECT_EQ(only<QuantisedConv>(converted(p)).inputs[5], no_value);
}

TEST(IntegerConvolution, OneNumberIsABiasOfAllChannels) {
    Parts p;
    p.b.output(p.b.binary(B::add, p.product(), p.b.scalar(0.5F)));
    const Graph graph = converted(p);
    EXPECT_EQ(*graph.values[only<QuantisedConv>(graph).inputs[5]].shape, Shape{channels});
}

TEST(IntegerConvolution, ScalesMayBeThoseOfChannels) {
    for (const bool constant : {false, true}) {
        Parts p;
        const ValueId list = p.b.positive({channels, 1, 1});
        const ValueId factor = constant ? list : p.b.binary(B::multiply, p.scale, list);
        p.b.output(p.b.binary(B::multiply, p.floats(), factor));
        const Graph graph = converted(p);
        EXPECT_EQ(*graph.values[only<QuantisedConv>(graph).inputs[4]].shape, Shape{channels});
        EXPECT_EQ(count_of<Reshape>(graph), constant ? 0U : 1U);
    }
}

TEST(IntegerConvolution, ScalesOfOtherShapesAreKept) {
    for (const Shape& shape : {Shape{channels}, Shape{5, 1}, Shape{2, 1, 1, 1}, Shape{1, 2, 4, 5, 4}}) {
        Parts p;
        p.b.output(p.b.binary(B::multiply, p.floats(), p.b.positive(shape)));
        EXPECT_EQ(count_of<QuantisedConv>(converted(p)), 0U) << shape.to_string();
    }
}

TEST(IntegerConvolution, WhatIsAddedMayBeNoBias) {
    for (const Shape& shape : {Shape{channels}, Shape{2, 1, 1, 1}, Shape{1, 4, 5, 1}}) {
        Parts p;
        p.b.output(p.b.binary(B::add, p.product(), p.b.random(shape)));
        const Graph graph = converted(p);
        EXPECT_EQ(only<QuantisedConv>(graph).inputs[5], no_value) << shape.to_string();
        EXPECT_EQ(count_of<Binary>(graph), 2U);
    }
}

TEST(IntegerConvolution, ResultsThatAreNeededElsewhereStay) {
    Parts sums, floats, products;
    sums.b.output(sums.b.binary(B::add, sums.product(), sums.bias()));
    sums.b.output(sums.b.node(Cast{DataType::float32}, {sums.sums}), "z");
    EXPECT_EQ(count_of<QuantisedConv>(converted(sums)), 0U);

    const ValueId cast = floats.floats();
    floats.b.output(floats.b.binary(B::multiply, cast, floats.factor())).output(cast, "z");
    EXPECT_EQ(count_of<QuantisedConv>(converted(floats)), 0U);

    const ValueId product = products.product();
    products.b.output(products.b.binary(B::add, product, products.bias())).output(product, "z");
    const Graph graph = converted(products);
    EXPECT_EQ(graph.outputs[1], product);
    EXPECT_EQ(only<QuantisedConv>(graph).outputs[0], product);
}

TEST(IntegerConvolution, OtherConvolutionsAreKept) {
    Parts dynamic(1, false), squared;
    dynamic.b.output(dynamic.product());
    EXPECT_EQ(count_of<QuantisedConv>(converted(dynamic)), 0U) << "weights that change";
    const ValueId floats = squared.floats();
    squared.b.output(squared.b.binary(B::multiply, floats, floats));
    EXPECT_EQ(count_of<QuantisedConv>(converted(squared)), 0U);
}

}  // namespace
}  // namespace yolozu::engine::test
