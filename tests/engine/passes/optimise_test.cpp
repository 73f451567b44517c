// SPDX-License-Identifier: Apache-2.0
//
// All passes together.
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"
#include "engine/passes/passes.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;
using U = UnaryFunction;

/// Convolution, batch normalisation and x * sigmoid(x), as networks are trained.
ValueId block(GraphBuilder& b, ValueId x, std::int64_t from, std::int64_t to, std::int64_t stride) {
    Conv conv;
    conv.window.strides = {stride, stride};
    conv.window.pads_begin = conv.window.pads_end = {1, 1};
    const ValueId y = b.node(conv, {x, b.random({to, from, 3, 3})});
    const ValueId scale = b.random({to}), bias = b.random({to}), mean = b.random({to}), variance = b.positive({to});
    const ValueId z = b.node(BatchNormalization{}, {y, scale, bias, mean, variance});
    return b.binary(B::multiply, z, b.unary(U::sigmoid, z));
}

Graph detector() {
    GraphBuilder b;
    ValueId x = block(b, b.input({1, 3, 16, 16}), 3, 8, 2);
    const std::vector<ValueId> halves = b.nodes(Split{1}, {x}, 2);
    const ValueId inner = block(b, block(b, halves[1], 4, 4, 1), 4, 4, 1);
    x = b.node(Concat{1}, {halves[0], halves[1], b.binary(B::add, halves[1], inner)});
    ConvTranspose up;
    up.window.strides = {2, 2};
    x = b.node(up, {x, b.random({12, 6, 2, 2}), b.random({6})});
    Conv last;
    const ValueId head = b.node(last, {x, b.random({32, 6, 1, 1}), b.random({32})});
    const ValueId bins = b.node(Reshape{}, {head, b.integers({1, 4, 8, -1})});
    const ValueId turned = b.node(Transpose{{0, 2, 1, 3}}, {bins});
    const ValueId probabilities = b.node(Softmax{SoftmaxKind::softmax, 1}, {turned});
    const ValueId distances = b.node(Conv{}, {probabilities, b.constant({1, 8, 1, 1}, {0, 1, 2, 3, 4, 5, 6, 7})});
    b.output(b.node(Reshape{}, {distances, b.integers({1, 4, -1})}), "boxes");
    return b.graph;
}

TEST(Optimise, ADetectorBecomesConvolutionsWithTails) {
    const Graph graph = checked(optimise, detector(), 1e-4);
    EXPECT_EQ(count_of<Conv>(graph), 5U);
    EXPECT_EQ(count_of<BatchNormalization>(graph), 0U);
    EXPECT_EQ(count_of<Unary>(graph), 0U) << dump(graph);
    EXPECT_EQ(count_of<Binary>(graph), 0U) << dump(graph);
    EXPECT_EQ(count_of<Softmax>(graph), 0U);
    EXPECT_EQ(count_of<ExpectedValue>(graph), 1U);
    EXPECT_LE(count_of<Transpose>(graph), 3U) << dump(graph);
    EXPECT_EQ(graph.values[graph.outputs[0]].name, "boxes");
}

TEST(Optimise, RunningAgainChangesNothing) {
    const Graph once = after(optimise, detector());
    EXPECT_EQ(dump(after(optimise, once)), dump(once));
}

TEST(Optimise, AttentionIsOneStep) {
    GraphBuilder b;
    const ValueId x = b.input({2, 5, 8});
    const auto projected = [&] { return b.binary(B::add, b.node(MatMul{}, {x, b.random({8, 8})}), b.random({8})); };
    const ValueId query = projected(), key = projected(), value = projected();
    const ValueId scores = b.node(MatMul{}, {query, b.node(Transpose{{0, 2, 1}}, {key})});
    const ValueId weights = b.node(Softmax{}, {b.binary(B::multiply, scores, b.scalar(0.35F))});
    b.output(b.binary(B::add, x, b.node(MatMul{}, {weights, value})));
    const Graph graph = checked(optimise, b.graph);
    EXPECT_EQ(count_of<Conv>(graph), 3U);
    EXPECT_EQ(count_of<Attention>(graph), 1U);
    EXPECT_EQ(graph.nodes.size(), 5U) << dump(graph);
}

TEST(Optimise, HalfPrecisionEndsInFloat) {
    GraphBuilder b;
    const ValueId x = b.input({1, 2, 4, 4}, DataType::float16);
    const ValueId y = b.node(Conv{}, {x, b.halves({2, 2, 1, 1}, {0.5F, 0.25F, -0.5F, 1.0F})});
    b.output(b.binary(B::multiply, y, b.unary(U::sigmoid, y)));
    const Graph graph = checked(optimise, b.graph, 4e-3);
    EXPECT_EQ(std::get<Conv>(only<Conv>(graph).op).tail.activation.function, U::silu);
}

/// A convolution between pairs of QuantizeLinear and DequantizeLinear, as they are written around each operator.
ValueId quantised_block(GraphBuilder& b, ValueId x, std::int64_t groups = 1) {
    const auto pair = [&b](ValueId value, float scale) {
        const ValueId by = b.scalar(scale), zero = b.zero_point(DataType::uint8, 128);
        return b.node(DequantizeLinear{}, {b.node(QuantizeLinear{}, {value, by, zero}), by, zero});
    };
    const ValueId bytes = b.random_bytes(DataType::int8, {8, 8 / groups, 3, 3});
    const ValueId weights = b.node(DequantizeLinear{}, {bytes, b.scalar(0.002F)});
    Conv conv;
    conv.groups = groups;
    conv.window.pads_begin = conv.window.pads_end = {1, 1};
    const ValueId y = pair(b.node(conv, {pair(x, 0.03F), weights, b.random({8})}), 0.05F);
    return b.binary(B::multiply, y, b.unary(U::sigmoid, y));
}

TEST(Optimise, PairsAroundOperatorsLeaveBytes) {
    GraphBuilder b;
    const ValueId x = quantised_block(b, b.input({1, 8, 6, 6}));
    const std::vector<ValueId> halves = b.nodes(Split{1}, {x}, 2);
    b.output(quantised_block(b, b.node(Concat{1}, {halves[1], halves[0]})));
    constexpr double one_step = 0.051;
    const Graph graph = checked(optimise, b.graph, one_step);
    EXPECT_EQ(count_of<QuantisedConv>(graph), 2U) << dump(graph);
    EXPECT_EQ(count_of<QuantizeLinear>(graph), 1U) << "of the input";
    EXPECT_EQ(count_of<DequantizeLinear>(graph), 0U);
    EXPECT_EQ(count_of<Unary>(graph), 0U);
    EXPECT_EQ(count_of<Transpose>(graph), 2U);
}

TEST(Optimise, WeightsOfGroupsBecomeFloats) {
    GraphBuilder b;
    b.output(quantised_block(b, b.input({1, 8, 6, 6}), 8));
    constexpr double one_step = 0.051;
    const Graph graph = checked(optimise, b.graph, one_step);
    EXPECT_TRUE(graph.values[only<Conv>(graph).inputs[1]].constant);
    EXPECT_EQ(count_of<Lookup>(graph), 1U);
}

/// Values whose shapes depend on data, scalars, empty tensors, and outputs that nobody asks for.
TEST(Optimise, OddGraphsAreSafe) {
    GraphBuilder b;
    const ValueId x = b.input({2, 3});
    const ValueId places = b.node(NonZero{}, {x});
    const ValueId floats = b.node(Cast{DataType::float32}, {b.node(Transpose{}, {places})});
    const ValueId product = b.node(MatMul{}, {floats, b.random({2, 4})});
    b.output(b.binary(B::multiply, product, b.unary(U::sigmoid, product)), "places");
    const ValueId scalar = b.input({});
    b.output(b.binary(B::maximum, b.node(Transpose{}, {scalar}), b.scalar(0)), "scalar");
    const ValueId empty = b.input({0, 4});
    b.output(b.binary(B::add, b.node(MatMul{}, {empty, b.random({4, 2})}), b.random({2})), "empty");
    b.graph.nodes.push_back({"unused", Conv{}, {b.input({1, 1, 2, 2}), b.random({1, 1, 1, 1})}, {no_value}});
    checked(optimise, b.graph);
}

}  // namespace
}  // namespace yolozu::engine::test
