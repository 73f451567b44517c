// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

std::size_t half_values(const Graph& graph) {
    std::size_t count = 0;
    for (const Node& node : graph.nodes)
        for (const ValueId output : node.outputs) count += graph.values[output].type == DataType::float16 ? 1 : 0;
    return count;
}

TEST(WidenHalves, ComputesInFloatBetweenInputsAndOutputs) {
    GraphBuilder builder;
    const ValueId x = builder.input({1, 2, 3, 3}, DataType::float16);
    const ValueId weights = builder.halves({2, 2, 1, 1}, {0.5F, -1.0F, 2.0F, 0.25F});
    const ValueId y = builder.node(Conv{}, {x, weights});
    builder.output(builder.unary(UnaryFunction::sigmoid, y));
    const Graph graph = checked(widen_halves, builder.graph, 2e-3);
    EXPECT_EQ(count_of<Cast>(graph), 2U);
    EXPECT_EQ(half_values(graph), 1U) << dump(graph);
    EXPECT_EQ(graph.values[graph.inputs[0]].type, DataType::float16);
    EXPECT_EQ(graph.values[graph.outputs[0]].type, DataType::float16);
    EXPECT_EQ(graph.values[graph.outputs[0]].name, "y");
}

TEST(WidenHalves, CastsInsideBecomeIdentities) {
    GraphBuilder builder;
    const ValueId x = builder.input({5});
    const ValueId half = builder.node(Cast{DataType::float16}, {x});
    const ValueId y = builder.binary(BinaryFunction::add, half, builder.halves({}, {1.5F}));
    builder.output(builder.node(Cast{DataType::float32}, {y}));
    const Graph graph = checked(remove_identities, checked(widen_halves, builder.graph, 2e-3));
    EXPECT_EQ(graph.nodes.size(), 1U) << dump(graph);
}

TEST(WidenHalves, WhatMakesHalvesMakesFloats) {
    GraphBuilder builder;
    const ValueId x = builder.input({3, 3}, DataType::float16);
    ConstantOfShape filled{DataType::float16, {}};
    const std::uint16_t half = half_from_float(2.5F);
    std::memcpy(filled.value.data(), &half, sizeof(half));
    const ValueId eye = builder.node(EyeLike{DataType::float16}, {x});
    const ValueId made = builder.node(filled, {builder.integers({3, 3})});
    const ValueId range =
        builder.node(Range{}, {builder.halves({}, {0}), builder.halves({}, {3}), builder.halves({}, {1})});
    const ValueId sum = builder.binary(BinaryFunction::add, builder.binary(BinaryFunction::add, eye, made), range);
    builder.output(builder.binary(BinaryFunction::add, sum, x));
    EXPECT_EQ(half_values(checked(widen_halves, builder.graph, 2e-3)), 1U);
}

TEST(WidenHalves, QuantisationTakesFloatScales) {
    GraphBuilder builder;
    const ValueId x = builder.input({4}, DataType::float16);
    const ValueId scale = builder.halves({}, {0.25F});
    const ValueId quantised = builder.node(QuantizeLinear{DataType::int8}, {x, scale});
    builder.output(builder.node(DequantizeLinear{}, {quantised, scale}));
    EXPECT_EQ(half_values(checked(widen_halves, builder.graph, 0.0)), 1U);
}

TEST(WidenHalves, InputsAndConstantsThatAreOutputsStay) {
    GraphBuilder builder;
    builder.output(builder.input({4}, DataType::float16), "a").output(builder.halves({2}, {1.0F, 2.0F}), "b");
    builder.output(builder.binary(BinaryFunction::multiply, builder.graph.outputs[1], builder.graph.outputs[1]), "c");
    const Graph graph = checked(widen_halves, builder.graph, 0.0);
    EXPECT_EQ(graph.outputs[0], graph.inputs[0]);
    for (const ValueId output : graph.outputs) EXPECT_EQ(graph.values[output].type, DataType::float16);
}

TEST(WidenHalves, GraphsWithoutHalvesAreLeftAlone) {
    GraphBuilder builder;
    builder.output(builder.node(Cast{DataType::int64}, {builder.input({4})}));
    EXPECT_EQ(checked(widen_halves, builder.graph).nodes.size(), 1U);
}

}  // namespace
}  // namespace yolozu::engine::test
