// SPDX-License-Identifier: Apache-2.0
//
// channels_last and push_transposes.
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;
using U = UnaryFunction;

Graph pushed(const Graph& graph) {
    return checked(push_transposes, checked(channels_last, graph));
}

ValueId convolution(GraphBuilder& builder, ValueId x, std::int64_t from, std::int64_t to) {
    return builder.node(Conv{}, {x, builder.random({to, from, 1, 1}), builder.random({to})});
}

TEST(ChannelsLast, EveryKindOfWindowIsTurned) {
    GraphBuilder builder;
    ConvTranspose up;
    up.window.strides = {2, 2};
    Pool pool;
    pool.window.kernel = {2, 2};
    const ValueId x = builder.input({1, 4, 6, 6});
    const ValueId y = builder.node(up, {convolution(builder, x, 4, 3), builder.random({3, 2, 2, 2})});
    builder.output(builder.node(pool, {y}));
    const Graph graph = checked(channels_last, builder.graph);
    EXPECT_EQ(count_of<Transpose>(graph), 6U);
    EXPECT_TRUE(std::get<Conv>(only<Conv>(graph).op).channels_last);
    EXPECT_TRUE(std::get<ConvTranspose>(only<ConvTranspose>(graph).op).channels_last);
    EXPECT_TRUE(std::get<Pool>(only<Pool>(graph).op).channels_last);
    EXPECT_EQ(count_of<Transpose>(checked(push_transposes, graph)), 2U);
}

TEST(ChannelsLast, QuantisedConvolutionsAreTurned) {
    for (const Residual residual : {Residual::none, Residual::before_activation}) {
        GraphBuilder builder;
        const ValueId x = builder.input({1, 4, 6, 6});
        const ValueId bytes = builder.node(QuantizeLinear{}, {x, builder.scalar(0.02F)});
        QuantisedConv op;
        op.tail.residual = residual;
        std::vector<ValueId> inputs{bytes,
                                    builder.random_bytes(DataType::int8, {4, 4, 1, 1}),
                                    no_value,
                                    no_value,
                                    builder.scalar(0.001F),
                                    builder.random({4})};
        if (residual != Residual::none) inputs.push_back(x);
        builder.output(builder.node(op, inputs));
        const Graph graph = checked(channels_last, builder.graph, 0.0);
        EXPECT_EQ(std::get<QuantisedConv>(only<QuantisedConv>(graph).op).channels_last, residual == Residual::none);
    }
}

TEST(ChannelsLast, PoolsThatGiveIndicesStay) {
    GraphBuilder builder;
    Pool pool;
    pool.window.kernel = {2, 2};
    const std::vector<ValueId> results = builder.nodes(pool, {builder.input({1, 4, 6, 6})}, 2);
    builder.output(results[0]).output(results[1], "indices");
    EXPECT_EQ(checked(channels_last, builder.graph, 0.0).nodes.size(), 1U);
}

/// A convolution, what is to be passed, and a convolution.
using Middle = ValueId (*)(GraphBuilder&, ValueId);
std::size_t transposes_around(Middle middle, std::int64_t channels = 4) {
    GraphBuilder builder;
    const ValueId x = convolution(builder, builder.input({2, 3, 4, 6}), 3, 4);
    builder.output(convolution(builder, middle(builder, x), channels, 5));
    return count_of<Transpose>(pushed(builder.graph));
}

TEST(PushTransposes, PassesWhatDoesNotMind) {
    constexpr std::size_t only_the_ends = 2;
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) { return b.unary(U::silu, x); }), only_the_ends);
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) { return b.binary(B::add, x, b.unary(U::silu, x)); }),
              only_the_ends);
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) {
                  return b.binary(B::multiply, b.random({4, 1, 1}), x);
              }),
              only_the_ends);
    EXPECT_EQ(transposes_around(
                  [](auto& b, ValueId x) {
                      return b.node(Concat{1}, {x, b.unary(U::relu, x)});
                  },
                  8),
              only_the_ends);
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) {
                  const auto parts = b.nodes(Split{1}, {x}, 2);
                  return b.node(Concat{-3}, {parts[1], parts[0]});
              }),
              only_the_ends);
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) {
                  return b.node(Softmax{SoftmaxKind::softmax, 1}, {x});
              }),
              only_the_ends);
    EXPECT_EQ(transposes_around(
                  [](auto& b, ValueId x) {
                      return b.node(Slice{}, {x, b.integers({0, 1}), b.integers({2, 3}), b.integers({1, -1})});
                  },
                  2),
              only_the_ends);
    EXPECT_EQ(transposes_around(
                  [](auto& b, ValueId x) {
                      return b.node(Slice{}, {x, b.integers({0, 1}), b.integers({2, 4})});
                  },
                  3),
              only_the_ends);
    EXPECT_EQ(transposes_around(
                  [](auto& b, ValueId x) {
                      return b.node(Pad{}, {x, b.integers({0, 1, 2, 0, 0, 0, 1, 3})});
                  },
                  5),
              only_the_ends);
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) {
                  return b.node(Resize{}, {x, no_value, no_value, b.integers({2, 4, 8, 12})});
              }),
              only_the_ends);
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) {
                  return b.binary(B::multiply, x, b.node(Reduce{ReduceFunction::mean}, {x, b.integers({2, 3})}));
              }),
              only_the_ends + 1)
        << "the means, one number a channel, are turned by themselves";
}

TEST(PushTransposes, PassesBytesAndTheirTables) {
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) {
                  const ValueId scale = b.scalar(0.02F), zero = b.zero_point(DataType::int8, 3);
                  const ValueId bytes = b.node(QuantizeLinear{}, {x, scale, zero});
                  const ValueId others = b.node(Lookup{}, {bytes, b.random_bytes(DataType::int8, {256})});
                  const ValueId floats = b.node(DequantizeLinear{}, {others, b.constant({1}, {0.1F}), zero});
                  return b.binary(B::add, floats, b.node(Lookup{}, {others, b.random({256})}));
              }),
              2U);
}

TEST(PushTransposes, WhatMindsGetsItsOwnLayout) {
    EXPECT_EQ(transposes_around([](auto& b, ValueId x) { return b.node(CumSum{}, {x, b.integers({1})}); }), 4U);
}

TEST(PushTransposes, HeadsEndWithOneTransposition) {
    GraphBuilder builder;
    std::vector<ValueId> levels;
    for (const std::int64_t extent : {8, 4}) {
        const ValueId x = convolution(builder, builder.input({1, 3, extent, extent}), 3, 12);
        levels.push_back(builder.node(Reshape{}, {x, builder.integers({1, 12, -1})}));
    }
    builder.output(builder.node(Concat{2}, levels));
    const Graph graph = pushed(builder.graph);
    EXPECT_EQ(count_of<Transpose>(graph), 3U) << dump(graph);
}

TEST(PushTransposes, ReductionsAndIndicesFollow) {
    GraphBuilder builder;
    const ValueId x = convolution(builder, builder.input({2, 3, 4, 6}), 3, 5);
    Reduce dropping{ReduceFunction::maximum, false};
    builder.output(builder.node(dropping, {x, builder.integers({-3})}), "a");
    builder.output(builder.node(ArgReduce{true, 1, false}, {x}), "b");
    builder.output(builder.node(ArgReduce{false, 2, true}, {x}), "c");
    builder.output(builder.node(Where{}, {builder.unary(U::is_nan, x), x, builder.scalar(1)}), "d");
    pushed(builder.graph);
}

TEST(PushTransposes, TranspositionsJoinAndCancel) {
    GraphBuilder builder;
    const ValueId x = builder.unary(U::relu, builder.input({2, 3, 4}));
    const ValueId there = builder.node(Transpose{{2, 0, 1}}, {x});
    builder.output(builder.node(Transpose{{1, 2, 0}}, {there}), "same");
    builder.output(builder.node(Transpose{}, {there}), "joined");
    const Graph graph = checked(push_transposes, builder.graph, 0.0);
    EXPECT_EQ(count_of<Transpose>(graph), 1U) << dump(graph);
    EXPECT_EQ(graph.values[graph.outputs[1]].name, "joined");
}

TEST(PushTransposes, MovingOnlyOnesIsAReshape) {
    GraphBuilder builder;
    builder.output(builder.node(Transpose{{0, 2, 1}}, {builder.input({3, 1, 4})}));
    const Graph graph = checked(push_transposes, builder.graph, 0.0);
    EXPECT_EQ(count_of<Reshape>(graph), 1U);
    EXPECT_EQ(count_of<Transpose>(graph), 0U);
}

TEST(PushTransposes, ThePermutationOfARenamedValueIsNoted) {
    GraphBuilder builder;
    ValueId x = builder.node(Transpose{{0, 2, 3, 1}}, {builder.input({1, 3, 4, 5})});
    x = builder.unary(U::negate, x);
    builder.graph.values[x].name = "inner";
    builder.output(builder.node(Transpose{{0, 3, 1, 2}}, {x}));
    const Graph graph = checked(push_transposes, builder.graph, 0.0);
    ASSERT_EQ(graph.nodes.size(), 1U);
    const Value& negated = graph.values[graph.nodes[0].outputs[0]];
    EXPECT_EQ(negated.name, "inner");
    EXPECT_EQ(negated.permutation, (std::vector<std::int64_t>{0, 2, 3, 1}));
}

}  // namespace
}  // namespace yolozu::engine::test
