// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;

TEST(LinearToConvolution, ProductsOfRowsOfAnyRank) {
    const std::vector<std::pair<Shape, std::size_t>> cases{
        {{5, 6}, 2}, {{2, 5, 6}, 0}, {{1, 2, 5, 6}, 0}, {{2, 1, 3, 2, 6}, 2}};
    for (const auto& [shape, reshapes] : cases) {
        GraphBuilder builder;
        builder.output(builder.node(MatMul{}, {builder.input(shape), builder.random({6, 4})}));
        const Graph graph = checked(linear_to_convolution, builder.graph);
        EXPECT_TRUE(std::get<Conv>(only<Conv>(graph).op).channels_last);
        EXPECT_EQ(count_of<Reshape>(graph), reshapes);
        EXPECT_EQ(graph.nodes.size(), 1 + reshapes);
        EXPECT_EQ(graph.outputs, builder.graph.outputs);
    }
}

Graph with_sum(const Shape& x, const Shape& added) {
    GraphBuilder builder;
    const ValueId product = builder.node(MatMul{}, {builder.input(x), builder.random({6, 4})});
    builder.output(builder.binary(B::add, builder.random(added), product));
    return checked(linear_to_convolution, builder.graph);
}

TEST(LinearToConvolution, ConstantSumsBecomeTheBias) {
    for (const Shape& bias : {Shape{4}, Shape{1, 4}, Shape{1, 1, 4}, Shape{1}, Shape{}}) {
        EXPECT_EQ(with_sum({2, 5, 6}, bias).nodes.size(), 1U) << bias.to_string();
        EXPECT_EQ(count_of<Binary>(with_sum({5, 6}, bias)), bias.rank() == 3 ? 1U : 0U) << bias.to_string();
    }
    for (const Shape& other : {Shape{5, 1}, Shape{5, 4}, Shape{1, 1, 1, 4}, Shape{3, 1, 1, 1}})
        EXPECT_EQ(count_of<Binary>(with_sum({2, 5, 6}, other)), 1U) << other.to_string();
}

TEST(LinearToConvolution, ASumOfAProductThatIsNeededElsewhereStays) {
    GraphBuilder builder;
    const ValueId product = builder.node(MatMul{}, {builder.input({2, 5, 6}), builder.random({6, 4})});
    builder.output(builder.binary(B::add, product, builder.random({4}))).output(product, "product");
    const Graph graph = checked(linear_to_convolution, builder.graph);
    EXPECT_EQ(count_of<Conv>(graph), 1U);
    EXPECT_EQ(count_of<Binary>(graph), 1U);
}

Graph gemm(const Gemm& op, const Shape& matrix, std::optional<Shape> added) {
    GraphBuilder builder;
    std::vector<ValueId> inputs{builder.input({5, 6}), builder.random(matrix)};
    if (added) inputs.push_back(builder.random(*added));
    builder.output(builder.node(op, inputs));
    return checked(linear_to_convolution, builder.graph);
}

TEST(LinearToConvolution, GemmWithItsFactors) {
    for (const std::optional<Shape>& bias :
         {std::optional<Shape>(), {Shape{4}}, {Shape{1, 4}}, {Shape{}}, {Shape{1}}}) {
        EXPECT_EQ(count_of<Gemm>(gemm({2.0F, 0.5F, false, true}, {4, 6}, bias)), 0U);
        EXPECT_EQ(count_of<Gemm>(gemm({1.0F, 1.0F, false, false}, {6, 4}, bias)), 0U);
    }
}

TEST(LinearToConvolution, GemmOfOtherKindsStays) {
    EXPECT_EQ(count_of<Gemm>(gemm({1.0F, 1.0F, true, false}, {5, 4}, {})), 1U);
    EXPECT_EQ(count_of<Gemm>(gemm({1.0F, 1.0F, false, false}, {6, 4}, {Shape{5, 1}})), 1U);
    EXPECT_EQ(count_of<Gemm>(gemm({1.0F, 1.0F, false, false}, {6, 4}, {Shape{5, 4}})), 1U);
    EXPECT_EQ(count_of<Gemm>(gemm({1.0F, 1.0F, false, false}, {6, 1}, {Shape{5, 1}})), 1U);
}

TEST(LinearToConvolution, OtherProductsStay) {
    const auto kept = [](const Shape& x, const Shape& matrix, bool constant) {
        GraphBuilder builder;
        const ValueId left = builder.input(x);
        builder.output(builder.node(MatMul{}, {left, constant ? builder.random(matrix) : builder.input(matrix)}));
        EXPECT_EQ(count_of<MatMul>(checked(linear_to_convolution, builder.graph)), 1U);
    };
    kept({5, 6}, {6, 4}, false);
    kept({2, 5, 6}, {2, 6, 4}, true);
    kept({6}, {6, 4}, true);
    kept({5, 6}, {6}, true);
    kept({0, 6}, {6, 4}, true);
    kept({5, 0}, {0, 4}, true);
}

TEST(LinearToConvolution, ProductsShareTheirWeights) {
    GraphBuilder builder;
    const ValueId matrix = builder.random({6, 4});
    builder.output(builder.node(MatMul{}, {builder.input({1, 5, 6}), matrix}), "a");
    builder.output(builder.node(MatMul{}, {builder.input({1, 7, 6}), matrix}), "b");
    const Graph graph = checked(linear_to_convolution, builder.graph);
    EXPECT_EQ(graph.nodes[0].inputs[1], graph.nodes[1].inputs[1]);
}

}  // namespace
}  // namespace yolozu::engine::test
