// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <limits>

#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;
using U = UnaryFunction;
using Spelling = std::function<ValueId(GraphBuilder&, ValueId)>;

Graph rewritten(const Spelling& spelling) {
    GraphBuilder builder;
    const ValueId x = builder.input({2, 40});
    builder.output(spelling(builder, x));
    return checked(find_activations, builder.graph);
}

void expect_one(const Spelling& spelling, U function) {
    const Graph graph = rewritten(spelling);
    EXPECT_EQ(graph.nodes.size(), 1U) << dump(graph);
    EXPECT_EQ(unary_functions(graph), std::vector{function}) << dump(graph);
}

void expect_kept(const Spelling& spelling) {
    GraphBuilder builder;
    builder.output(spelling(builder, builder.input({2, 40})));
    EXPECT_EQ(rewritten(spelling).nodes.size(), builder.graph.nodes.size()) << dump(builder.graph);
}

TEST(FindActivations, Silu) {
    expect_one([](auto& b, ValueId x) { return b.binary(B::multiply, x, b.unary(U::sigmoid, x)); }, U::silu);
    expect_one([](auto& b, ValueId x) { return b.binary(B::multiply, b.unary(U::sigmoid, x), x); }, U::silu);
}

ValueId hard_sigmoid(GraphBuilder& b, ValueId x, float alpha) {
    return b.node(Unary{U::hard_sigmoid, alpha, 0.5F}, {x});
}
ValueId clipped(GraphBuilder& b, ValueId x, float offset = 3.0F, float high = 6.0F) {
    return b.node(Unary{U::clip, 0.0F, high}, {b.binary(B::add, x, b.scalar(offset))});
}

TEST(FindActivations, HardSwishInAllItsSpellings) {
    expect_one([](auto& b, ValueId x) { return b.binary(B::multiply, x, hard_sigmoid(b, x, 1.0F / 6.0F)); },
               U::hard_swish);
    expect_one(
        [](auto& b, ValueId x) { return b.binary(B::multiply, x, b.binary(B::divide, clipped(b, x), b.scalar(6))); },
        U::hard_swish);
    expect_one(
        [](auto& b, ValueId x) { return b.binary(B::divide, b.binary(B::multiply, x, clipped(b, x)), b.scalar(6)); },
        U::hard_swish);
    expect_one(
        [](auto& b, ValueId x) {
            return b.binary(B::multiply, b.scalar(1.0F / 6.0F), b.binary(B::multiply, clipped(b, x), x));
        },
        U::hard_swish);
    expect_one(
        [](auto& b, ValueId x) {
            const ValueId low = b.binary(B::maximum, b.binary(B::add, b.scalar(3), x), b.scalar(0));
            return b.binary(B::divide, b.binary(B::multiply, b.binary(B::minimum, low, b.scalar(6)), x), b.scalar(6));
        },
        U::hard_swish);
}

TEST(FindActivations, HardSigmoid) {
    expect_one([](auto& b, ValueId x) { return b.binary(B::divide, clipped(b, x), b.scalar(6)); }, U::hard_sigmoid);
}

TEST(FindActivations, Mish) {
    const auto gate = [](auto& b, ValueId x) { return b.unary(U::hyperbolic_tangent, b.unary(U::softplus, x)); };
    expect_one([&](auto& b, ValueId x) { return b.binary(B::multiply, x, gate(b, x)); }, U::mish);
    expect_one([&](auto& b, ValueId x) { return b.binary(B::multiply, gate(b, x), x); }, U::mish);
}

ValueId error_gate(GraphBuilder& b, ValueId x) {
    const ValueId scaled = b.binary(B::divide, x, b.scalar(1.41421354F));
    return b.binary(B::add, b.unary(U::error_function, scaled), b.scalar(1));
}

TEST(FindActivations, GeluInAllItsSpellings) {
    expect_one(
        [](auto& b, ValueId x) {
            return b.binary(B::multiply, b.binary(B::multiply, x, error_gate(b, x)), b.scalar(0.5F));
        },
        U::gelu);
    expect_one(
        [](auto& b, ValueId x) {
            return b.binary(B::multiply, b.binary(B::multiply, b.scalar(0.5F), x), error_gate(b, x));
        },
        U::gelu);
    expect_one(
        [](auto& b, ValueId x) { return b.binary(B::multiply, x, b.binary(B::divide, error_gate(b, x), b.scalar(2))); },
        U::gelu);
    expect_one(
        [](auto& b, ValueId x) {
            const ValueId erf = b.unary(U::error_function, b.binary(B::multiply, b.scalar(0.70710677F), x));
            const ValueId gate = b.binary(B::add, b.scalar(1), erf);
            return b.binary(B::multiply, b.binary(B::multiply, gate, b.scalar(0.5F)), x);
        },
        U::gelu);
}

TEST(FindActivations, LimitsAreJoined) {
    expect_one([](auto& b, ValueId x) { return b.binary(B::maximum, x, b.scalar(0)); }, U::relu);
    expect_one([](auto& b, ValueId x) { return b.binary(B::minimum, b.unary(U::relu, x), b.scalar(2)); }, U::clip);
    const Spelling chain = [](auto& b, ValueId x) {
        const ValueId low = b.binary(B::minimum, b.scalar(2), b.binary(B::maximum, x, b.scalar(-1)));
        return b.node(Unary{U::clip, -0.5F, 9.0F}, {low});
    };
    expect_one(chain, U::clip);
    const Unary clip = std::get<Unary>(only<Unary>(rewritten(chain)).op);
    EXPECT_EQ(clip, (Unary{U::clip, -0.5F, 2.0F}));
    // One interval above the other: all become one number.
    expect_one(
        [](auto& b, ValueId x) {
            return b.node(Unary{U::clip, 1.0F, 2.0F}, {b.node(Unary{U::clip, -1.0F, 0.0F}, {x})});
        },
        U::clip);
}

TEST(FindActivations, NearMissesAreKept) {
    expect_kept(
        [](auto& b, ValueId x) { return b.binary(B::multiply, x, b.unary(U::sigmoid, b.unary(U::negate, x))); });
    expect_kept([](auto& b, ValueId x) { return b.binary(B::add, x, b.unary(U::sigmoid, x)); });
    expect_kept([](auto& b, ValueId x) { return b.binary(B::multiply, x, hard_sigmoid(b, x, 0.2F)); });
    expect_kept([](auto& b, ValueId x) {
        return b.binary(B::multiply, x, b.binary(B::divide, clipped(b, x, 3.0F, 5.0F), b.scalar(6)));
    });
    expect_kept([](auto& b, ValueId x) {
        return b.binary(B::multiply, x, b.binary(B::divide, clipped(b, x, 2.5F), b.scalar(6)));
    });
    expect_kept([](auto& b, ValueId x) { return b.binary(B::multiply, x, error_gate(b, x)); });
    expect_kept([](auto& b, ValueId x) { return b.binary(B::maximum, x, b.constant({40}, std::vector<float>(40))); });
    expect_kept(
        [](auto& b, ValueId x) { return b.binary(B::maximum, x, b.scalar(std::numeric_limits<float>::quiet_NaN())); });
    // The constant gives the result an axis more.
    expect_kept([](auto& b, ValueId x) { return b.binary(B::maximum, x, b.constant({1, 1, 1}, {0.0F})); });
}

TEST(FindActivations, GatesThatAreNeededElsewhereAreKept) {
    GraphBuilder builder;
    const ValueId x = builder.input({2, 8}), gate = builder.unary(U::sigmoid, x);
    builder.output(builder.binary(B::multiply, x, gate)).output(gate, "gate");
    EXPECT_EQ(checked(find_activations, builder.graph).nodes.size(), 2U);
}

}  // namespace
}  // namespace yolozu::engine::test
