// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;
using U = UnaryFunction;

constexpr DataType u8 = DataType::uint8, i8 = DataType::int8;

/// A scale and a zero point of a type.
struct Parameters {
    float scale;
    float zero;
    DataType type = u8;
};
constexpr Parameters of_x{0.025F, 128}, of_y{0.0125F, 20}, signed_y{0.02F, -7, i8};

ValueId quantise(GraphBuilder& b, ValueId x, const Parameters& by) {
    return b.node(QuantizeLinear{}, {x, b.scalar(by.scale), b.zero_point(by.type, by.zero)});
}
ValueId dequantise(GraphBuilder& b, ValueId x, const Parameters& by) {
    return b.node(DequantizeLinear{}, {x, b.scalar(by.scale), b.zero_point(by.type, by.zero)});
}
/// Bytes made of an input, as floats.
ValueId bytes(GraphBuilder& b, const Parameters& by = of_x, const Shape& shape = {2, 4, 6, 5}) {
    return dequantise(b, quantise(b, b.input(shape), by), by);
}

/// After the pass, which changes no element.
Graph found(const GraphBuilder& b) {
    return checked(find_lookups, b.graph, 0.0);
}

const Value& table_of(const Graph& graph) {
    return graph.values[only<Lookup>(graph).inputs[1]];
}

TEST(FindLookups, ActivationsBetweenBytesAreTablesOfBytes) {
    for (const Parameters& from : {of_x, signed_y})
        for (const Parameters& to : {of_y, signed_y}) {
            GraphBuilder b;
            b.output(quantise(b, b.unary(U::silu, bytes(b, from)), to));
            const Graph graph = found(b);
            EXPECT_EQ(graph.nodes.size(), 2U) << dump(graph);
            EXPECT_EQ(table_of(graph).type, to.type);
        }
}

TEST(FindLookups, ActivationsWithoutQuantisationAreTablesOfFloats) {
    GraphBuilder b;
    b.output(b.node(Unary{U::leaky_relu, 0.1F}, {b.unary(U::sigmoid, bytes(b))}));
    const Graph graph = found(b);
    EXPECT_EQ(graph.nodes.size(), 2U) << dump(graph);
    EXPECT_EQ(table_of(graph).type, DataType::float32);
}

TEST(FindLookups, FloatsThatAreNeededAreMadeBeside) {
    GraphBuilder b;
    const ValueId x = bytes(b), y = b.unary(U::silu, x);
    b.output(quantise(b, y, of_y)).output(b.binary(B::add, y, x), "sum").output(x, "x");
    const Graph graph = found(b);
    EXPECT_EQ(count_of<Lookup>(graph), 2U);
    EXPECT_EQ(count_of<DequantizeLinear>(graph), 1U);
    EXPECT_EQ(graph.outputs[2], x);
}

TEST(FindLookups, BytesThatStayAsTheyAreNeedNothing) {
    GraphBuilder b;
    b.output(quantise(b, bytes(b), of_x));
    const Graph graph = found(b);
    EXPECT_EQ(graph.nodes.size(), 1U) << dump(graph);
    EXPECT_EQ(graph.values[graph.outputs[0]].name, "y");
    GraphBuilder other;
    other.output(quantise(other, bytes(other), of_y));
    EXPECT_EQ(count_of<Lookup>(found(other)), 1U) << "another scale";
}

TEST(FindLookups, BytesAreMoved) {
    GraphBuilder b;
    const ValueId x = b.node(Reshape{}, {b.unary(U::silu, bytes(b)), b.integers({2, 4, 30})});
    const ValueId turned = b.node(Transpose{{0, 2, 1}}, {x});
    const std::vector<ValueId> parts = b.nodes(Split{1}, {turned}, 2);
    b.output(quantise(b, parts[0], of_y)).output(b.binary(B::add, parts[1], b.scalar(1)), "z");
    const Graph graph = found(b);
    EXPECT_EQ(count_of<DequantizeLinear>(graph), 0U);
    EXPECT_EQ(count_of<Lookup>(graph), 2U) << dump(graph);
    EXPECT_EQ(graph.values[only<Transpose>(graph).outputs[0]].type, u8);
    EXPECT_EQ(graph.values[only<Split>(graph).outputs[0]].type, u8);
}

TEST(FindLookups, ResizingAndSlicingMoveBytes) {
    GraphBuilder b;
    const ValueId big = b.node(Resize{}, {bytes(b), no_value, b.constant({4}, {1, 1, 2, 2}), no_value});
    b.output(quantise(b, b.node(Slice{}, {big, b.integers({1}), b.integers({9}), b.integers({2})}), of_x));
    const Graph graph = found(b);
    EXPECT_EQ(graph.nodes.size(), 3U) << dump(graph);
    EXPECT_EQ(graph.values[only<Resize>(graph).outputs[0]].type, u8);

    GraphBuilder linear;
    Resize op;
    op.mode = ResizeMode::linear;
    linear.output(linear.node(op, {bytes(linear), no_value, linear.constant({4}, {1, 1, 2, 2}), no_value}));
    EXPECT_EQ(linear.graph.nodes.size(), found(linear).nodes.size()) << "makes numbers that were not there";
}

TEST(FindLookups, WhatIsOfOneScaleIsJoinedAsBytes) {
    GraphBuilder b;
    const ValueId joined = b.node(Concat{1}, {bytes(b), bytes(b), bytes(b)});
    b.output(b.unary(U::sigmoid, joined)).output(quantise(b, joined, of_x), "z");
    const Graph graph = found(b);
    EXPECT_EQ(graph.values[only<Concat>(graph).outputs[0]].type, u8);
    EXPECT_EQ(count_of<DequantizeLinear>(graph), 0U);
    EXPECT_EQ(count_of<Lookup>(graph), 1U);
}

TEST(FindLookups, PartsOfOtherScalesAreQuantisedOneByOne) {
    GraphBuilder b;
    const ValueId floats = b.input({2, 4, 6, 5}), same = bytes(b, of_y);
    const ValueId silu = b.unary(U::silu, bytes(b)), other = bytes(b, signed_y);
    b.output(quantise(b, b.node(Concat{1}, {floats, same, silu, other}), of_y));
    const Graph graph = found(b);
    EXPECT_EQ(graph.values[only<Concat>(graph).outputs[0]].type, u8);
    EXPECT_EQ(count_of<Lookup>(graph), 2U) << dump(graph);
    EXPECT_EQ(count_of<QuantizeLinear>(graph), 4U) << "three that make the bytes, one of floats";
}

TEST(FindLookups, JoinedFloatsStayWhereTheyAreNeeded) {
    for (const bool output : {false, true}) {
        GraphBuilder b;
        const ValueId joined = b.node(Concat{1}, {bytes(b, of_y), bytes(b)});
        b.output(quantise(b, joined, of_y));
        b.output(output ? joined : b.unary(U::sigmoid, joined), "z");
        const Graph graph = found(b);
        EXPECT_EQ(graph.values[only<Concat>(graph).outputs[0]].type, DataType::float32);
        EXPECT_EQ(count_of<Lookup>(graph), 0U);
    }
    GraphBuilder floats;
    const ValueId joined = floats.node(Concat{0}, {floats.input({3}), floats.input({2})});
    floats.output(quantise(floats, joined, of_x));
    EXPECT_EQ(found(floats).nodes.size(), 2U);
}

TEST(FindLookups, OtherQuantisationIsKept) {
    GraphBuilder b;
    const ValueId x = b.input({2, 4, 3});
    const ValueId scales = b.constant({4}, {0.1F, 0.2F, 0.3F, 0.4F}), zeros = b.constant(u8, {4}, {1, 2, 3, 4});
    const ValueId of_channels =
        b.node(DequantizeLinear{}, {b.node(QuantizeLinear{}, {x, scales, zeros}), scales, zeros});
    b.output(b.unary(U::silu, of_channels), "channels");
    const ValueId changing = b.node(DequantizeLinear{}, {quantise(b, x, of_x), b.input({})});
    b.output(quantise(b, b.unary(U::silu, changing), of_x), "changing");
    const ValueId wide = b.node(QuantizeLinear{DataType::uint16}, {x, b.scalar(0.01F)});
    b.output(b.unary(U::silu, b.node(DequantizeLinear{}, {wide, b.scalar(0.01F)})), "wide");
    b.output(b.node(Cast{u8}, {b.unary(U::is_nan, bytes(b))}), "bool");
    const Graph graph = found(b);
    EXPECT_EQ(count_of<Lookup>(graph), 0U) << dump(graph);
    EXPECT_EQ(graph.nodes.size(), b.graph.nodes.size());
}

TEST(FindLookups, ZeroPointsMayBeLeftOut) {
    GraphBuilder b;
    const ValueId bytes = b.node(QuantizeLinear{i8}, {b.input({3, 7}), b.scalar(0.02F)});
    const ValueId x = b.node(DequantizeLinear{}, {bytes, b.constant({1}, {0.02F})});
    b.output(b.node(QuantizeLinear{}, {b.unary(U::relu, x), b.constant({1}, {0.01F})}));
    EXPECT_EQ(table_of(found(b)).type, u8);
}

}  // namespace
}  // namespace yolozu::engine::test
