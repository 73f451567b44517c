// SPDX-License-Identifier: Apache-2.0
//
// Values whose shape only the data tell.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plans.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using Integers = std::vector<std::int64_t>;

/// One executor is given each of these in turn; what it gives must be what the reference operators give.
void expect_each(const OnnxBuilder& model, const std::vector<std::vector<Tensor>>& runs) {
    const auto graph = graph_of(model, runs.front());
    for (const Isa isa : supported_isas()) {
        const auto executor = engine::Executor::create(compile(graph, isa), 2);
        ASSERT_TRUE(executor.ok());
        for (const std::vector<Tensor>& inputs : runs) {
            const auto expected = interpret_bytes(model.build(), inputs);
            const auto outputs = (*executor)->run(views_of(inputs));
            ASSERT_TRUE(expected.ok()) << expected.error().to_string();
            ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
            for (std::size_t index = 0; index < outputs->size(); ++index)
                EXPECT_TRUE(identical((*outputs)[index], (*expected)[index].view())) << index;
        }
    }
}

std::vector<Tensor> one(const Shape& shape, const std::vector<float>& values) {
    std::vector<Tensor> inputs;
    inputs.push_back(tensor_of(shape, values));
    return inputs;
}

TEST(DynamicValues, NonZeroGrowsAndShrinks) {
    const OnnxBuilder model = OnnxBuilder()
                                  .input("x", DataType::float32, {4})
                                  .node("NonZero", {"x"}, {"n"})
                                  .node("Concat", {"n", "n"}, {"c"}, {{"axis", 1}})
                                  .initializer("flat", {1}, Integers{-1})
                                  .node("Reshape", {"c", "flat"}, {"y"})
                                  .output_without_shape("y", DataType::int64)
                                  .output_without_shape("n", DataType::int64);
    std::vector<std::vector<Tensor>> runs;
    for (const std::vector<float>& values :
         {std::vector<float>{0, 1, 0, 0}, {1, 1, 1, 1}, {0, 0, 0, 0}, {0, 0, 1, 1}, {1, 1, 1, 1}})
        runs.push_back(one(Shape{4}, values));
    expect_each(model, runs);
}

TEST(DynamicValues, SuppressionAndWhatFollowsIt) {
    const OnnxBuilder model =
        OnnxBuilder()
            .input("boxes", DataType::float32, {1, 3, 4})
            .input("scores", DataType::float32, {1, 1, 3})
            .initializer("most", {1}, Integers{3})
            .initializer("overlap", {1}, std::vector<float>{0.5F})
            .initializer("least", {1}, std::vector<float>{0.25F})
            .initializer("column", {}, Integers{2})
            .initializer("rows", {2}, Integers{-1, 2})
            .node("NonMaxSuppression", {"boxes", "scores", "most", "overlap", "least"}, {"chosen"})
            .node("Gather", {"chosen", "column"}, {"places"}, {{"axis", 1}})
            .node("Gather", {"boxes", "places"}, {"kept"}, {{"axis", 1}})
            .node("Neg", {"kept"}, {"negative"})
            .node("Concat", {"kept", "negative"}, {"both"}, {{"axis", 2}})
            .node("Reshape", {"both", "rows"}, {"y"})
            .output_without_shape("y", DataType::float32);
    std::vector<std::vector<Tensor>> runs;
    for (const std::vector<float>& scores :
         {std::vector<float>{0.9F, 0.1F, 0.8F}, {0, 0, 0}, {0.5F, 0.6F, 0.7F}, {0.9F, 0.8F, 0.1F}}) {
        std::vector<Tensor> inputs;
        inputs.push_back(tensor_of(Shape{1, 3, 4}, std::vector<float>{0, 0, 1, 1, 0, 0, 1, 0.9F, 5, 5, 6, 6}));
        inputs.push_back(tensor_of(Shape{1, 1, 3}, scores));
        runs.push_back(std::move(inputs));
    }
    expect_each(model, runs);
}

TEST(DynamicValues, SizesThatNoMachineHasAreRefused) {
    const OnnxBuilder model = OnnxBuilder()
                                  .input("x", DataType::float32, {1})
                                  .node("Cast", {"x"}, {"n"}, {{"to", 7}})
                                  .node("ConstantOfShape", {"n"}, {"y"})
                                  .output_without_shape("y", DataType::float32);
    const auto executor =
        engine::Executor::create(compile(graph_of(model, one(Shape{1}, {1})), supported_isas().back()), 1);
    ASSERT_TRUE(executor.ok());
    for (const float size : {1e12F, -1.0F, 1e30F}) {
        const auto outputs = (*executor)->run(views_of(one(Shape{1}, {size})));
        EXPECT_FALSE(outputs.ok()) << size;
    }
    const auto outputs = (*executor)->run(views_of(one(Shape{1}, {2})));
    ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
    EXPECT_THAT(floats_of((*outputs)[0]), ElementsAre(0, 0));
}

}  // namespace
}  // namespace yolozu::test
