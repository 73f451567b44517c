// SPDX-License-Identifier: Apache-2.0
//
// Attention as models write it out becomes one step, which reads its operands where they lie.
#include <gtest/gtest.h>

#include "engine/reference/interpret.hpp"
#include "plans.hpp"

namespace yolozu::test {
namespace {

constexpr std::int64_t heads = 2, places = 150, depth = 12, columns = 20;

/// Queries, keys and values are parts of the last axis, so that their rows have gaps between them; the result becomes
/// a part of another value.
OnnxBuilder attention_model() {
    return OnnxBuilder()
        .input("x", DataType::float32, {1, heads, places, 2 * depth + columns})
        .initializer("sizes", {3}, std::vector<std::int64_t>{depth, depth, columns})
        .initializer("scale", {}, std::vector<float>{0.29F})
        .node("Split", {"x", "sizes"}, {"q", "k", "v"}, {{"axis", 3}})
        .node("Transpose", {"k"}, {"keys"}, {{"perm", std::vector<std::int64_t>{0, 1, 3, 2}}})
        .node("MatMul", {"q", "keys"}, {"products"})
        .node("Mul", {"products", "scale"}, {"scores"})
        .node("Softmax", {"scores"}, {"probabilities"}, {{"axis", -1}})
        .node("MatMul", {"probabilities", "v"}, {"attention"})
        .node("Neg", {"v"}, {"other"})
        .node("Concat", {"other", "attention"}, {"y"}, {{"axis", 3}})
        .output_without_shape("y", DataType::float32);
}

class AttentionStep : public testing::Test {
protected:
    void SetUp() override {
        const auto file = open_bytes(attention_model().build());
        ASSERT_TRUE(file.ok()) << file.error().to_string();
        inputs_.push_back(random_tensor({1, heads, places, 2 * depth + columns}, 1));
        const auto graph = engine::prepare_graph(*file, shapes_of(inputs_));
        ASSERT_TRUE(graph.ok()) << graph.error().to_string();
        graph_ = *graph;
    }

    std::vector<float> run(Isa isa, int threads) const {
        const auto executor = engine::Executor::create(compile(graph_, isa), threads);
        EXPECT_TRUE(executor.ok());
        const auto outputs = (*executor)->run(views_of(inputs_));
        EXPECT_TRUE(outputs.ok()) << outputs.error().to_string();
        return floats_of((*outputs)[0]);
    }

    std::vector<Tensor> inputs_;
    std::shared_ptr<const engine::Graph> graph_;
};

TEST_F(AttentionStep, GivesWhatTheReferenceOperatorsGive) {
    const auto expected = engine::interpret(*graph_of(attention_model(), inputs_), views_of(inputs_));
    ASSERT_TRUE(expected.ok()) << expected.error().to_string();
    const std::vector<float> reference = floats_of((*expected)[0]);
    for (const Isa isa : supported_isas()) {
        SCOPED_TRACE(to_string(isa));
        const std::vector<float> y = run(isa, 2);
        ASSERT_EQ(y.size(), reference.size());
        for (std::size_t index = 0; index < y.size(); ++index) ASSERT_NEAR(y[index], reference[index], 1e-5F) << index;
    }
}

TEST_F(AttentionStep, GivesTheSameBitsForAnyNumberOfThreads) {
    for (const Isa isa : supported_isas())
        for (const int threads : {2, 3, 7}) EXPECT_EQ(run(isa, threads), run(isa, 1)) << to_string(isa);
}

TEST_F(AttentionStep, HasNoScores) {
    for (const Isa isa : supported_isas()) {
        if (isa == Isa::ref) continue;  // has no views
        const auto model = compile(graph_, isa);
        EXPECT_EQ(model->plan().steps.size(), 2U) << engine::dump(model->plan());
        EXPECT_EQ(model->plan().steps.front().step->kernel(), "attention");
    }
}

}  // namespace
}  // namespace yolozu::test
