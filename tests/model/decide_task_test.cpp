// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "head_graphs.hpp"

namespace yolozu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

struct Output {
    const char* name;
    std::vector<OnnxExtent> shape;
};

/// A model with these outputs, made by nothing.
ModelSignature with_outputs(const std::vector<Output>& outputs, OnnxBuilder builder = OnnxBuilder()) {
    builder.input("images", DataType::float32, {1, 3, 640, 640});
    for (const Output& output : outputs) builder.output(output.name, DataType::float32, output.shape);
    return *read_signature(builder);
}

ModelSignature with(ModelSignature signature, std::string key, std::string value) {
    signature.metadata.emplace_back(std::move(key), std::move(value));
    return signature;
}

/// YOLOv8-seg at 640: 80 classes and 32 coefficients.
ModelSignature masks() {
    return with_outputs({{"output0", {1, 116, 8400}}, {"output1", {1, 32, 160, 160}}}, yolov8_masks_graph());
}

TEST(DecideTask, OfMetadata) {
    const ModelSignature rows = signature_of_shapes({1, 20, 8400});
    EXPECT_EQ(decision(with(rows, "task", "obb")), "yolov8 obb, 15 classes, letterbox rgb 255");
    const ModelSignature pose = with(signature_of_shapes({1, 56, 8400}), "kpt_shape", "[17, 3]");
    EXPECT_EQ(decision(with(pose, "task", "pose")), "yolov8 pose, 1 classes, letterbox rgb 255");
    EXPECT_EQ(decision(pose), "yolov8 pose, 1 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of_shapes({1, 1, 640, 640}), "task", "depth")),
              "depth-map depth, 0 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of_shapes({1, 19, 80, 80}), "task", "semantic")),
              "semantic-logits semantic, 19 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of_shapes({1, 10}), "task", "classify")),
              "classifier classify, 10 classes, centre-crop rgb 255");
}

TEST(DecideTask, OfMetadataThatTheOutputsDoNotFit) {
    EXPECT_THAT(decision(with(signature_of(yolov8_graph(), {1, 84, 8400}), "task", "segment")),
                AllOf(StartsWith("unsupported: output 'output0' float32 1x84x8400 fits no family of this version"),
                      HasSubstr("YOLOv8 and later: there are no mask prototypes")));
    EXPECT_THAT(decision(with(signature_of(yolov8_graph(), {1, 84, 8400}), "task", "pose")),
                HasSubstr("nothing says how many keypoints there are (--kpt-shape K,D)"));
    EXPECT_THAT(decision(with(signature_of(yolov8_graph(), {1, 84, 8400}), "task", "tracking")),
                StartsWith("unsupported: this is a model for the task 'tracking' (metadata task)"));
}

TEST(DecideTask, OfTheGraph) {
    EXPECT_EQ(decision(masks()), "yolov8 segment, 80 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of(OnnxBuilder().node("Softmax", {"images"}, {"output0"}), {1, 1000}, 224)),
              "classifier classify, 1000 classes, centre-crop rgb 255");
    EXPECT_EQ(decision(signature_of(obb_graph(), {1, 20, 8400})), "yolov8 obb, 15 classes, letterbox rgb 255");
}

TEST(DecideTask, AskedFor) {
    EXPECT_EQ(decision(signature_of_shapes({1, 20, 8400}), {.task = Task::obb}),
              "yolov8 obb, 15 classes, letterbox rgb 255");
    EXPECT_EQ(decision(signature_of_shapes({1, 56, 8400}), {.task = Task::pose, .keypoint_shape = std::pair(17, 3)}),
              "yolov8 pose, 1 classes, letterbox rgb 255");
    EXPECT_EQ(decision(with(signature_of_shapes({1, 20, 8400}), "task", "detect"), {.task = Task::obb}),
              "yolov8 obb, 15 classes, letterbox rgb 255");
    EXPECT_THAT(
        decision(signature_of(yolov8_graph(), {1, 84, 8400}), {.task = Task::segment}),
        AllOf(StartsWith("invalid_argument: --task segment: output 'output0' float32 1x84x8400 cannot be read so"),
              HasSubstr("there are no mask prototypes")));
    EXPECT_THAT(decision(masks(), {.task = Task::detect}), HasSubstr("mask prototypes lie beside the rows"));
}

TEST(DecideTask, WhatASegmenterHas) {
    const Result<ModelInfo> info = decide_model(masks());
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->mask_coefficients, 32);
    EXPECT_THAT(info->outputs, testing::ElementsAre(OutputBinding{OutputRole::detections, 0, "output0"},
                                                    OutputBinding{OutputRole::prototypes, 1, "output1"}));
}

// ---- how many keypoints there are

TEST(DecideKeypoints, WhatARowLeaves) {
    const auto shape_of = [](int channels) {
        const Result<ModelInfo> info =
            decide_model(with(with(signature_of_shapes({1, channels, 8400}), "names", "['person']"), "task", "pose"));
        return info ? std::pair(info->keypoint_count, info->keypoint_dimensions) : std::pair(0, 0);
    };
    EXPECT_EQ(shape_of(56), std::pair(17, 3));
    EXPECT_EQ(shape_of(15), std::pair(5, 2));
    EXPECT_EQ(shape_of(17), std::pair(0, 0));  // 12 is six pairs or four triples
    EXPECT_EQ(shape_of(16), std::pair(0, 0));  // 11 is neither
}

TEST(DecideKeypoints, FlagsComeFirst) {
    const ModelSignature signature =
        with(with(signature_of_shapes({1, 56, 8400}), "task", "pose"), "kpt_shape", "[16, 3]");
    const Result<ModelInfo> info = decide_model(signature, {.keypoint_shape = std::pair(17, 3)});
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->keypoint_count, 17);
    EXPECT_EQ(info->class_count, 1);
}

TEST(DecideKeypoints, AbsurdShapes) {
    const ModelSignature rows = with(signature_of_shapes({1, 56, 8400}), "task", "pose");
    for (const char* const shape :
         {"[1000000, 3]", "[-17, 3]", "[17, 1000000]", "[17]", "17", "[[17], 3]", "[17, 4]"}) {
        const Result<ModelInfo> info = decide_model(with(rows, "kpt_shape", shape));
        EXPECT_FALSE(info.ok()) << shape;
    }
    EXPECT_THAT(decision(rows, {.keypoint_shape = std::pair(2'000'000'000, 3)}),
                StartsWith("invalid_argument: --kpt-shape"));
    EXPECT_THAT(decision(rows, {.keypoint_shape = std::pair(9'999, 3)}),
                HasSubstr("56 numbers, less 30001, leave no sensible number of classes"));
}

TEST(DecideTask, PoseWithoutMetadataIsNotTakenForManyClasses) {
    OnnxBuilder pose = yolov8_graph();
    pose.node("Conv", {"images", "w"}, {"keypoints"}).node("Concat", {"output0", "keypoints"}, {"output1"});
    EXPECT_THAT(decision(with_outputs({{"output1", {1, 56, 8400}}}, pose)), StartsWith("ambiguous: "));
}

TEST(DecideOutput, TheDecodedOneAmongRawMaps) {
    OnnxBuilder builder = yolov5_graph();
    const ModelSignature signature = with_outputs(
        {{"map0", {1, 3, 80, 80, 85}}, {"output0", {1, 25200, 85}}, {"map1", {1, 3, 40, 40, 85}}}, builder);
    const Result<ModelInfo> info = decide_model(signature);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->outputs.front().index, 1U);
    EXPECT_EQ(info->outputs.front().name, "output0");
}

TEST(DecideOutput, TheMainBranchOfYolov9) {
    OnnxBuilder builder = yolov8_graph();
    builder.node("Concat", {"boxes", "scores"}, {"output1"});
    const ModelSignature signature = with_outputs({{"output0", {1, 84, 8400}}, {"output1", {1, 84, 8400}}}, builder);
    const Result<ModelInfo> info = decide_model(signature);
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->outputs.front().index, 1U);
    EXPECT_EQ(info->head, Head::yolov8);
}

TEST(DecideOutputErrors, TwoHeadsOfDifferentShapesAreNotYolov9) {
    OnnxBuilder builder = yolov8_graph();
    builder.node("Concat", {"boxes", "scores"}, {"output1"});
    EXPECT_THAT(
        decision(with_outputs({{"output0", {1, 84, 8400}}, {"output1", {1, 84, 2100}}}, builder)),
        StartsWith("unsupported: outputs 'output0' float32 1x84x8400, 'output1' float32 1x84x2100 fit no family"));
}

TEST(DecideOutputErrors, NamesOfKnownOutputsInOtherForms) {
    const auto refusal = [](const char* first, const char* second) {
        return decision(with_outputs({{first, {1, 300, 4}}, {second, {1, 300}}}));
    };
    EXPECT_EQ(refusal("boxes", "labels"),
              "unsupported: outputs 'boxes' float32 1x300x4, 'labels' float32 1x300 fit no family of this version");
    for (const auto& [first, second] : {std::pair("log_z", "rot6d"), std::pair("num_dets", "det_boxes"),
                                        std::pair("logits", "pred_boxes"), std::pair("dets", "labels")})
        EXPECT_THAT(refusal(first, second), StartsWith("unsupported: "));
}

TEST(DecideOutputErrors, NoOutputAndTooMany) {
    EXPECT_EQ(decision(with_outputs({})), "unsupported: the model has no output");
    EXPECT_THAT(decision(with_outputs(std::vector<Output>(1'000, {"y", {1, 84, 8400}}))),
                StartsWith("unsupported: the model has 1000 outputs, more than any family: 'y' float32 1x84x8400"));
    EXPECT_THAT(decision(with_outputs({{"map", {1, 85, 22, 22}}})), StartsWith("ambiguous: "));
}

}  // namespace
}  // namespace yolozu::test
