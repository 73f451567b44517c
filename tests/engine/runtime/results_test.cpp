// SPDX-License-Identifier: Apache-2.0
//
// The demo model: the same answer at every vector level, and the same bits for any number of threads, in every run and
// beside others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "engine/reference/interpret.hpp"
#include "plans.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

class DemoModel : public testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto file = engine::open_model(source_dir() / "models/demo/model.onnx");
        ASSERT_TRUE(file.ok()) << file.error().to_string();
        const Shape shape = input_shape(**file);
        inputs_ = new std::vector<Tensor>();
        inputs_->push_back(random_tensor(shape, 1));
        const auto imported = engine::prepare_graph(*file, {&shape, 1}, false);
        const auto optimised = engine::prepare_graph(*file, {&shape, 1});
        ASSERT_TRUE(imported.ok()) << imported.error().to_string();
        ASSERT_TRUE(optimised.ok()) << optimised.error().to_string();
        imported_ = new std::shared_ptr<const engine::Graph>(*imported);
        optimised_ = new std::shared_ptr<const engine::Graph>(*optimised);
    }
    static void TearDownTestSuite() {
        delete inputs_;
        delete imported_;
        delete optimised_;
    }

    static Shape input_shape(const engine::ModelFile& file) {
        std::vector<std::int64_t> extents;
        for (const onnx::Extent& extent : *file.model.graph.inputs[0].shape)
            extents.push_back(extent.value.value_or(1));
        return *Shape::from(extents);
    }

    /// Copies of the outputs of one run.
    static std::vector<std::vector<float>> run(engine::Executor& executor) {
        const auto outputs = executor.run(views_of(*inputs_));
        EXPECT_TRUE(outputs.ok()) << outputs.error().to_string();
        std::vector<std::vector<float>> copies;
        if (outputs)
            for (const TensorView& output : *outputs) copies.push_back(floats_of(output));
        return copies;
    }

    static std::unique_ptr<engine::Executor> executor_of(const std::shared_ptr<const engine::CompiledModel>& model,
                                                         int threads) {
        auto executor = engine::Executor::create(model, threads);
        EXPECT_TRUE(executor.ok());
        return std::move(executor).value();
    }

    static inline std::vector<Tensor>* inputs_ = nullptr;
    static inline std::shared_ptr<const engine::Graph>*imported_ = nullptr, *optimised_ = nullptr;
};

TEST_F(DemoModel, EveryLevelGivesWhatTheReferenceOperatorsGive) {
    const auto expected = engine::interpret(**imported_, views_of(*inputs_));
    ASSERT_TRUE(expected.ok()) << expected.error().to_string();
    for (const Isa isa : supported_isas()) {
        SCOPED_TRACE(to_string(isa));
        const auto executor = executor_of(compile(*optimised_, isa), 2);
        const std::vector<std::vector<float>> outputs = run(*executor);
        ASSERT_EQ(outputs.size(), expected->size());
        for (std::size_t index = 0; index < outputs.size(); ++index) {
            const std::vector<float> reference = floats_of((*expected)[index]);
            ASSERT_EQ(outputs[index].size(), reference.size());
            for (std::size_t element = 0; element < reference.size(); ++element)
                ASSERT_NEAR(outputs[index][element], reference[element],
                            1e-4 + 1e-4 * std::abs(double{reference[element]}))
                    << element;
        }
    }
}

TEST_F(DemoModel, TheSameBitsForAnyNumberOfThreadsAndInEveryRun) {
    for (const Isa isa : supported_isas()) {
        if (isa == Isa::ref) continue;  // has no threads and takes long
        SCOPED_TRACE(to_string(isa));
        const auto model = compile(*optimised_, isa);
        const std::vector<std::vector<float>> first = run(*executor_of(model, 1));
        for (const int threads : {1, 2, 3, 7}) {
            const auto executor = executor_of(model, threads);
            for (int round = 0; round < 3; ++round) EXPECT_EQ(run(*executor), first) << threads << " threads";
        }
    }
}

TEST_F(DemoModel, SeveralExecutorsAtTheSameTime) {
    const auto model = compile(*optimised_, supported_isas().back());
    const std::vector<std::vector<float>> expected = run(*executor_of(model, 1));
    std::vector<std::thread> threads;
    std::atomic<int> same = 0;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            const auto executor = executor_of(model, thread % 2 + 1);
            for (int round = 0; round < 3; ++round)
                if (run(*executor) == expected) ++same;
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(same, 12);
}

TEST_F(DemoModel, InputsThatDoNotFitAreRefused) {
    const auto executor = executor_of(compile(*optimised_, supported_isas().back()), 1);
    EXPECT_EQ(executor->run({}).error().to_string(), "0 inputs were given, 1 are expected");
    const Tensor other = random_tensor(Shape{1, 3}, 1);
    const TensorView view = other.view();
    const auto outputs = executor->run({&view, 1});
    ASSERT_FALSE(outputs.ok());
    EXPECT_THAT(outputs.error().to_string(), testing::HasSubstr("input 0 is float32 1x3, the model was prepared for"));
}

/// Models that need a lot of memory are refused when the machine does not have it, and in any case beyond a limit.
TEST(Memory, MoreThanTheMachineHas) {
    const std::int64_t elements = std::int64_t{1} << 30;
    OnnxBuilder builder =
        OnnxBuilder().input("x", DataType::float32, {"n"}).output_without_shape("y", DataType::float32);
    std::string sum = "x";
    for (int value = 0; value < 10; ++value) {
        const std::string name = "v" + std::to_string(value);
        builder.node("Softmax", {"x"}, {name});
        builder.output_without_shape(name, DataType::float32);
        sum = name;
    }
    builder.node("Neg", {sum}, {"y"});
    const auto file = open_bytes(builder.build());
    ASSERT_TRUE(file.ok());
    const Shape shape{elements};
    const auto graph = engine::prepare_graph(*file, {&shape, 1});
    ASSERT_TRUE(graph.ok()) << graph.error().to_string();
    const auto model = engine::CompiledModel::compile(*graph, supported_isas().back());
    ASSERT_FALSE(model.ok());  // 44 GiB
    EXPECT_THAT(model.error().to_string(), testing::HasSubstr("the model needs more than 17179869184 bytes"));
}

}  // namespace
}  // namespace yolozu::test
