// SPDX-License-Identifier: Apache-2.0
#include "plans.hpp"

#include <gtest/gtest.h>

#include "engine/passes/passes.hpp"
#include "engine/reference/interpret.hpp"

namespace yolozu::test {

std::shared_ptr<const engine::Graph> graph_of(const OnnxBuilder& model, std::span<const Tensor> inputs) {
    const auto file = open_bytes(model.build());
    EXPECT_TRUE(file.ok()) << file.error().to_string();
    if (!file) return std::make_shared<engine::Graph>();
    const auto graph = engine::prepare_graph(*file, shapes_of(inputs), false);
    EXPECT_TRUE(graph.ok()) << graph.error().to_string();
    return graph ? *graph : std::make_shared<engine::Graph>();
}

std::shared_ptr<const engine::CompiledModel> compile(const std::shared_ptr<const engine::Graph>& graph, Isa isa) {
    auto model = engine::CompiledModel::compile(graph, isa);
    EXPECT_TRUE(model.ok()) << model.error().to_string();
    return model ? *model : nullptr;
}

namespace {

void expect_plans_give(const std::shared_ptr<const engine::Graph>& graph, std::span<const Tensor> inputs,
                       const std::vector<Tensor>& expected) {
    for (const Isa isa : supported_isas()) {
        SCOPED_TRACE(to_string(isa));
        const auto compiled = compile(graph, isa);
        ASSERT_NE(compiled, nullptr);
        SCOPED_TRACE(engine::dump(compiled->plan()));
        const auto executor = engine::Executor::create(compiled, 2);
        ASSERT_TRUE(executor.ok()) << executor.error().to_string();
        for (int run = 0; run < 2; ++run) {
            const auto outputs = (*executor)->run(views_of(inputs));
            ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
            ASSERT_EQ(outputs->size(), expected.size());
            for (std::size_t index = 0; index < outputs->size(); ++index)
                EXPECT_TRUE(identical((*outputs)[index], expected[index].view())) << "output " << index;
        }
    }
}

}  // namespace

void expect_exact(const OnnxBuilder& model, std::span<const Tensor> inputs) {
    const auto graph = graph_of(model, inputs);
    const auto expected = engine::interpret(*graph, views_of(inputs));
    ASSERT_TRUE(expected.ok()) << expected.error().to_string();
    expect_plans_give(graph, inputs, *expected);
    engine::Graph optimised = *graph;
    const Status done = engine::optimise(optimised);
    ASSERT_TRUE(done.ok()) << done.error().to_string();
    SCOPED_TRACE("optimised");
    expect_plans_give(std::make_shared<const engine::Graph>(std::move(optimised)), inputs, *expected);
}

std::size_t steps_of(const OnnxBuilder& model, std::span<const Tensor> inputs) {
    return compile(graph_of(model, inputs), supported_isas().back())->plan().steps.size();
}

}  // namespace yolozu::test
