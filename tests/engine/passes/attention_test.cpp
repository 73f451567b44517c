// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "engine/passes/graphs.hpp"
#include "engine/passes/list.hpp"

namespace yolozu::engine::test {
namespace {

using B = BinaryFunction;

/// Attention as exports write it out, and what may be different about it.
struct Spelling {
    Shape q{2, 3, 5, 4}, k{2, 3, 4, 7}, v{2, 3, 7, 6};
    std::optional<B> scaling{};
    bool constant_first = false;
    Shape constant{};
    Softmax softmax{};
    bool transposed = false;  ///< the values come first, v' softmax(...)'
    bool scores_are_output = false, probabilities_are_output = false, probabilities_are_used = false;
    bool mask = false;
};

Graph graph_of(const Spelling& spelling) {
    GraphBuilder b;
    const ValueId product = b.node(MatMul{}, {b.input(spelling.q), b.input(spelling.k)});
    ValueId scores = product;
    if (spelling.scaling) {
        const ValueId by = b.constant(spelling.constant, {0.35F});
        scores =
            spelling.constant_first ? b.binary(*spelling.scaling, by, scores) : b.binary(*spelling.scaling, scores, by);
    }
    if (spelling.mask) scores = b.binary(B::add, scores, b.random({5, 7}));
    const ValueId probabilities = b.node(spelling.softmax, {scores});
    const ValueId values = b.input(spelling.v);
    if (spelling.transposed)
        b.output(b.node(MatMul{},
                        {b.node(Transpose{{0, 1, 3, 2}}, {values}), b.node(Transpose{{0, 1, 3, 2}}, {probabilities})}));
    else
        b.output(b.node(MatMul{}, {probabilities, values}));
    if (spelling.scores_are_output) b.output(product, "scores");
    if (spelling.probabilities_are_output) b.output(probabilities, "probabilities");
    if (spelling.probabilities_are_used) b.output(b.unary(UnaryFunction::negate, probabilities), "used");
    return b.graph;
}

Graph rewritten(const Spelling& spelling) {
    return checked(find_attention, graph_of(spelling));
}

float scale_found(const Spelling& spelling) {
    const Graph graph = rewritten(spelling);
    EXPECT_EQ(count_of<MatMul>(graph) + count_of<Softmax>(graph) + count_of<Binary>(graph), 0U) << dump(graph);
    return std::get<Attention>(only<Attention>(graph).op).scale;
}

TEST(FindAttention, WithAndWithoutAScale) {
    EXPECT_EQ(scale_found({}), 1.0F);
    EXPECT_EQ(scale_found({.scaling = B::multiply}), 0.35F);
    EXPECT_EQ(scale_found({.scaling = B::multiply, .constant_first = true}), 0.35F);
    EXPECT_EQ(scale_found({.scaling = B::multiply, .constant = {1, 1}}), 0.35F);
    EXPECT_FLOAT_EQ(scale_found({.scaling = B::divide}), 1.0F / 0.35F);
}

TEST(FindAttention, SoftmaxOfTheLastAxisHoweverItIsWritten) {
    EXPECT_EQ(scale_found({.softmax = {SoftmaxKind::softmax, 3, false}}), 1.0F);
    EXPECT_EQ(scale_found({.softmax = {SoftmaxKind::softmax, -1, true}}), 1.0F);
}

TEST(FindAttention, MatricesBroadcast) {
    EXPECT_EQ(scale_found({.k = {4, 7}}), 1.0F);
    EXPECT_EQ(scale_found({.q = {1, 3, 5, 4}, .v = {1, 7, 6}}), 1.0F);
    EXPECT_EQ(scale_found({.q = {5, 4}, .k = {4, 7}}), 1.0F);
}

TEST(FindAttention, ValuesMayComeFirst) {
    EXPECT_EQ(scale_found({.scaling = B::multiply, .transposed = true}), 0.35F);
    // The values' Transpose that was there and the one that is put behind it cancel.
    const Graph graph = checked(push_transposes, rewritten({.transposed = true}));
    EXPECT_EQ(count_of<Transpose>(graph), 2U) << dump(graph);
}

TEST(FindAttention, WhatOthersUseIsKept) {
    for (const Spelling& spelling :
         {Spelling{.scores_are_output = true}, Spelling{.probabilities_are_output = true},
          Spelling{.probabilities_are_used = true}, Spelling{.scaling = B::multiply, .scores_are_output = true},
          Spelling{.transposed = true, .probabilities_are_used = true}})
        EXPECT_EQ(count_of<Attention>(rewritten(spelling)), 0U);
}

TEST(FindAttention, OtherFunctionsOfScoresAreKept) {
    for (const Spelling& spelling :
         {Spelling{.softmax = {SoftmaxKind::softmax, 2, false}}, Spelling{.softmax = {SoftmaxKind::softmax, 2, true}},
          Spelling{.softmax = {SoftmaxKind::log_softmax, -1, false}}, Spelling{.scaling = B::add},
          Spelling{.scaling = B::divide, .constant_first = true}, Spelling{.mask = true}})
        EXPECT_EQ(count_of<Attention>(rewritten(spelling)), 0U);
    // A constant of more axes makes scores of more axes.
    EXPECT_EQ(count_of<Attention>(rewritten({.scaling = B::multiply, .constant = {1, 1, 1, 1, 1}})), 0U);
}

}  // namespace
}  // namespace yolozu::engine::test
