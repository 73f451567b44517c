// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

constexpr std::int64_t channels = 4;

/// A quantised convolution in `groups` groups of four channels, its parameters constant or not.
struct Convolution {
    GraphBuilder b;
    std::vector<ValueId> inputs;
    QuantisedConv op;

    explicit Convolution(std::int64_t groups = channels, DataType weights = DataType::int8) {
        const std::vector<ValueId> x = b.nodes(DynamicQuantizeLinear{}, {b.input({2, channels, 5, 4})}, 3);
        op.groups = groups;
        op.window.pads_begin = op.window.pads_end = {1, 1};
        inputs = {x[0],
                  b.random_bytes(weights, {channels, channels / groups, 3, 3}),
                  x[2],
                  b.zero_point(weights, 2),
                  b.binary(BinaryFunction::multiply, x[1], b.scalar(0.01F)),
                  b.random({channels})};
    }
    Graph converted() {
        b.output(b.node(op, inputs));
        return checked(depthwise_in_float, b.graph);
    }
};

TEST(DepthwiseInFloat, GivesTheSameResults) {
    for (const DataType weights : {DataType::int8, DataType::uint8}) {
        Convolution convolution(channels, weights);
        const Graph graph = convolution.converted();
        EXPECT_EQ(count_of<QuantisedConv>(graph), 0U) << dump(graph);
        EXPECT_EQ(count_of<DequantizeLinear>(graph), 1U);
        EXPECT_EQ(std::get<Conv>(only<Conv>(graph).op).groups, channels);
    }
}

TEST(DepthwiseInFloat, ZeroPointsMayBeMissingOrThoseOfChannels) {
    for (const bool missing : {false, true}) {
        Convolution convolution;
        convolution.inputs[3] = missing ? no_value : convolution.b.random_bytes(DataType::int8, {channels});
        EXPECT_EQ(count_of<Conv>(convolution.converted()), 1U);
    }
}

TEST(DepthwiseInFloat, KeepsTheTail) {
    Convolution convolution;
    convolution.op.tail.activation.function = UnaryFunction::relu;
    convolution.op.tail.residual = Residual::after_activation;
    convolution.inputs.push_back(convolution.b.input({2, channels, 5, 4}));
    const Node node = only<Conv>(convolution.converted());
    EXPECT_EQ(std::get<Conv>(node.op).tail.activation.function, UnaryFunction::relu);
    EXPECT_EQ(node.inputs[3], convolution.inputs[6]);
}

TEST(DepthwiseInFloat, OtherGroupsStayQuantised) {
    EXPECT_EQ(count_of<QuantisedConv>(Convolution(2).converted()), 1U);
    EXPECT_EQ(count_of<QuantisedConv>(Convolution(1).converted()), 1U);
}

TEST(DepthwiseInFloat, ScalesOfChannelsStayQuantised) {
    Convolution convolution;
    convolution.inputs[4] = convolution.b.positive({channels});
    EXPECT_EQ(count_of<QuantisedConv>(convolution.converted()), 1U);
}

}  // namespace
}  // namespace yolozu::engine::test
