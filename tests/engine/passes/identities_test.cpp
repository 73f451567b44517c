// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

/// Puts one operator between two negations.
Graph around(GraphBuilder& builder, ValueId x, Op op, const std::vector<ValueId>& parameters) {
    std::vector<ValueId> inputs{builder.unary(UnaryFunction::negate, x)};
    inputs.insert(inputs.end(), parameters.begin(), parameters.end());
    builder.output(builder.unary(UnaryFunction::negate, builder.node(std::move(op), inputs)));
    return builder.graph;
}

std::size_t nodes_left(Op op, const std::vector<std::vector<std::int64_t>>& integers = {}) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 3, 4, 5});
    std::vector<ValueId> parameters;
    for (const auto& list : integers) parameters.push_back(list.empty() ? no_value : builder.integers(list));
    return checked(remove_identities, around(builder, x, std::move(op), parameters), 0.0).nodes.size();
}

constexpr std::size_t removed = 2, kept = 3;

TEST(RemoveIdentities, DropsNodesThatChangeNothing) {
    EXPECT_EQ(nodes_left(Unary{UnaryFunction::identity}), removed);
    EXPECT_EQ(nodes_left(Cast{DataType::float32}), removed);
    EXPECT_EQ(nodes_left(Reshape{}, {{1, 3, -1, 5}}), removed);
    EXPECT_EQ(nodes_left(Concat{1}), removed);
    EXPECT_EQ(nodes_left(Transpose{{0, 1, 2, 3}}), removed);
    EXPECT_EQ(nodes_left(Pad{}, {{0, 0, 0, 0, 0, 0, 0, 0}}), removed);
    EXPECT_EQ(nodes_left(Slice{}, {{0, 0}, {100, 4}}), removed);
    EXPECT_EQ(nodes_left(Slice{}, {{0}, {INT64_MAX}, {1}, {1}}), removed);
    EXPECT_EQ(nodes_left(Split{1}), removed);
    EXPECT_EQ(nodes_left(Expand{}, {{1, 1, 5}}), removed);
    EXPECT_EQ(nodes_left(Resize{}, {{}, {}, {1, 3, 4, 5}}), removed);
}

TEST(RemoveIdentities, KeepsNodesThatOnlyLookLikeThem) {
    EXPECT_EQ(nodes_left(Transpose{{1, 0, 2, 3}}), kept);
    EXPECT_EQ(nodes_left(Transpose{{}}), kept);
    EXPECT_EQ(nodes_left(Pad{}, {{0, 0, 1, 0, 0, 0, -1, 0}}), kept);       // as large, but shifted
    EXPECT_EQ(nodes_left(Slice{}, {{-1}, {INT64_MIN}, {1}, {-1}}), kept);  // as large, but backwards
    EXPECT_EQ(nodes_left(Expand{}, {{2, 3, 4, 5}}), kept);
    Resize shifting;
    shifting.mode = ResizeMode::linear;
    shifting.coordinates = ResizeCoordinates::tf_half_pixel_for_nn;
    EXPECT_EQ(nodes_left(shifting, {{}, {}, {1, 3, 4, 5}}), kept);
}

TEST(RemoveIdentities, MakesOneReshapeOfReshapes) {
    GraphBuilder builder;
    const ValueId x = builder.unary(UnaryFunction::negate, builder.input({2, 1, 6}));
    const ValueId squeezed = builder.node(Squeeze{}, {x, builder.integers({1})});
    const ValueId unsqueezed = builder.node(Unsqueeze{}, {squeezed, builder.integers({0, 3})});
    const ValueId flat = builder.node(Flatten{1}, {unsqueezed});
    builder.output(builder.node(Reshape{}, {flat, builder.integers({3, -1})}));
    const Graph graph = checked(remove_identities, builder.graph, 0.0);
    EXPECT_EQ(graph.nodes.size(), 2U) << dump(graph);
    EXPECT_TRUE(std::get<Reshape>(only<Reshape>(graph).op).allow_zero);
}

TEST(RemoveIdentities, ReshapesBackAndForthVanish) {
    GraphBuilder builder;
    const ValueId x = builder.unary(UnaryFunction::negate, builder.input({2, 6}));
    const ValueId there = builder.node(Reshape{}, {x, builder.integers({12})});
    builder.output(builder.node(Reshape{}, {there, builder.integers({2, 6})}));
    const Graph graph = checked(remove_identities, builder.graph, 0.0);
    EXPECT_EQ(graph.nodes.size(), 1U);
    EXPECT_EQ(graph.values[graph.outputs[0]].name, "y");
}

TEST(RemoveIdentities, InputsAndConstantsMayBecomeOutputs) {
    GraphBuilder builder;
    builder.output(builder.unary(UnaryFunction::identity, builder.input({2})), "a");
    builder.output(builder.unary(UnaryFunction::identity, builder.random({3})), "b");
    const Graph graph = checked(remove_identities, builder.graph, 0.0);
    EXPECT_TRUE(graph.nodes.empty());
    EXPECT_EQ(graph.outputs[0], graph.inputs[0]);
    EXPECT_EQ(graph.values[graph.outputs[1]].name, "b");
}

TEST(RemoveIdentities, ShapesOfEmptyTensorsAndScalarsAreKept) {
    GraphBuilder builder;
    const ValueId empty = builder.input({0, 3});
    builder.output(builder.node(Reshape{true}, {empty, builder.integers({3, 0})}));
    builder.output(builder.node(Transpose{}, {builder.input({})}), "scalar");
    const Graph graph = checked(remove_identities, builder.graph, 0.0);
    EXPECT_EQ(graph.nodes.size(), 1U);
}

TEST(FoldConstants, ComputesWhatIsConstantInOneSweep) {
    GraphBuilder builder;
    const ValueId x = builder.input({4});
    const ValueId sum = builder.binary(BinaryFunction::add, builder.random({4}), builder.random({4}));
    builder.output(builder.binary(BinaryFunction::multiply, x, builder.unary(UnaryFunction::sigmoid, sum)));
    const Graph graph = checked(fold_constants, builder.graph);
    EXPECT_EQ(graph.nodes.size(), 1U);
}

TEST(FoldConstants, ShapesThatBecomeKnownGoOn) {
    GraphBuilder builder;
    const ValueId x = builder.input({6});
    const ValueId half = builder.binary(BinaryFunction::divide, builder.integers({4, 6}), builder.integers({2}));
    const ValueId y = builder.node(Reshape{}, {x, half});
    ASSERT_FALSE(builder.graph.values[y].shape.has_value());
    builder.output(builder.unary(UnaryFunction::negate, y));
    const Graph graph = after(fold_constants, builder.graph);
    EXPECT_EQ(graph.values[graph.outputs[0]].shape, (Shape{2, 3}));
    EXPECT_EQ(graph.nodes.size(), 2U);
}

}  // namespace
}  // namespace yolozu::engine::test
