// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "head_graphs.hpp"

namespace yolozu::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// A YOLOv8 export with this input.
ModelSignature with_input(DataType type, const std::vector<OnnxExtent>& shape) {
    const Result<ModelSignature> signature = read_signature(yolov8_graph()
                                                                .metadata("names", "['a', 'b']")
                                                                .input("images", type, shape)
                                                                .output("output0", type, {"batch", 6, "anchors"}));
    EXPECT_TRUE(signature.ok());
    return *signature;
}

ModelSignature open_size(std::string imgsz, std::string stride = "") {
    ModelSignature signature = with_input(DataType::float32, {"batch", 3, "height", "width"});
    if (!imgsz.empty()) signature.metadata.emplace_back("imgsz", std::move(imgsz));
    if (!stride.empty()) signature.metadata.emplace_back("stride", std::move(stride));
    return signature;
}

/// Float inputs of these names and shapes, and an output.
ModelSignature signature_of_inputs(const std::vector<std::pair<const char*, std::vector<OnnxExtent>>>& inputs) {
    OnnxBuilder builder;
    for (const auto& [name, shape] : inputs) builder.input(name, DataType::float32, shape);
    return *read_signature(builder.output("output0", DataType::float32, {1, 84, 8400}));
}

/// "320x640 stride 32" (width x height), or the error.
std::string size_of(const ModelSignature& signature, const ModelOverrides& overrides = {}) {
    const Result<ModelInfo> info = decide_model(signature, overrides);
    if (!info) return std::string(to_string(info.error().code())) + ": " + info.error().to_string();
    return std::to_string(info->input_width) + "x" + std::to_string(info->input_height) + " stride " +
           std::to_string(info->stride);
}

TEST(DecideInput, FixedSizes) {
    const Result<ModelInfo> info = decide_model(with_input(DataType::float16, {4, 3, 480, 640}));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_EQ(info->input_name, "images");
    EXPECT_EQ(info->input_type, DataType::float16);
    EXPECT_EQ(info->batch, 4);
    EXPECT_FALSE(info->dynamic_batch);
    EXPECT_EQ(info->input_width, 640);
    EXPECT_EQ(info->input_height, 480);
    EXPECT_FALSE(info->dynamic_size);
}

TEST(DecideInput, OpenSizesFollowMetadataWhichGiveHeightFirst) {
    const Result<ModelInfo> info = decide_model(open_size("[480, 640]"));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_TRUE(info->dynamic_batch);
    EXPECT_EQ(info->batch, 1);
    EXPECT_TRUE(info->dynamic_size);
    EXPECT_EQ(info->input_width, 640);
    EXPECT_EQ(info->input_height, 480);
    EXPECT_EQ(size_of(open_size("320")), "320x320 stride 32");
    EXPECT_EQ(size_of(open_size("(320,)")), "320x320 stride 32");
}

TEST(DecideInput, OpenSizesWithoutMetadataAreTheDefaultAndSaySo) {
    const Result<ModelInfo> info = decide_model(open_size(""));
    ASSERT_TRUE(info.ok());
    EXPECT_EQ(info->input_width, 640);
    bool said = false;
    for (const Evidence& evidence : info->evidence)
        said = said || evidence.finding == "nothing says a size: the usual default";
    EXPECT_TRUE(said);
}

TEST(DecideInput, UnreadableMetadataAreLeftOutAndSaySo) {
    const Result<ModelInfo> info = decide_model(open_size("640 by 480"));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_THAT(info->evidence.at(0).finding, StartsWith("metadata imgsz cannot be read (at character"));
    const Result<ModelInfo> negative = decide_model(open_size("[-1, 640]"));
    ASSERT_TRUE(negative.ok());
    EXPECT_EQ(negative->evidence.at(0).finding, "metadata imgsz is not what was expected there");
}

TEST(DecideInput, StridesAsNumbersAndLists) {
    EXPECT_EQ(size_of(open_size("640", "64")), "640x640 stride 64");
    EXPECT_EQ(size_of(open_size("640", "[8.0, 16.0, 32.0]")), "640x640 stride 32");
}

TEST(DecideInput, TheSizeAskedFor) {
    EXPECT_EQ(size_of(open_size("320"), {.input_size = std::pair(640, 384)}), "640x384 stride 32");
    const ModelSignature fixed = with_input(DataType::float32, {1, 3, 480, 640});
    EXPECT_EQ(size_of(fixed, {.input_size = std::pair(640, 480)}), "640x480 stride 32");
}

// Ultralytics' check_imgsz: 500 is 15.6 times 32, so 512.
TEST(DecideInput, OpenSidesAreRoundedUpToTheStride) {
    EXPECT_EQ(size_of(open_size(""), {.input_size = std::pair(640, 500)}), "640x512 stride 32");
    EXPECT_EQ(size_of(open_size("640", "64"), {.input_size = std::pair(65, 1)}), "128x64 stride 64");
    EXPECT_EQ(size_of(open_size("[500, 640]")), "640x512 stride 32");
    const auto info = decide_model(open_size(""), {.input_size = std::pair(640, 500)});
    ASSERT_TRUE(info);
    EXPECT_THAT(info->evidence, testing::Contains(testing::Field(
                                    &Evidence::finding, "--imgsz 640x500, rounded up to multiples of the stride 32")));
}

TEST(DecideInput, OneOpenSide) {
    EXPECT_EQ(size_of(with_input(DataType::float32, {1, 3, 480, "width"})), "640x480 stride 32");
}

TEST(DecideInputErrors, SizesThatDoNotFit) {
    const ModelSignature fixed = with_input(DataType::float32, {1, 3, 480, 640});
    EXPECT_EQ(
        size_of(fixed, {.input_size = std::pair(320, 320)}),
        "invalid_argument: --imgsz 320x320: the model's input is fixed at 640x480 (width x height); leave the flag "
        "out or export the model with a dynamic size");
    EXPECT_EQ(size_of(open_size(""), {.input_size = std::pair(0, 640)}),
              "invalid_argument: --imgsz 0x640: sides are between 1 and 65536 pixels");
    EXPECT_THAT(size_of(open_size("640", "60000"), {.input_size = std::pair(60'001, 640)}),
                HasSubstr("limit_exceeded: size 60001x640 (width x height) is 120000x60000"));
}

TEST(DecideInputErrors, TypesAndShapesThatAreNotFed) {
    EXPECT_EQ(size_of(with_input(DataType::int8, {1, 3, 640, 640})),
              "unsupported: input 'images' is int8 1x3x640x640; float32, float16 and uint8 pictures can be fed");
    EXPECT_EQ(size_of(with_input(DataType::float32, {1, 1, 640, 640})),
              "unsupported: input 'images' is float32 1x1x640x640; expected 3 channels in the second dimension "
              "or the last");
    EXPECT_EQ(size_of(with_input(DataType::float32, {1, 3, 640})),
              "unsupported: input 'images' is float32 1x3x640; expected a picture [batch, 3, height, width]");
    EXPECT_EQ(size_of(with_input(DataType::float32, {1, 3, 640, 70'000})),
              "unsupported: input 'images' is float32 1x3x640x70000; its size is over the limit");
    ModelSignature grey = open_size("");
    grey.metadata.emplace_back("channels", "1");
    EXPECT_EQ(size_of(grey), "unsupported: metadata channels is 1; this version feeds 3 channels");
}

/// A model with this input beside the picture and the outputs of a YOLOv8.
ModelSignature with_extra(const char* name, const std::vector<OnnxExtent>& shape) {
    return *read_signature(yolov8_graph()
                               .input("images", DataType::float32, {1, 3, 640, 640})
                               .input(name, DataType::int64, shape)
                               .output("output0", DataType::float32, {1, 84, 8400}));
}

TEST(DecideInputErrors, InputsThatNobodyKnows) {
    EXPECT_THAT(
        size_of(with_extra("threshold", {1})),
        AllOf(StartsWith("unsupported: the model has 2 inputs: 'images' float32 1x3x640x640, 'threshold' int64 1"),
              HasSubstr("beside it only orig_target_sizes, image_shape, im_shape and scale_factor")));
    // A known name in another form.
    EXPECT_THAT(size_of(with_extra("orig_target_sizes", {1, 4})), StartsWith("unsupported: the model has 2 inputs"));
    EXPECT_EQ(size_of(signature_of_inputs({})), "unsupported: the model has no input");
    EXPECT_THAT(size_of(signature_of_inputs({{"scale_factor", {1, 2}}})),
                StartsWith("unsupported: no input is a picture"));
}

TEST(DecideInputErrors, InputsThatTheFamilyDoesNotHave) {
    for (const char* const name : {"orig_target_sizes", "scale_factor", "image_shape", "im_shape"})
        EXPECT_THAT(size_of(with_extra(name, {1, 2})),
                    AllOf(StartsWith("unsupported: "),
                          HasSubstr(std::string("YOLOv8 and later: its models have no input '") + name + "'")));
}

TEST(DecideInputErrors, PreprocessingInsideTheGraph) {
    const ModelSignature signature = signature_of(OnnxBuilder()
                                                      .node("Div", {"images", "scale"}, {"scaled"})
                                                      .node("Conv", {"scaled", "w"}, {"map"})
                                                      .node("Sigmoid", {"map"}, {"scores"})
                                                      .node("Concat", {"map", "scores"}, {"output0"}),
                                                  {1, 84, 8400});
    EXPECT_THAT(size_of(signature), AllOf(StartsWith("ambiguous: the graph computes with the picture (Div)"),
                                          HasSubstr("--preprocess letterbox,rgb,0-255")));
    EXPECT_EQ(size_of(signature, {.preprocess = PreprocessSpec{}}), "640x640 stride 32");
}

}  // namespace
}  // namespace yolozu::test
