// SPDX-License-Identifier: Apache-2.0
//
// Running models. Every model here computes what can be worked out exactly.
#include <gmock/gmock.h>

#include <array>
#include <thread>

#include "backend/onnxruntime/backend.hpp"
#include "support/files.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu {
namespace {

using test::OnnxBuilder;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;

template <class T>
TensorView view(DataType type, const Shape& shape, const std::vector<T>& values) {
    return {type, shape, values.data()};
}

std::shared_ptr<const LoadedModel> load(const OnnxBuilder& builder, int threads = 1) {
    const test::TemporaryFolder folder;
    auto model = onnxruntime_backend().load(builder.write(folder / "model.onnx"), {"cpu", threads, {}});
    if (!model) throw std::runtime_error(model.error().to_string());
    return *model;
}

std::unique_ptr<Session> start(const OnnxBuilder& builder) {
    return *load(builder)->create_session();
}

/// y = x + 1 for any number of rows of two.
OnnxBuilder increment() {
    return OnnxBuilder()
        .input("x", DataType::float32, {"rows", 2})
        .initializer("one", {1}, std::vector<float>{1})
        .node("Add", {"x", "one"}, {"y"})
        .output("y", DataType::float32, {"rows", 2});
}

TEST(OnnxRuntimeSession, AddsTwoInputsInTheModelsOrder) {
    const auto session = start(OnnxBuilder()
                                   .input("a", DataType::float32, {2, 2})
                                   .input("b", DataType::float32, {2, 2})
                                   .node("Sub", {"a", "b"}, {"difference"})
                                   .output("difference", DataType::float32, {2, 2}));
    const std::vector<float> a{1, 2, 3, 4}, b{0.5F, 4, 0, -1};
    const auto outputs =
        session->run(std::array{view(DataType::float32, {2, 2}, a), view(DataType::float32, {2, 2}, b)});
    ASSERT_TRUE(outputs) << outputs.error().to_string();
    ASSERT_EQ(outputs->size(), 1U);
    EXPECT_EQ((*outputs)[0].type, DataType::float32);
    EXPECT_EQ((*outputs)[0].shape, (Shape{2, 2}));
    EXPECT_THAT((*outputs)[0].as<float>(), ElementsAre(0.5F, -2, 3, 5));
}

TEST(OnnxRuntimeSession, TakesAnyBatchAndKeepsNothingOfTheLastOne) {
    const auto session = start(increment());
    for (const std::int64_t rows : {1, 5, 2, 64, 0, 1}) {
        const std::vector<float> x(static_cast<std::size_t>(rows) * 2, static_cast<float>(rows));
        const auto outputs = session->run(std::array{view(DataType::float32, {rows, 2}, x)});
        ASSERT_TRUE(outputs) << outputs.error().to_string();
        EXPECT_EQ((*outputs)[0].shape, (Shape{rows, 2}));
        EXPECT_THAT((*outputs)[0].as<float>(),
                    ElementsAreArray(std::vector<float>(x.size(), static_cast<float>(rows) + 1)));
    }
}

TEST(OnnxRuntimeSession, TakesHalfPrecision) {
    const auto session = start(OnnxBuilder()
                                   .input("x", DataType::float16, {3})
                                   .node("Add", {"x", "x"}, {"y"})
                                   .output("y", DataType::float16, {3}));
    std::vector<std::uint16_t> x, expected;
    for (const float value : {0.5F, -3.0F, 1000.25F}) {
        x.push_back(half_from_float(value));
        expected.push_back(half_from_float(2 * float_from_half(x.back())));
    }
    const auto outputs = session->run(std::array{view(DataType::float16, {3}, x)});
    ASSERT_TRUE(outputs) << outputs.error().to_string();
    EXPECT_EQ((*outputs)[0].type, DataType::float16);
    EXPECT_THAT((*outputs)[0].as<std::uint16_t>(), ElementsAreArray(expected));
}

class OnnxRuntimeElementType : public testing::TestWithParam<DataType> {};

TEST_P(OnnxRuntimeElementType, PassesThroughUnchanged) {
    const DataType type = GetParam();
    // A reshape is the operator that takes every type and does not vanish.
    const auto session = start(OnnxBuilder()
                                   .input("x", type, {"n", 4})
                                   .initializer("flat", {1}, std::vector<std::int64_t>{-1})
                                   .node("Reshape", {"x", "flat"}, {"y"})
                                   .output("y", type, {"m"}));
    std::vector<std::uint8_t> x(8 * element_size(type));
    for (std::size_t index = 0; index < x.size(); ++index) x[index] = index % 3 == 0;  // valid as a bool, too
    const auto outputs = session->run(std::array{view(type, {2, 4}, x)});
    ASSERT_TRUE(outputs) << outputs.error().to_string();
    EXPECT_EQ((*outputs)[0].type, type);
    EXPECT_EQ((*outputs)[0].shape, (Shape{8}));
    const std::span bytes(static_cast<const std::uint8_t*>((*outputs)[0].data), x.size());
    EXPECT_THAT(bytes, ElementsAreArray(x));
}

INSTANTIATE_TEST_SUITE_P(All, OnnxRuntimeElementType,
                         testing::Values(DataType::float32, DataType::uint8, DataType::int8, DataType::uint16,
                                         DataType::int16, DataType::int32, DataType::int64, DataType::boolean,
                                         DataType::float16, DataType::float64, DataType::uint32, DataType::uint64,
                                         DataType::bfloat16),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

TEST(OnnxRuntimeSession, GivesAllOutputsInTheModelsOrderWithTheirOwnTypes) {
    const auto session = start(OnnxBuilder()
                                   .input("x", DataType::float32, {1, 4})
                                   .initializer("k", {1}, std::vector<std::int64_t>{2})
                                   .node("TopK", {"x", "k"}, {"values", "indices"})
                                   .output("indices", DataType::int64, {1, 2})
                                   .output("values", DataType::float32, {1, 2}));
    const std::vector<float> x{3, 9, -1, 7};
    const auto outputs = session->run(std::array{view(DataType::float32, {1, 4}, x)});
    ASSERT_TRUE(outputs) << outputs.error().to_string();
    ASSERT_EQ(outputs->size(), 2U);
    EXPECT_EQ((*outputs)[0].type, DataType::int64);
    EXPECT_THAT((*outputs)[0].as<std::int64_t>(), ElementsAre(1, 3));
    EXPECT_THAT((*outputs)[1].as<float>(), ElementsAre(9, 7));
}

TEST(OnnxRuntimeSession, GivesOutputsWhoseShapeDependsOnTheData) {
    const auto session = start(OnnxBuilder()
                                   .input("x", DataType::float32, {4})
                                   .node("NonZero", {"x"}, {"y"})
                                   .output("y", DataType::int64, {1, "found"}));
    for (const std::vector<float>& x : {std::vector<float>{0, 1, 0, 2}, {0, 0, 0, 0}, {1, 1, 1, 1}}) {
        const auto outputs = session->run(std::array{view(DataType::float32, {4}, x)});
        ASSERT_TRUE(outputs) << outputs.error().to_string();
        EXPECT_EQ((*outputs)[0].shape[1], std::ranges::count_if(x, [](float value) { return value != 0; }));
    }
}

TEST(OnnxRuntimeSession, RefusesInputsThatDoNotFitAndRunsOn) {
    const auto session = start(increment());
    const std::vector<float> x{1, 2, 3};
    const auto refused = session->run(std::array{view(DataType::float32, {1, 3}, x)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().to_string(), "input 'x': it was given float32 1x3 where the model takes float32 rowsx2");
    EXPECT_FALSE(session->run({}));
    const auto outputs = session->run(std::array{view(DataType::float32, {1, 2}, x)});
    ASSERT_TRUE(outputs) << outputs.error().to_string();
    EXPECT_THAT((*outputs)[0].as<float>(), ElementsAre(2, 3));
}

TEST(OnnxRuntimeSession, RefusesATensorLargerThanMemory) {
    const auto session = start(increment());
    const std::vector<float> x{1, 2};
    const auto refused = session->run(std::array{view(DataType::float32, {std::int64_t{1} << 61, 2}, x)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::limit_exceeded);
    EXPECT_EQ(refused.error().to_string(), "a tensor of shape 2305843009213693952x2 is too large");
}

TEST(OnnxRuntimeSession, ReportsAFailureWhileRunningInTheRuntimesWords) {
    const auto session = start(OnnxBuilder()
                                   .input("x", DataType::float32, {"n"})
                                   .initializer("shape", {1}, std::vector<std::int64_t>{3})
                                   .node("Reshape", {"x", "shape"}, {"y"})
                                   .output("y", DataType::float32, {3}));
    const std::vector<float> x{1, 2};
    const auto refused = session->run(std::array{view(DataType::float32, {2}, x)});
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().to_string(), HasSubstr("ONNX Runtime says: "));
    EXPECT_THAT(refused.error().to_string(), HasSubstr("Reshape"));
}

TEST(OnnxRuntimeSession, RefusesAnOutputOfMoreDimensionsThanAShapeHolds) {
    const auto session = start(OnnxBuilder()
                                   .input("x", DataType::float32, {1})
                                   .initializer("shape", {9}, std::vector<std::int64_t>(9, 1))
                                   .node("Reshape", {"x", "shape"}, {"y"})
                                   .output("y", DataType::float32, std::vector<test::OnnxExtent>(9, 1)));
    const std::vector<float> x{1};
    const auto refused = session->run(std::array{view(DataType::float32, {1}, x)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().to_string(), "output 'y': a tensor has 9 dimensions, at most 8 are supported");
}

TEST(OnnxRuntimeSession, KeepsItsModelAlive) {
    auto model = load(increment());
    const auto session = *model->create_session();
    model.reset();
    const std::vector<float> x{1, 2};
    const auto outputs = session->run(std::array{view(DataType::float32, {1, 2}, x)});
    ASSERT_TRUE(outputs);
    EXPECT_THAT((*outputs)[0].as<float>(), ElementsAre(2, 3));
}

TEST(OnnxRuntimeSession, RunsBesideOthersOfTheSameModel) {
    const auto model = load(increment(), 2);
    std::array<int, 4> wrong{};
    std::vector<std::thread> threads;
    for (std::size_t number = 0; number < wrong.size(); ++number)
        threads.emplace_back([&, number] {
            const auto session = *model->create_session();
            for (int round = 0; round < 200; ++round) {
                const auto value = static_cast<float>(round) + 1000 * static_cast<float>(number);
                const std::vector<float> x{value, -value};
                const auto outputs = session->run(std::array{view(DataType::float32, {1, 2}, x)});
                if (!outputs || (*outputs)[0].as<float>()[0] != value + 1 || (*outputs)[0].as<float>()[1] != 1 - value)
                    ++wrong[number];
            }
        });
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(wrong, testing::Each(0));
}

}  // namespace
}  // namespace yolozu
