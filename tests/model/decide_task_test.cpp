// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "head_graphs.hpp"

namespace yolozu::test {
namespace {

using testing::AllOf;
using testing::EndsWith;
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

TEST(DecideTask, OfMetadata) {
    for (const char* const task : {"segment", "pose", "obb", "classify", "depth"}) {
        ModelSignature signature = signature_of_shapes({1, 84, 8400});
        signature.metadata.emplace_back("task", task);
        EXPECT_EQ(decision(signature), std::string("unsupported: this is a model for the task '") + task +
                                           "' (metadata task='" + task +
                                           "'); this version decodes detection models only");
    }
}

TEST(DecideTask, OfTheSignature) {
    ModelSignature pose = signature_of_shapes({1, 56, 8400});
    pose.metadata.emplace_back("kpt_shape", "[17, 3]");
    EXPECT_THAT(decision(pose), HasSubstr("for the task 'pose' (metadata kpt_shape=[17, 3])"));
    EXPECT_THAT(decision(with_outputs({{"output0", {1, 116, 8400}}, {"output1", {1, 32, 160, 160}}})),
                HasSubstr("for the task 'segment' (the second output is a map of mask prototypes: 'output0' float32 "
                          "1x116x8400, 'output1' float32 1x32x160x160)"));
    EXPECT_THAT(decision(signature_of(OnnxBuilder().node("Softmax", {"images"}, {"output0"}), {1, 1000})),
                HasSubstr("for the task 'classify' (the only output is float32 1x1000 and made by Softmax)"));
    EXPECT_THAT(decision(signature_of(obb_graph(), {1, 20, 8400})),
                HasSubstr("for the task 'obb' (the graph turns boxes by an angle (Cos and Sin before the output))"));
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
    EXPECT_THAT(decision(with_outputs({{"output0", {1, 84, 8400}}, {"output1", {1, 84, 2100}}}, builder)),
                StartsWith("unsupported: the model has 2 outputs"));
}

TEST(DecideOutputErrors, OutputsOfOtherFamiliesAreListedAndNamed) {
    const auto refusal = [](const char* first, const char* second) {
        return decision(with_outputs({{first, {1, 300, 4}}, {second, {1, 300}}}));
    };
    EXPECT_EQ(
        refusal("boxes", "labels"),
        "unsupported: the model has 2 outputs, of which none alone holds the detections: 'boxes' float32 1x300x4, "
        "'labels' float32 1x300 (this looks like an RT-DETR, D-FINE or DEIM export)");
    EXPECT_THAT(refusal("log_z", "rot6d"), EndsWith("(this looks like YOLOZU's 6-DoF pose model)"));
    EXPECT_THAT(refusal("num_dets", "det_boxes"), HasSubstr("EfficientNMS"));
    EXPECT_THAT(refusal("num_predictions", "x"), HasSubstr("YOLO-NAS"));
    EXPECT_THAT(refusal("logits", "pred_boxes"), HasSubstr("HF Transformers"));
    EXPECT_THAT(refusal("dets", "x"), HasSubstr("RF-DETR or mmdeploy"));
}

TEST(DecideOutputErrors, BoxesAndScoresApart) {
    EXPECT_THAT(decision(with_outputs({{"boxes", {1, 8400, 4}}, {"scores", {1, 8400, 80}}})),
                AllOf(StartsWith("unsupported: the model has 2 outputs"), HasSubstr("'scores' float32 1x8400x80")));
}

TEST(DecideOutputErrors, NoOutputAndRawMaps) {
    EXPECT_EQ(decision(with_outputs({})), "unsupported: the model has no output");
    EXPECT_EQ(
        decision(with_outputs({{"map", {1, 85, 22, 22}}})),
        "unsupported: the model has an output that no known head has, expected three dimensions [batch, ., .]: 'map' "
        "float32 1x85x22x22");
}

}  // namespace
}  // namespace yolozu::test
