// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;
using U = UnaryFunction;

/// Four channels to four, the extents being kept.
ValueId convolution(GraphBuilder& builder, ValueId x, bool bias = true) {
    std::vector<ValueId> inputs{x, builder.random({4, 4, 1, 1})};
    if (bias) inputs.push_back(builder.random({4}));
    return builder.node(Conv{}, inputs);
}

const Tail& tail_of(const Graph& graph) {
    return std::get<Conv>(only<Conv>(graph).op).tail;
}

TEST(FuseConvolutionTails, ActivationsGoIn) {
    GraphBuilder builder;
    const ValueId y = convolution(builder, builder.input({1, 4, 3, 3}));
    builder.output(builder.node(Unary{U::leaky_relu, 0.1F}, {y}));
    const Graph graph = checked(fuse_convolution_tails, builder.graph);
    EXPECT_EQ(graph.nodes.size(), 1U);
    EXPECT_EQ(tail_of(graph).activation, (Unary{U::leaky_relu, 0.1F}));
    EXPECT_EQ(graph.outputs, builder.graph.outputs);
}

TEST(FuseConvolutionTails, SumThenActivation) {
    for (const bool first : {false, true}) {
        GraphBuilder builder;
        const ValueId x = builder.input({1, 4, 3, 3}), y = convolution(builder, x, false);
        const ValueId sum = first ? builder.binary(B::add, y, x) : builder.binary(B::add, x, y);
        builder.output(builder.unary(U::relu, sum));
        const Graph graph = checked(fuse_convolution_tails, builder.graph);
        EXPECT_EQ(graph.nodes.size(), 1U);
        EXPECT_EQ(tail_of(graph).residual, Residual::before_activation);
        EXPECT_EQ(tail_of(graph).activation.function, U::relu);
        EXPECT_EQ(only<Conv>(graph).inputs[2], no_value);
    }
}

TEST(FuseConvolutionTails, ActivationThenSum) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 4, 3, 3});
    const ValueId sum = builder.binary(B::add, builder.unary(U::silu, convolution(builder, x)), x);
    builder.output(builder.unary(U::relu, sum));
    const Graph graph = checked(fuse_convolution_tails, builder.graph);
    EXPECT_EQ(tail_of(graph).residual, Residual::after_activation);
    EXPECT_EQ(graph.nodes.size(), 2U) << "nothing goes in behind the sum";
}

TEST(FuseConvolutionTails, TheSumMayBeMadeBetween) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 4, 3, 3}), y = convolution(builder, x);
    const ValueId later = builder.unary(U::exponential, x);
    builder.output(builder.binary(B::add, y, later));
    EXPECT_EQ(checked(fuse_convolution_tails, builder.graph).nodes.size(), 2U);
}

TEST(FuseConvolutionTails, OfTwoConvolutionsOneTakesTheOther) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 4, 3, 3});
    const ValueId a = convolution(builder, x), b = convolution(builder, x);
    builder.output(builder.unary(U::relu, builder.binary(B::add, a, b)));
    const Graph graph = checked(fuse_convolution_tails, builder.graph);
    EXPECT_EQ(graph.nodes.size(), 2U);
    EXPECT_EQ(graph.nodes.back().inputs[3], a);
}

TEST(FuseConvolutionTails, ChannelsLastAndAlone) {
    GraphBuilder builder;
    Conv op;
    op.channels_last = true;
    const ValueId x = builder.input({1, 3, 3, 4});
    const ValueId y = builder.node(op, {x, builder.random({4, 4, 1, 1})});
    builder.output(builder.unary(U::gelu, builder.binary(B::add, y, x)));
    EXPECT_EQ(checked(fuse_convolution_tails, builder.graph).nodes.size(), 1U);
}

std::size_t nodes_left(ValueId (*rest)(GraphBuilder&, ValueId x, ValueId y)) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 4, 3, 3});
    builder.output(rest(builder, x, convolution(builder, x)));
    return checked(fuse_convolution_tails, builder.graph).nodes.size();
}

TEST(FuseConvolutionTails, NearMissesAreKept) {
    EXPECT_EQ(nodes_left([](auto& b, ValueId x, ValueId y) { return b.binary(B::multiply, y, x); }), 2U);
    EXPECT_EQ(nodes_left([](auto& b, ValueId, ValueId y) { return b.binary(B::add, y, b.random({4, 1, 1})); }), 2U);
    EXPECT_EQ(nodes_left([](auto& b, ValueId, ValueId y) { return b.binary(B::add, y, y); }), 2U);
    EXPECT_EQ(nodes_left([](auto& b, ValueId, ValueId y) { return b.unary(U::sine, y); }), 2U) << "no vector code";
    EXPECT_EQ(nodes_left([](auto& b, ValueId, ValueId y) { return b.unary(U::relu, b.unary(U::silu, y)); }), 2U);
    EXPECT_EQ(nodes_left([](auto& b, ValueId x, ValueId y) {
                  return b.binary(B::add, b.binary(B::add, y, x), b.unary(U::relu, x));
              }),
              3U);
}

TEST(FuseConvolutionTails, ResultsThatAreNeededElsewhereStay) {
    GraphBuilder builder;
    const ValueId y = convolution(builder, builder.input({1, 4, 3, 3}));
    builder.output(builder.unary(U::relu, y)).output(y, "z");
    EXPECT_EQ(checked(fuse_convolution_tails, builder.graph).nodes.size(), 2U);
}

/// Bytes of an input, convolved to floats of the same shape.
ValueId quantised_convolution_of(GraphBuilder& b, ValueId x) {
    const ValueId bytes = b.node(QuantizeLinear{}, {x, b.scalar(0.03F), b.zero_point(DataType::uint8, 120)});
    const ValueId weights = b.random_bytes(DataType::int8, {4, 4, 1, 1});
    return b.node(QuantisedConv{}, {bytes, weights, b.zero_point(DataType::uint8, 120), no_value, b.scalar(0.0005F)});
}

ValueId quantise(GraphBuilder& b, ValueId x, bool zero_point = true, DataType type = DataType::int8) {
    std::vector<ValueId> inputs{x, b.scalar(0.02F)};
    if (zero_point) inputs.push_back(b.zero_point(type, 5));
    return b.node(QuantizeLinear{type}, inputs);
}

TEST(FuseConvolutionTails, QuantisedConvolutionsTakeActivationAndSum) {
    GraphBuilder b;
    const ValueId x = b.input({1, 4, 3, 3});
    b.output(b.binary(B::add, x, b.unary(U::silu, quantised_convolution_of(b, x))));
    const Graph graph = checked(fuse_convolution_tails, b.graph);
    EXPECT_EQ(graph.nodes.size(), 2U) << dump(graph);
    const Node& made = only<QuantisedConv>(graph);
    EXPECT_EQ(std::get<QuantisedConv>(made.op).tail.residual, Residual::after_activation);
    EXPECT_EQ(made.inputs[6], x);
}

TEST(FuseConvolutionTails, QuantisedConvolutionsMakeBytes) {
    for (const bool tail : {false, true})
        for (const bool zero_point : {false, true}) {
            GraphBuilder b;
            const ValueId x = b.input({1, 4, 3, 3}), y = quantised_convolution_of(b, x);
            b.output(quantise(b, tail ? b.unary(U::relu, b.binary(B::add, y, x)) : y, zero_point));
            const Graph graph = checked(fuse_convolution_tails, b.graph, 0.0);
            EXPECT_EQ(graph.nodes.size(), 2U) << dump(graph);
            EXPECT_EQ(graph.values[graph.outputs[0]].type, DataType::int8);
        }
}

TEST(FuseConvolutionTails, NothingGoesInBehindBytes) {
    GraphBuilder b;
    const ValueId x = b.input({1, 4, 3, 3}), y = quantise(b, quantised_convolution_of(b, x));
    const ValueId floats = b.node(DequantizeLinear{}, {y, b.scalar(0.02F)});
    b.output(b.unary(U::relu, b.binary(B::add, floats, x)));
    EXPECT_EQ(checked(fuse_convolution_tails, b.graph).nodes.size(), 5U);
}

TEST(FuseConvolutionTails, OtherQuantisationStays) {
    constexpr std::size_t all = 3;
    const auto nodes_left = [](ValueId (*end)(GraphBuilder&, ValueId), bool quantised = true) {
        GraphBuilder b;
        const ValueId x = b.input({1, 4, 3, 3});
        b.output(end(b, quantised ? quantised_convolution_of(b, x) : convolution(b, b.unary(U::exponential, x))));
        return checked(fuse_convolution_tails, b.graph).nodes.size();
    };
    EXPECT_EQ(nodes_left([](auto& b, ValueId y) { return quantise(b, y); }, false), all) << "a float convolution";
    EXPECT_EQ(nodes_left([](auto& b, ValueId y) { return b.node(QuantizeLinear{}, {y, b.positive({4})}); }), all);
    EXPECT_EQ(nodes_left([](auto& b, ValueId y) { return b.node(QuantizeLinear{}, {y, b.input({})}); }), all);
    EXPECT_EQ(nodes_left([](auto& b, ValueId y) {
                  b.output(y, "z");
                  return quantise(b, y);
              }),
              all);
}

}  // namespace
}  // namespace yolozu::engine::test
