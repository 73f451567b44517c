// SPDX-License-Identifier: Apache-2.0
//
// Real models of every kind that this backend has to take.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "backend/onnxruntime/backend.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

struct Case {
    const char* model;
    Shape input;
    DataType input_type;
    Shape output;
    DataType output_type = DataType::float32;
};

std::vector<float> values_of(const TensorView& tensor) {
    if (tensor.type == DataType::float32) return {tensor.as<float>().begin(), tensor.as<float>().end()};
    std::vector<float> values;
    for (const std::uint16_t half : tensor.as<std::uint16_t>()) values.push_back(float_from_half(half));
    return values;
}

class OnnxRuntimeSharedModel : public testing::TestWithParam<Case> {};

TEST_P(OnnxRuntimeSharedModel, RunsTwiceWithTheSameFiniteResult) {
    YOLOZU_REQUIRE_SHARED();
    const auto model = onnxruntime_backend().load(test::shared("models") / GetParam().model, {"cpu", 1, {}});
    ASSERT_TRUE(model) << model.error().to_string();
    const Result<std::unique_ptr<Session>> session = (*model)->create_session();
    ASSERT_TRUE(session) << session.error().to_string();
    const Result<Tensor> black = Tensor::allocate(GetParam().input_type, GetParam().input);
    ASSERT_TRUE(black) << black.error().to_string();
    const TensorView input = black->view();

    std::vector<float> first;
    for (int round = 0; round < 2; ++round) {
        const auto outputs = (*session)->run({&input, 1});
        ASSERT_TRUE(outputs) << outputs.error().to_string();
        const TensorView& output = outputs->front();
        EXPECT_EQ(output.shape, GetParam().output) << output.shape.to_string();
        ASSERT_EQ(output.type, GetParam().output_type);
        EXPECT_THAT(values_of(output), testing::Each(testing::Truly([](float value) { return std::isfinite(value); })));
        if (round == 0)
            first = values_of(output);
        else
            EXPECT_EQ(values_of(output), first);
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, OnnxRuntimeSharedModel,
    testing::Values(Case{"yolov8n-coco.onnx", {1, 3, 640, 640}, DataType::float32, {1, 84, 8400}},
                    Case{"yolov8n-coco-int8.onnx", {1, 3, 640, 640}, DataType::float32, {1, 84, 8400}},
                    Case{"yolov8-tiny-dynamic.onnx", {1, 3, 320, 320}, DataType::float32, {1, 16, 2100}},
                    Case{"yolov8-tiny-dynamic.onnx", {3, 3, 64, 96}, DataType::float32, {3, 16, 126}},
                    Case{
                        "yolov8-tiny-fp16.onnx", {1, 3, 320, 320}, DataType::float16, {1, 16, 2100}, DataType::float16},
                    Case{"yolov8-tiny-nms.onnx", {1, 3, 320, 320}, DataType::float32, {1, 300, 6}},
                    Case{"yolov10-tiny.onnx", {1, 3, 320, 320}, DataType::float32, {1, 300, 6}},
                    Case{"yolox-nano-coco.onnx", {1, 3, 416, 416}, DataType::float32, {1, 3549, 85}},
                    Case{"yolov8n-seg-coco-int8.onnx", {1, 3, 320, 320}, DataType::float32, {1, 116, 2100}}),
    [](const auto& tested) {
        std::string name = std::string(tested.param.model) + "_" + tested.param.input.to_string();
        std::ranges::replace_if(
            name, [](char letter) { return std::isalnum(letter) == 0; }, '_');
        return name;
    });

}  // namespace
}  // namespace yolozu
