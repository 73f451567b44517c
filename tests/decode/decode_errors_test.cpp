// SPDX-License-Identifier: Apache-2.0
//
// Every message of the decoder.
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "decode/head_cases.hpp"

namespace yolozu::test {
namespace {

std::string create_error(const ModelInfo& model, const DecodeOptions& options = {}) {
    const Result<HeadDecoder> decoder = HeadDecoder::create(model, options);
    return decoder ? "no error" : decoder.error().to_string();
}

std::string option_error(const DecodeOptions& options) {
    return create_error(model_with(Head::yolov8, 80), options);
}

// The error for an output of a type and shape whose elements are never looked at.
std::string decode_error(const ModelInfo& model, DataType type, const Shape& shape, std::int64_t slot = 0) {
    Result<HeadDecoder> decoder = HeadDecoder::create(model, {});
    if (!decoder) return "create: " + decoder.error().to_string();
    const TensorView output{type, shape, nullptr};
    std::vector<Detection> detections{Detection{}};
    const Status status = decoder->decode({&output, 1}, slot, detections);
    EXPECT_TRUE(detections.empty());
    return status ? "no error" : status.error().to_string();
}

TEST(DecodeErrors, ScoreThreshold) {
    EXPECT_EQ(option_error({.score_threshold = 1.5}), "the score threshold is 1.5, expected 0 to 1");
    EXPECT_EQ(option_error({.score_threshold = -0.1}), "the score threshold is -0.1, expected 0 to 1");
    EXPECT_EQ(option_error({.score_threshold = std::numeric_limits<double>::quiet_NaN()}),
              "the score threshold is nan, expected 0 to 1");
}

TEST(DecodeErrors, IouThreshold) {
    EXPECT_EQ(option_error({.iou_threshold = 70}), "the IoU threshold is 70, expected 0 to 1");
}

TEST(DecodeErrors, MaxDetections) {
    EXPECT_EQ(option_error({.max_detections = -1}), "at most -1 detections are asked for, expected 0 or more");
}

TEST(DecodeErrors, NegativeClassToKeep) {
    EXPECT_EQ(option_error({.keep_classes = {3, -2}}), "class -2 cannot be kept: class ids begin at 0");
}

TEST(DecodeErrors, UnknownClassToKeep) {
    EXPECT_EQ(option_error({.keep_classes = {80}}), "class 80 cannot be kept: the model's class ids end at 79");
}

TEST(DecodeErrors, UnknownClassesToDropAndWithThresholds) {
    EXPECT_EQ(option_error({.drop_classes = {80}}), "class 80 cannot be dropped: the model's class ids end at 79");
    EXPECT_EQ(option_error({.drop_classes = {-1}}), "class -1 cannot be dropped: class ids begin at 0");
    EXPECT_EQ(option_error({.class_thresholds = {{80, 0.5}}}),
              "class 80 cannot have a threshold: the model's class ids end at 79");
    EXPECT_EQ(option_error({.class_thresholds = {{7, 1.5}}}), "the score threshold of class 7 is 1.5, expected 0 to 1");
    EXPECT_EQ(option_error({.class_thresholds = {{7, std::numeric_limits<double>::quiet_NaN()}}}),
              "the score threshold of class 7 is nan, expected 0 to 1");
}

TEST(DecodeErrors, ClassIdsOfColumns) {
    ModelInfo model = small_model(Head::detr, 2);
    model.class_ids = {0, -2};
    EXPECT_EQ(create_error(model), "a column has the class id -2, expected -1 (no class) to 999999");
    model.class_ids = {0, 1'000'000};
    EXPECT_EQ(create_error(model), "a column has the class id 1000000, expected -1 (no class) to 999999");
    model.class_ids = {4, 9};
    EXPECT_EQ(create_error(model, {.keep_classes = {10}}), "class 10 cannot be kept: the model's class ids end at 9");
}

TEST(DecodeErrors, NumbersOfTheDecision) {
    ModelInfo model = model_with(Head::yolov8, 80);
    model.mask_coefficients = -1;
    EXPECT_EQ(create_error(model), "the model has -1 mask coefficients, expected 0 to 1000000");
    model = model_with(Head::yolov8, 80);
    model.keypoint_count = 1'000'001;
    EXPECT_EQ(create_error(model), "the model has 1000001 keypoints, expected 0 to 1000000");
    model.keypoint_count = 17;
    model.keypoint_dimensions = 4;
    EXPECT_EQ(create_error(model), "the model has 4 numbers for each keypoint, expected 2 to 3");
    model = small_model(Head::yolov7_maps);
    model.strides = {8, 0, 32};
    EXPECT_EQ(create_error(model), "a stride is 0, expected 1 or more");
    model.strides.assign(9, 8);
    EXPECT_EQ(create_error(model), "the model has 9 strides, expected 0 to 8");
    model = small_model(Head::yolov7_maps);
    model.anchors[1][0] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(create_error(model), "an anchor is infx28, expected finite numbers");
    model = small_model(Head::yolov7_maps);
    model.input_width = 2'000'000'000;
    EXPECT_EQ(create_error(model), "the input is 2000000000x64, at most 1000000 pixels a side are supported");
}

TEST(DecodeErrors, MapsWithoutStridesOrAnchors) {
    ModelInfo model = small_model(Head::yolov7_maps);
    model.strides.clear();
    EXPECT_EQ(create_error(model), "the yolov7-maps head needs the strides of its maps, but the decision has none");
    model = small_model(Head::yolov3_maps);
    model.anchors.pop_back();
    EXPECT_EQ(create_error(model),
              "the yolov3-maps head needs three anchors for each of 3 strides, but there are 8: give the anchors");
}

TEST(DecodeErrors, ScoresThatAreNotFinal) {
    ModelInfo model = model_with(Head::yolov5, 80);
    model.activation = Activation::sigmoid;
    EXPECT_EQ(create_error(model), "the yolov5 head reads final scores, but the model's are to go through a sigmoid");
    model.head = Head::yolov8;
    EXPECT_EQ(create_error(model), "the yolov8 head reads final scores, but the model's are to go through a sigmoid");
}

TEST(DecodeErrors, UnboundOutput) {
    ModelInfo model = small_model(Head::rtdetr);
    model.outputs.pop_back();
    EXPECT_EQ(create_error(model), "the rtdetr head needs 1 output(s) for scores, but the decision binds 0");
    model = small_model(Head::yolov7_maps);
    model.outputs.pop_back();
    EXPECT_EQ(create_error(model), "the yolov7-maps head needs 3 output(s) for level, but the decision binds 2");
}

// The error for outputs whose elements are never looked at.
std::string decode_errors(const ModelInfo& model, const std::vector<std::pair<DataType, Shape>>& outputs,
                          std::int64_t slot = 0) {
    Result<HeadDecoder> decoder = HeadDecoder::create(model, {});
    if (!decoder) return "create: " + decoder.error().to_string();
    static constexpr std::array<float, 1024> memory{};
    std::vector<TensorView> views;
    for (const auto& [type, shape] : outputs) views.push_back({type, shape, memory.data()});
    std::vector<Detection> detections{Detection{}};
    const Status status = decoder->decode(views, slot, detections);
    EXPECT_TRUE(detections.empty());
    return status ? "no error" : status.error().to_string();
}

TEST(DecodeErrors, OutputsThatDisagree) {
    const auto real = DataType::float32;
    EXPECT_EQ(
        decode_errors(small_model(Head::rtdetr), {{DataType::int64, {1, 300}}, {real, {1, 299, 4}}, {real, {1, 300}}}),
        "output 'output1' (float32 1x299x4) has 299 rows, but output 'output0' (int64 1x300) has 300");
    EXPECT_EQ(decode_errors(small_model(Head::boxes_scores), {{real, {1, 300, 4}}, {real, {1, 200, 5}}}),
              "output 'output1' (float32 1x200x5) has 200 anchors, but output 'output0' (float32 1x300x4) has 300");
}

TEST(DecodeErrors, TypesOfSeveralOutputs) {
    const auto real = DataType::float32;
    EXPECT_EQ(
        decode_errors(small_model(Head::rtdetr), {{DataType::uint8, {1, 300}}, {real, {1, 300, 4}}, {real, {1, 300}}}),
        "output 'output0' (uint8 1x300): expected int32, int64, float32 or float16");
    EXPECT_EQ(decode_errors(small_model(Head::mmdeploy), {{DataType::int64, {1, 9, 5}}, {DataType::int64, {1, 9}}}),
              "output 'output0' (int64 1x9x5): expected float32 or float16");
}

TEST(DecodeErrors, BatchSlotOfAnyOutput) {
    const auto real = DataType::float32;
    EXPECT_EQ(decode_errors(small_model(Head::mmdeploy), {{real, {2, 9, 5}}, {DataType::int64, {1, 9}}}, 1),
              "output 'output1' (int64 1x9): there is no batch slot 1, expected 0 to 0");
    EXPECT_EQ(decode_errors(small_model(Head::nms_rows_class_score), {{real, {0, 7}}}, -1),
              "there is no batch slot -1, expected 0 or more");
}

TEST(DecodeErrors, ShapesOfMaps) {
    const auto real = DataType::float32;
    EXPECT_EQ(decode_errors(small_model(Head::yolov7_maps),
                            {{real, {1, 3, 8, 12, 10}}, {real, {1, 3, 2, 3, 10}}, {real, {1, 3, 4, 6, 10}}}),
              "output 'output1' (float32 1x3x2x3x10): the yolov7-maps head at input 96x64 needs [batch, 3, 4, 6, "
              "5 + 5 classes]: check the head, the class names and the input size");
    EXPECT_EQ(
        decode_errors(small_model(Head::detr), {{real, {1, 300, 7}}, {real, {1, 300, 4}}}),
        "output 'output0' (float32 1x300x7): the detr head at input 96x64 needs [batch, queries, 5 classes]: check "
        "the head, the class names and the input size");
}

TEST(DecodeErrors, TooManyBoxes) {
    const auto real = DataType::float32;
    ModelInfo model = small_model(Head::detr, 0);
    EXPECT_EQ(decode_errors(model, {{real, {1, 2'000'000'000, 100}}, {real, {1, 2'000'000'000, 4}}}),
              "output 'output0' (float32 1x2000000000x100): at most 2147483647 boxes are supported");
    EXPECT_EQ(decode_errors(model, {{real, {1, 2'000'000'000, 2'000'000'000}}, {real, {1, 2'000'000'000, 4}}}),
              "output 'output0' (float32 1x2000000000x2000000000): too many elements");
}

TEST(DecodeErrors, Task) {
    ModelInfo model = model_with(Head::yolov8, 80);
    model.task = Task::classify;
    EXPECT_EQ(create_error(model), "the model's task is classify, which has no boxes to decode");
}

TEST(DecodeErrors, TooManyClasses) {
    EXPECT_EQ(create_error(model_with(Head::yolov8, 1'000'001)),
              "the model has 1000001 classes, expected 0 to 1000000");
    EXPECT_EQ(create_error(model_with(Head::yolov8, -1)), "the model has -1 classes, expected 0 to 1000000");
}

TEST(DecodeErrors, HeadWithoutBoxes) {
    EXPECT_EQ(create_error(model_with(Head::depth_map, 80)), "the depth-map head has no boxes to decode");
}

TEST(DecodeErrors, UnknownClassCount) {
    for (const Head head : {Head::yolov8, Head::yolov5, Head::yolox})
        EXPECT_EQ(create_error(model_with(head, 0)),
                  "the model's class count is unknown, but its head has a score for each class: give the class names");
}

TEST(DecodeErrors, ObjectnessAloneWithSeveralClasses) {
    ModelInfo model = model_with(Head::yolov5, 2);
    model.objectness = false;
    EXPECT_EQ(create_error(model),
              "objectness alone is the score of models of one class only, but this one has 2 classes");
}

TEST(DecodeErrors, YoloxWithoutInputSize) {
    ModelInfo model = model_with(Head::yolox, 2);
    model.input_width = 0;
    EXPECT_EQ(create_error(model), "the yolox head needs the input size for its boxes, but it is 0x640");
}

TEST(DecodeErrors, MissingOutput) {
    ModelInfo model = model_with(Head::yolov8, 80);
    model.outputs.front().index = 1;
    EXPECT_EQ(decode_error(model, DataType::float32, {1, 84, 8400}),
              "output 'output0' is at index 1 of the model's outputs, but this run gave 1");
}

TEST(DecodeErrors, Type) {
    EXPECT_EQ(decode_error(model_with(Head::yolov8, 80), DataType::int64, {1, 84, 8400}),
              "output 'output0' (int64 1x84x8400): expected float32 or float16");
}

TEST(DecodeErrors, Rank) {
    EXPECT_EQ(decode_error(model_with(Head::yolov8, 80), DataType::float32, {84, 8400}),
              "output 'output0' (float32 84x8400): the yolov8 head at input 640x640 needs "
              "[batch, 4 + 80 classes, anchors]: check the head, the class names and the input size");
}

TEST(DecodeErrors, FeaturesOfYolov8) {
    EXPECT_EQ(decode_error(model_with(Head::yolov8, 80), DataType::float16, {1, 85, 8400}),
              "output 'output0' (float16 1x85x8400): the yolov8 head at input 640x640 needs "
              "[batch, 4 + 80 classes, anchors]: check the head, the class names and the input size");
}

TEST(DecodeErrors, FeaturesOfYolov5) {
    EXPECT_EQ(decode_error(model_with(Head::yolov5, 80), DataType::float32, {1, 25200, 84}),
              "output 'output0' (float32 1x25200x84): the yolov5 head at input 640x640 needs "
              "[batch, anchors, 5 + 80 classes]: check the head, the class names and the input size");
}

TEST(DecodeErrors, FeaturesOfEndToEnd) {
    EXPECT_EQ(decode_error(model_with(Head::end_to_end, 0), DataType::float32, {1, 300, 7}),
              "output 'output0' (float32 1x300x7): the end2end head at input 640x640 needs "
              "[batch, anchors, 6]: check the head, the class names and the input size");
}

TEST(DecodeErrors, AnchorsOfYolox) {
    EXPECT_EQ(decode_error(model_with(Head::yolox, 80), DataType::float32, {1, 3549, 85}),
              "output 'output0' (float32 1x3549x85): the yolox head at input 640x640 needs "
              "[batch, 8400, 5 + 80 classes]: check the head, the class names and the input size");
}

TEST(DecodeErrors, BatchSlot) {
    for (const std::int64_t slot : {-1, 2})
        EXPECT_EQ(decode_error(model_with(Head::yolov8, 80), DataType::float32, {2, 84, 8400}, slot),
                  "output 'output0' (float32 2x84x8400): there is no batch slot " + std::to_string(slot) +
                      ", expected 0 to 1");
}

TEST(DecodeErrors, EmptyBatch) {
    EXPECT_EQ(decode_error(model_with(Head::yolov8, 80), DataType::float32, {0, 84, 8400}),
              "output 'output0' (float32 0x84x8400): the batch is empty");
}

TEST(DecodeErrors, TooManyAnchors) {
    EXPECT_EQ(decode_error(model_with(Head::yolov8, 1), DataType::float32, {1, 5, 3'000'000'000}),
              "output 'output0' (float32 1x5x3000000000): at most 2147483647 anchors are supported");
}

}  // namespace
}  // namespace yolozu::test
