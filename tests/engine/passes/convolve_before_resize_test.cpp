// SPDX-License-Identifier: Apache-2.0
#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

constexpr double rounding = 1e-5;

/// The neck of a detector: an enlarged image beside others, and a convolution of both.
struct Neck {
    GraphBuilder b;
    Resize resize{};
    bool by_sizes = false;
    std::int64_t kernel = 1;

    ValueId enlarged() {
        const ValueId x = b.input({2, 3, 4, 5});
        if (by_sizes) return b.node(resize, {x, no_value, no_value, b.integers({2, 3, 8, 10})});
        return b.node(resize, {x, no_value, b.constant({4}, {1, 1, 2, 2})});
    }
    ValueId other(std::int64_t channels) { return b.input({2, channels, 8, 10}); }
    ValueId concat(const std::vector<ValueId>& operands) { return b.node(Concat{1}, operands); }
    ValueId convolution(ValueId x, std::int64_t channels) {
        return b.node(Conv{}, {x, b.random({6, channels, kernel, kernel}), b.random({6})});
    }
    Graph converted() { return checked(convolve_before_resize, b.graph, rounding); }
};

/// Whether the graph convolves the small image.
bool convolves_before(const Graph& graph) {
    return std::ranges::any_of(graph.nodes, [&](const Node& node) {
        return std::holds_alternative<Conv>(node.op) && *graph.values[node.outputs[0]].shape == Shape{2, 6, 4, 5};
    });
}

TEST(ConvolveBeforeResize, OperandsInAnyOrder) {
    for (const bool by_sizes : {false, true})
        for (const bool swapped : {false, true}) {
            Neck neck;
            neck.by_sizes = by_sizes;
            const ValueId enlarged = neck.enlarged(), other = neck.other(2);
            const ValueId both = swapped ? neck.concat({other, enlarged}) : neck.concat({enlarged, other});
            neck.b.output(neck.b.unary(UnaryFunction::silu, neck.convolution(both, 5)));
            const Graph graph = neck.converted();
            EXPECT_TRUE(convolves_before(graph)) << dump(graph);
            EXPECT_EQ(count_of<Concat>(graph), 0U);
            EXPECT_EQ(count_of<Conv>(graph), 2U);
        }
}

TEST(ConvolveBeforeResize, TwoConvolutionsOfThreeOperands) {
    Neck neck;
    const ValueId all = neck.concat({neck.other(1), neck.enlarged(), neck.other(2)});
    neck.b.output(neck.convolution(all, 6));
    neck.b.output(neck.convolution(all, 6), "z");
    const Graph graph = neck.converted();
    EXPECT_TRUE(convolves_before(graph)) << dump(graph);
    EXPECT_EQ(count_of<Concat>(graph), 1U);
    EXPECT_EQ(count_of<Conv>(graph), 4U);
}

TEST(ConvolveBeforeResize, OtherUsersKeepTheConcat) {
    Neck output, unary, shared, larger;
    const ValueId first = output.concat({output.enlarged(), output.other(2)});
    output.b.output(output.convolution(first, 5));
    output.b.output(first, "concat");
    EXPECT_FALSE(convolves_before(output.converted()));
    const ValueId second = unary.concat({unary.enlarged(), unary.other(2)});
    unary.b.output(unary.convolution(second, 5));
    unary.b.output(unary.b.unary(UnaryFunction::relu, second), "z");
    EXPECT_FALSE(convolves_before(unary.converted()));
    const ValueId enlarged = shared.enlarged();
    shared.b.output(shared.convolution(shared.concat({enlarged, shared.other(2)}), 5));
    shared.b.output(shared.b.unary(UnaryFunction::relu, enlarged), "z");
    EXPECT_FALSE(convolves_before(shared.converted()));
    larger.kernel = 3;
    larger.b.output(larger.convolution(larger.concat({larger.enlarged(), larger.other(2)}), 5));
    EXPECT_FALSE(convolves_before(larger.converted()));
}

TEST(ConvolveBeforeResize, OtherResizesAreKept) {
    Neck linear, alone;
    linear.resize.mode = ResizeMode::linear;
    linear.b.output(linear.convolution(linear.concat({linear.enlarged(), linear.other(2)}), 5));
    EXPECT_FALSE(convolves_before(linear.converted()));
    alone.b.output(alone.convolution(alone.concat({alone.enlarged()}), 3));
    EXPECT_FALSE(convolves_before(alone.converted()));
}

}  // namespace
}  // namespace yolozu::engine::test
