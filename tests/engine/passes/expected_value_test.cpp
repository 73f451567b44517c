// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

const std::vector<float> bins{0, 1, 2, 3, 4, 5, 6, 7};

struct Head {
    Softmax softmax{SoftmaxKind::softmax, 1, false};
    Conv conv{};
    std::int64_t outputs = 1;
    std::vector<float> bias{};
    bool probabilities_are_output = false;
};

/// As distribution focal loss heads have it.
Graph with_convolution(const Head& head) {
    GraphBuilder builder;
    const ValueId probabilities = builder.node(head.softmax, {builder.input({2, 8, 4, 5})});
    std::vector<ValueId> inputs{probabilities, head.outputs == 1 ? builder.constant({1, 8, 1, 1}, bins)
                                                                 : builder.random({head.outputs, 8, 1, 1})};
    if (!head.bias.empty()) inputs.push_back(builder.constant({head.outputs}, head.bias));
    builder.output(builder.node(head.conv, inputs));
    if (head.probabilities_are_output) builder.output(probabilities, "probabilities");
    return builder.graph;
}

std::size_t found(const Graph& graph) {
    return count_of<ExpectedValue>(checked(find_expected_value, graph));
}

TEST(FindExpectedValue, SoftmaxOfChannelsAndAConvolutionToOne) {
    EXPECT_EQ(found(with_convolution({})), 1U);
    EXPECT_EQ(found(with_convolution({.softmax = {SoftmaxKind::softmax, -3, false}})), 1U);
    EXPECT_EQ(found(with_convolution({.bias = {0.0F}})), 1U);
    EXPECT_EQ(count_of<Softmax>(checked(find_expected_value, with_convolution({}))), 0U);
}

/// As older exports have them: softmax over the last axis, which a Transpose brings before the convolution.
Graph with_transpose(std::int64_t softmax_axis, const std::vector<std::int64_t>& permutation) {
    GraphBuilder builder;
    const ValueId x = builder.input({2, 8, 8, 8});
    const ValueId probabilities = builder.node(Softmax{SoftmaxKind::softmax, softmax_axis, false}, {x});
    const ValueId moved = builder.node(Transpose{permutation}, {probabilities});
    builder.output(builder.node(Conv{}, {moved, builder.constant({1, 8, 1, 1}, bins)}));
    return builder.graph;
}

TEST(FindExpectedValue, ATransposeMayLieBetweenThem) {
    EXPECT_EQ(found(with_transpose(3, {0, 3, 2, 1})), 1U);
    EXPECT_EQ(found(with_transpose(-1, {0, 3, 1, 2})), 1U);
    EXPECT_EQ(found(with_transpose(2, {0, 2, 1, 3})), 1U);
    EXPECT_EQ(found(with_transpose(2, {0, 3, 2, 1})), 0U);
    EXPECT_EQ(found(with_transpose(1, {0, 3, 2, 1})), 0U);
}

TEST(FindExpectedValue, OtherConvolutionsAreKept) {
    EXPECT_EQ(found(with_convolution({.softmax = {SoftmaxKind::softmax, 2, false}})), 0U);
    EXPECT_EQ(found(with_convolution({.softmax = {SoftmaxKind::log_softmax, 1, false}})), 0U);
    EXPECT_EQ(found(with_convolution({.softmax = {SoftmaxKind::softmax, 1, true}})), 0U);
    EXPECT_EQ(found(with_convolution({.outputs = 2})), 0U);
    EXPECT_EQ(found(with_convolution({.bias = {0.5F}})), 0U);
    EXPECT_EQ(found(with_convolution({.probabilities_are_output = true})), 0U);
    Head strided, padded, activated;
    strided.conv.window.strides = {2, 1};
    padded.conv.window.pads_begin = {1, 0};
    padded.conv.window.pads_end = {0, 0};
    activated.conv.tail.activation.function = UnaryFunction::relu;
    for (const Head& head : {strided, padded, activated}) EXPECT_EQ(found(with_convolution(head)), 0U);
}

Graph with_product(const Softmax& softmax, const Shape& column) {
    GraphBuilder builder;
    const ValueId probabilities = builder.node(softmax, {builder.input({3, 4, 8})});
    builder.output(builder.node(MatMul{}, {probabilities, builder.random(column)}));
    return builder.graph;
}

TEST(FindExpectedValue, SoftmaxOfTheLastAxisAndAProduct) {
    EXPECT_EQ(found(with_product({SoftmaxKind::softmax, -1, false}, {8})), 1U);
    EXPECT_EQ(found(with_product({SoftmaxKind::softmax, 2, true}, {8, 1})), 1U);
    EXPECT_EQ(found(with_product({SoftmaxKind::softmax, 1, false}, {8})), 0U);
    EXPECT_EQ(found(with_product({SoftmaxKind::softmax, 1, true}, {8})), 0U);
    EXPECT_EQ(found(with_product({SoftmaxKind::softmax, -1, false}, {8, 2})), 0U);
    EXPECT_EQ(found(with_product({SoftmaxKind::softmax, -1, false}, {3, 8, 1})), 0U);
}

}  // namespace
}  // namespace yolozu::engine::test
