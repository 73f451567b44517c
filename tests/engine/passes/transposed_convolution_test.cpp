// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

ConvTranspose with_strides(std::vector<std::int64_t> strides) {
    ConvTranspose op;
    op.window.strides = std::move(strides);
    return op;
}

Graph upsampled(const ConvTranspose& op, const Shape& weights, bool bias = true) {
    GraphBuilder builder;
    std::vector<ValueId> inputs{builder.input({2, 4, 3, 5}), builder.random(weights)};
    if (bias) inputs.push_back(builder.random({weights[1] * op.groups}));
    builder.output(builder.node(op, inputs));
    return builder.graph;
}

TEST(TransposedConvolution, TilesBecomeAConvolution) {
    for (const bool bias : {false, true}) {
        for (const Graph& graph : {upsampled(with_strides({2, 2}), {4, 3, 2, 2}, bias),
                                   upsampled(with_strides({2, 3}), {4, 3, 2, 3}, bias)}) {
            const Graph result = checked(transposed_convolution, graph);
            EXPECT_EQ(count_of<ConvTranspose>(result), 0U);
            EXPECT_EQ(count_of<Conv>(result), 1U);
        }
    }
}

/// Channels-last there is one move of elements and the way to and from the graph's layout.
TEST(TransposedConvolution, OneMoveIsLeftChannelsLast) {
    const Graph graph = checked(transposed_convolution, upsampled(with_strides({2, 2}), {4, 3, 2, 2}));
    const Graph pushed = checked(push_transposes, checked(channels_last, graph));
    EXPECT_EQ(count_of<Transpose>(pushed), 3U) << dump(pushed);
}

TEST(TransposedConvolution, OthersAreKept) {
    ConvTranspose padded = with_strides({2, 2}), dilated = with_strides({2, 2}), grouped = with_strides({2, 2}),
                  larger = with_strides({2, 2});
    padded.window.pads_begin = {1, 0};
    padded.window.pads_end = {0, 0};
    dilated.window.dilations = {2, 1};
    grouped.groups = 2;
    larger.output_padding = {1, 0};
    for (const ConvTranspose& op : {padded, dilated, grouped, larger, with_strides({1, 2}), with_strides({3, 2})})
        EXPECT_EQ(count_of<ConvTranspose>(checked(transposed_convolution, upsampled(op, {4, 2, 2, 2}))), 1U);
}

TEST(TransposedConvolution, OneSpatialAxisIsKept) {
    GraphBuilder builder;
    builder.output(builder.node(with_strides({2}), {builder.input({1, 4, 3}), builder.random({4, 2, 2})}));
    EXPECT_EQ(count_of<ConvTranspose>(checked(transposed_convolution, builder.graph)), 1U);
}

}  // namespace
}  // namespace yolozu::engine::test
