// SPDX-License-Identifier: Apache-2.0
#include "backend/check_inputs.hpp"

#include <gmock/gmock.h>

#include <array>

namespace yolozu {
namespace {

const float some_data = 0;

TensorView floats(const Shape& shape) {
    return {DataType::float32, shape, &some_data};
}

/// One input: float32 batchx3x?
std::vector<TensorSignature> signature() {
    return {{"images", DataType::float32, std::vector<Dimension>{{std::nullopt, "batch"}, {3, ""}, {}}}};
}

std::string refusal(std::span<const TensorSignature> expected, std::initializer_list<TensorView> inputs) {
    const Status status = check_inputs(expected, std::span(inputs.begin(), inputs.size()));
    if (status) return "accepted";
    EXPECT_EQ(status.error().code(), ErrorCode::invalid_argument);
    return status.error().to_string();
}

TEST(CheckInputs, TakesAnyExtentWhereTheModelLeavesItOpen) {
    EXPECT_EQ(refusal(signature(), {floats({1, 3, 7})}), "accepted");
    EXPECT_EQ(refusal(signature(), {floats({16, 3, 640})}), "accepted");
}

TEST(CheckInputs, TakesAnyRankWhereTheModelDeclaresNoShape) {
    std::vector<TensorSignature> open = signature();
    open[0].shape.reset();
    EXPECT_EQ(refusal(open, {floats({})}), "accepted");
    EXPECT_EQ(refusal(open, {floats({2, 2})}), "accepted");
}

TEST(CheckInputs, RefusesAnotherNumberOfTensors) {
    EXPECT_EQ(refusal(signature(), {}), "the model has 1 input(s), 0 tensor(s) were given");
    EXPECT_EQ(refusal(signature(), {floats({1, 3, 7}), floats({1})}),
              "the model has 1 input(s), 2 tensor(s) were given");
}

TEST(CheckInputs, RefusesAnotherType) {
    EXPECT_EQ(refusal(signature(), {{DataType::float16, {1, 3, 7}, &some_data}}),
              "input 'images': it was given float16 1x3x7 where the model takes float32 batchx3x?");
}

TEST(CheckInputs, RefusesAnotherRank) {
    EXPECT_EQ(refusal(signature(), {floats({1, 3})}),
              "input 'images': it was given float32 1x3 where the model takes float32 batchx3x?");
}

TEST(CheckInputs, RefusesAnotherExtent) {
    EXPECT_EQ(refusal(signature(), {floats({1, 4, 7})}),
              "input 'images': it was given float32 1x4x7 where the model takes float32 batchx3x?");
}

TEST(CheckInputs, RefusesATensorWithoutData) {
    EXPECT_EQ(refusal(signature(), {{DataType::float32, {1, 3, 7}, nullptr}}),
              "input 'images': it was given a tensor without data");
    EXPECT_EQ(refusal(signature(), {{DataType::float32, {0, 3, 7}, nullptr}}), "accepted");
}

}  // namespace
}  // namespace yolozu
