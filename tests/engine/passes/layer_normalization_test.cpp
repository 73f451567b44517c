// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;
using U = UnaryFunction;

struct Spelling {
    std::vector<std::int64_t> axes{-1};
    std::vector<std::int64_t> variance_axes{-1};
    bool power = true;
    bool reciprocal = false;
    bool two_differences = false;
    ReduceFunction summary = ReduceFunction::mean;
};

ValueId normalised(GraphBuilder& b, ValueId x, const Spelling& spelling) {
    const ValueId mean = b.node(Reduce{ReduceFunction::mean}, {x, b.integers(spelling.axes)});
    const ValueId centred = b.binary(B::subtract, x, mean);
    const ValueId again = spelling.two_differences ? b.binary(B::subtract, x, mean) : centred;
    const ValueId squares =
        spelling.power ? b.binary(B::power, again, b.scalar(2)) : b.binary(B::multiply, again, again);
    const ValueId variance = b.node(Reduce{spelling.summary}, {squares, b.integers(spelling.variance_axes)});
    const ValueId root = b.unary(U::square_root, b.binary(B::add, variance, b.scalar(1e-6F)));
    if (!spelling.reciprocal) return b.binary(B::divide, centred, root);
    return b.binary(B::multiply, centred, b.unary(U::reciprocal, root));
}

Graph scaled(const Spelling& spelling, const Shape& parameters) {
    GraphBuilder b;
    const ValueId y = normalised(b, b.input({2, 3, 4, 8}), spelling);
    const ValueId product = b.binary(B::multiply, b.random(parameters), y);
    b.output(b.binary(B::add, product, b.random(parameters)));
    return b.graph;
}

void expect_found(const Spelling& spelling, const Shape& parameters) {
    const Graph graph = checked(find_layer_normalization, scaled(spelling, parameters));
    EXPECT_EQ(graph.nodes.size(), 1U) << dump(graph);
    EXPECT_EQ(only<LayerNormalization>(graph).inputs.size(), 3U);
}

TEST(FindLayerNormalization, TheLastAxisInItsSpellings) {
    expect_found({}, {8});
    expect_found({.power = false}, {8});
    expect_found({.reciprocal = true}, {8});
    expect_found({.power = false, .reciprocal = true, .two_differences = true}, {8});
    expect_found({.axes = {3}}, {8});
}

TEST(FindLayerNormalization, TheLastAxes) {
    expect_found({.axes = {2, 3}, .variance_axes = {-1, -2}}, {4, 8});
}

TEST(FindLayerNormalization, WithoutScaleOrBias) {
    GraphBuilder plain;
    plain.output(normalised(plain, plain.input({2, 8}), {}));
    EXPECT_EQ(checked(find_layer_normalization, plain.graph).nodes.size(), 1U);
    GraphBuilder biased;
    biased.output(biased.binary(B::add, normalised(biased, biased.input({2, 8}), {}), biased.random({8})));
    EXPECT_EQ(checked(find_layer_normalization, biased.graph).nodes.size(), 1U);
}

TEST(FindLayerNormalization, ParametersOfOtherShapesStayOutside) {
    const Graph graph = checked(find_layer_normalization, scaled({}, {4, 1}));
    EXPECT_EQ(count_of<LayerNormalization>(graph), 1U);
    EXPECT_EQ(count_of<Binary>(graph), 2U);
}

TEST(FindLayerNormalization, OnlyOneScaleAndOneBiasGoIn) {
    GraphBuilder b;
    ValueId y = normalised(b, b.input({2, 8}), {});
    y = b.binary(B::add, b.binary(B::multiply, y, b.random({8})), b.random({8}));
    y = b.binary(B::add, b.binary(B::multiply, y, b.random({8})), b.random({8}));
    b.output(y);
    const Graph graph = checked(find_layer_normalization, b.graph);
    EXPECT_EQ(count_of<LayerNormalization>(graph), 1U);
    EXPECT_EQ(count_of<Binary>(graph), 2U);
}

void expect_kept(const Spelling& spelling) {
    EXPECT_EQ(count_of<LayerNormalization>(checked(find_layer_normalization, scaled(spelling, {8}))), 0U);
}

TEST(FindLayerNormalization, NearMissesAreKept) {
    expect_kept({.axes = {1}, .variance_axes = {1}});
    expect_kept({.axes = {1, 3}, .variance_axes = {1, 3}});
    expect_kept({.axes = {3}, .variance_axes = {2, 3}});
    expect_kept({.summary = ReduceFunction::sum});
}

TEST(FindLayerNormalization, ADeviationThatIsNeededElsewhereIsKept) {
    GraphBuilder b;
    b.output(normalised(b, b.input({2, 8}), {}));
    const ValueId root = b.graph.nodes.back().inputs[1];
    b.output(root, "root");
    EXPECT_EQ(count_of<LayerNormalization>(checked(find_layer_normalization, b.graph)), 0U);
}

}  // namespace
}  // namespace yolozu::engine::test
