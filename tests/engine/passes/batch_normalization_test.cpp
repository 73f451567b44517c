// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;

ValueId normalised(GraphBuilder& builder, ValueId x, std::int64_t channels) {
    const Shape list{channels};
    const ValueId scale = builder.random(list), bias = builder.random(list), mean = builder.random(list);
    return builder.node(BatchNormalization{1e-3F}, {x, scale, bias, mean, builder.positive(list)});
}

Conv grouped(std::int64_t groups) {
    Conv conv;
    conv.groups = groups;
    return conv;
}

TEST(FoldBatchNormalization, GoesIntoConvolutions) {
    for (const std::int64_t groups : {1, 2}) {
        GraphBuilder builder;
        const ValueId x = builder.input({2, 4, 5, 5});
        const ValueId y = builder.node(grouped(groups), {x, builder.random({6, 4 / groups, 3, 3})});
        builder.output(normalised(builder, y, 6));
        const Graph graph = checked(fold_batch_normalization, builder.graph);
        EXPECT_EQ(graph.nodes.size(), 1U);
        EXPECT_EQ(only<Conv>(graph).inputs.size(), 3U);
        EXPECT_EQ(graph.outputs, builder.graph.outputs);
    }
}

TEST(FoldBatchNormalization, GoesIntoTransposedConvolutionsOfGroups) {
    for (const std::int64_t groups : {1, 2}) {
        GraphBuilder builder;
        ConvTranspose op;
        op.groups = groups;
        op.window.strides = {2, 2};
        const ValueId x = builder.input({1, 4, 3, 3});
        const ValueId y = builder.node(op, {x, builder.random({4, 6 / groups, 3, 3}), builder.random({6})});
        builder.output(normalised(builder, y, 6));
        EXPECT_EQ(checked(fold_batch_normalization, builder.graph).nodes.size(), 1U);
    }
}

TEST(FoldBatchNormalization, TakesAChainOfConstantsForEachChannel) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 3, 4, 4});
    ValueId y = builder.node(Conv{}, {x, builder.random({5, 3, 1, 1}), builder.random({5})});
    y = builder.binary(B::multiply, y, builder.random({1, 5, 1, 1}));
    y = builder.binary(B::add, builder.random({5, 1, 1}), y);
    y = builder.binary(B::subtract, y, builder.random({1, 5, 1, 1}));
    y = builder.binary(B::subtract, builder.scalar(2.0F), y);
    y = builder.binary(B::divide, y, builder.positive({5, 1, 1}));
    builder.output(normalised(builder, y, 5));
    EXPECT_EQ(checked(fold_batch_normalization, builder.graph).nodes.size(), 1U);
}

/// A convolution to five channels of 5 x 5 and one node behind it.
std::size_t nodes_left(B function, const Shape& constant, bool reversed = false) {
    GraphBuilder builder;
    const ValueId y = builder.node(Conv{}, {builder.input({1, 3, 5, 5}), builder.random({5, 3, 1, 1})});
    const ValueId other = builder.positive(constant);
    builder.output(reversed ? builder.binary(function, other, y) : builder.binary(function, y, other));
    return checked(fold_batch_normalization, builder.graph).nodes.size();
}

TEST(FoldBatchNormalization, OnlyConstantsForChannelsAreTaken) {
    EXPECT_EQ(nodes_left(B::add, {1, 5, 1, 1}), 1U);
    EXPECT_EQ(nodes_left(B::add, {1, 1, 1, 1}), 1U);
    EXPECT_EQ(nodes_left(B::add, {5}), 2U);                 // along the last axis
    EXPECT_EQ(nodes_left(B::add, {5, 1}), 2U);              // along the height
    EXPECT_EQ(nodes_left(B::add, {5, 5, 5}), 2U);           // an image
    EXPECT_EQ(nodes_left(B::add, {1, 1, 1, 1, 1}), 2U);     // adds an axis
    EXPECT_EQ(nodes_left(B::add, {5, 1, 1, 1}), 2U);        // makes a batch of five
    EXPECT_EQ(nodes_left(B::divide, {5, 1, 1}, true), 2U);  // divided by the image
    EXPECT_EQ(nodes_left(B::power, {5, 1, 1}), 2U);
}

TEST(FoldBatchNormalization, ResultsThatAreNeededElsewhereStay) {
    GraphBuilder builder;
    const ValueId y = builder.node(Conv{}, {builder.input({1, 3, 4, 4}), builder.random({5, 3, 1, 1})});
    builder.output(builder.binary(B::multiply, y, builder.random({5, 1, 1})));
    builder.output(y, "z");
    EXPECT_EQ(checked(fold_batch_normalization, builder.graph).nodes.size(), 2U);
    GraphBuilder doubled;
    const ValueId z = doubled.node(Conv{}, {doubled.input({1, 3, 4, 4}), doubled.random({5, 3, 1, 1})});
    doubled.output(doubled.binary(B::multiply, z, z));
    EXPECT_EQ(checked(fold_batch_normalization, doubled.graph).nodes.size(), 2U);
}

TEST(FoldBatchNormalization, ConvolutionsWithTailsOrVariableWeightsStay) {
    GraphBuilder builder;
    Conv activated;
    activated.tail.activation.function = UnaryFunction::relu;
    const ValueId x = builder.input({1, 3, 4, 4}), weights = builder.input({3, 3, 1, 1});
    const ValueId y = builder.node(activated, {x, builder.random({3, 3, 1, 1})});
    const ValueId z = builder.node(Conv{}, {builder.binary(B::multiply, y, builder.random({3, 1, 1})), weights});
    builder.output(builder.binary(B::multiply, z, builder.random({3, 1, 1})));
    EXPECT_EQ(checked(fold_batch_normalization, builder.graph).nodes.size(), 4U);
}

TEST(FoldBatchNormalization, AloneItIsAProductAndASum) {
    GraphBuilder builder;
    builder.output(normalised(builder, builder.input({2, 3, 4}), 3));
    const Graph graph = checked(fold_batch_normalization, builder.graph);
    EXPECT_EQ(count_of<Binary>(graph), 2U);
    EXPECT_EQ(graph.nodes.size(), 2U);
    GraphBuilder flat;
    flat.output(normalised(flat, flat.input({7}), 1));
    EXPECT_EQ(count_of<BatchNormalization>(checked(fold_batch_normalization, flat.graph)), 1U);
}

}  // namespace
}  // namespace yolozu::engine::test
