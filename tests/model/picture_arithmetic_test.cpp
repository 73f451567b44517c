// SPDX-License-Identifier: Apache-2.0
//
// Preprocessing inside the graph: what is seen of it, and what is left to do.
#include <gmock/gmock.h>

#include "family_models.hpp"
#include "model/left_to_do.hpp"
#include "model/preprocess_words.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A model whose picture goes through these operators before a convolution; constants 'c0', 'c1', ... are given.
PictureArithmetic seen(OnnxBuilder builder, const std::string& last) {
    builder.node("Conv", {last, "w"}, {"map"}).node("Sigmoid", {"map"}, {"output0"});
    return signature_of(builder, {1, 84, 8400}).picture;
}

OnnxBuilder constants() {
    return OnnxBuilder()
        .initializer("bytes", {}, std::vector<float>{255.0F})
        .initializer("mean", {1, 3, 1, 1}, std::vector<float>{0.485F, 0.456F, 0.406F})
        .initializer("deviation", {1, 3, 1, 1}, std::vector<float>{0.229F, 0.224F, 0.225F})
        .initializer("backwards", {3}, std::vector<std::int64_t>{2, 1, 0})
        .initializer("axis", {1}, std::vector<std::int64_t>{1})
        .initializer("minus", {1}, std::vector<std::int64_t>{-1})
        .initializer("end", {1}, std::vector<std::int64_t>{-10});
}

TEST(PictureArithmetic, NothingIsDone) {
    EXPECT_EQ(seen(OnnxBuilder(), "images"), PictureArithmetic{});
    EXPECT_EQ(seen(OnnxBuilder().node("Cast", {"images"}, {"x"}), "x"), PictureArithmetic{});
}

TEST(PictureArithmetic, ScalesShiftsAndSwaps) {
    const PictureArithmetic scaled = seen(constants().node("Div", {"images", "bytes"}, {"x"}), "x");
    EXPECT_TRUE(scaled.known);
    EXPECT_DOUBLE_EQ(scaled.factor[1], 1 / 255.0);
    const PictureArithmetic normalised = seen(constants()
                                                  .node("Div", {"images", "bytes"}, {"x"})
                                                  .node("Sub", {"x", "mean"}, {"y"})
                                                  .node("Div", {"y", "deviation"}, {"z"}),
                                              "z");
    EXPECT_NEAR(normalised.factor[0], 1 / 255.0 / 0.229, 1e-6);
    EXPECT_NEAR(normalised.offset[2], -0.406 / 0.225, 1e-6);
    EXPECT_TRUE(seen(constants().node("Gather", {"images", "backwards"}, {"x"}, {{"axis", 1}}), "x").swaps_channels);
    EXPECT_TRUE(
        seen(constants().node("Slice", {"images", "minus", "end", "axis", "minus"}, {"x"}), "x").swaps_channels);
}

TEST(PictureArithmetic, ASwapTurnsWhatWasDoneBefore) {
    const PictureArithmetic turned = seen(
        constants().node("Sub", {"images", "mean"}, {"x"}).node("Gather", {"x", "backwards"}, {"y"}, {{"axis", 1}}),
        "y");
    EXPECT_NEAR(turned.offset[0], -0.406, 1e-6);
    EXPECT_NEAR(turned.offset[2], -0.485, 1e-6);
}

// Three numbers are those of the channels only where they lie along them.
TEST(PictureArithmetic, ThreeNumbersAlongAnotherAxisAreUnknown) {
    const auto along_the_last = [](OnnxBuilder builder, const std::string& value) {
        return seen(builder.initializer("three", {3}, std::vector<float>{1, 2, 3}).node("Mul", {value, "three"}, {"y"}),
                    "y");
    };
    EXPECT_FALSE(along_the_last(OnnxBuilder(), "images").known);
    const PictureArithmetic turned =
        along_the_last(OnnxBuilder().node("Transpose", {"images"}, {"x"}, {{"perm", {0, 2, 3, 1}}}), "x");
    EXPECT_TRUE(turned.known);
    EXPECT_EQ(turned.factor[2], 3);
}

TEST(PictureArithmetic, WhatCannotBeFollowedIsUnknown) {
    EXPECT_FALSE(seen(OnnxBuilder().node("Div", {"images", "nowhere"}, {"x"}), "x").known);
    EXPECT_FALSE(seen(constants().node("Div", {"bytes", "images"}, {"x"}), "x").known);
    EXPECT_FALSE(seen(OnnxBuilder().node("BatchNormalization", {"images", "a", "b", "c", "d"}, {"x"}), "x").known);
    EXPECT_FALSE(
        seen(OnnxBuilder().initializer("zero", {}, std::vector<float>{0.0F}).node("Div", {"images", "zero"}, {"x"}),
             "x")
            .known);
}

TEST(PatchSize, IsTheStrideOfTheConvolutionThatReadsThePicture) {
    const auto patch = [](std::int64_t stride) {
        return signature_of(OnnxBuilder()
                                .node("Cast", {"images"}, {"x"})
                                .node("Conv", {"x", "w"}, {"stem"}, {{"strides", {stride, stride}}})
                                .node("Conv", {"stem", "w"}, {"output0"}, {{"strides", {32, 32}}}),
                            {1, 84, 8400})
            .patch_size;
    };
    EXPECT_EQ(patch(2), 2);
    EXPECT_EQ(patch(16), 16);
    EXPECT_EQ(signature_of_shapes({1, 84, 8400}).patch_size, 0);
}

// ---- what is left

std::string left(const char* whole, const PictureArithmetic& graph, DataType type = DataType::float32) {
    const std::optional<PreprocessSpec> spec = left_to_do(*parse_preprocess(whole), graph, type);
    return spec ? to_words(*spec) : "unproved";
}

PictureArithmetic scaling(double factor, bool swaps = false) {
    return {.swaps_channels = swaps, .factor = {factor, factor, factor}};
}

TEST(LeftToDo, AllWhereTheGraphDoesNothing) {
    EXPECT_EQ(left("stretch,imagenet", {}), "stretch,imagenet");
    EXPECT_EQ(left("letterbox", {}, DataType::uint8), "unproved");  // fractions do not fit bytes
    EXPECT_EQ(left("stretch,0-255", {}, DataType::uint8), "stretch,0-255");
}

TEST(LeftToDo, PixelsWhereTheGraphScales) {
    EXPECT_EQ(left("letterbox", scaling(1 / 255.0)), "0-255");
    EXPECT_EQ(left("letterbox", scaling(0.00392157, true)), "bgr,0-255");
    EXPECT_EQ(left("margin=4", scaling(1 / 255.0), DataType::uint8), "0-255,margin=4");
    EXPECT_EQ(left("letterbox", scaling(1 / 127.5)), "unproved");
    EXPECT_EQ(left("top-left,bgr,0-255", scaling(1 / 255.0)), "unproved");  // YOLOX wants 0 to 255 in the network
}

TEST(LeftToDo, PixelsOrFractionsWhereTheGraphNormalises) {
    PictureArithmetic graph;
    const std::array mean{0.485, 0.456, 0.406}, deviation{0.229, 0.224, 0.225};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        graph.factor[channel] = 1 / deviation[channel];
        graph.offset[channel] = -mean[channel] / deviation[channel];
    }
    EXPECT_EQ(left("stretch,imagenet", graph), "stretch");
    for (double& factor : graph.factor) factor /= 255;
    EXPECT_EQ(left("stretch,imagenet", graph), "stretch,0-255");
    EXPECT_EQ(left("stretch", graph), "unproved");
}

TEST(LeftToDo, ASwapAloneTurnsTheNormalisation) {
    EXPECT_EQ(left("imagenet", {.swaps_channels = true}), "bgr,imagenet");
    EXPECT_EQ(left("letterbox", {.known = false}), "unproved");
}

// ---- in a decision

TEST(DecideByPictureArithmetic, UnprovedOnesAreRefusedWithTheFlag) {
    FamilyModel model = family_model(FamilyId::yolo_nas_batch);
    model.signature.picture.offset = {-100, -100, -100};
    model.signature.input_operators = {"Sub"};
    EXPECT_THAT(
        decision(model.signature),
        testing::AllOf(StartsWith("ambiguous: the graph computes with the picture (Sub)"), HasSubstr("--preprocess")));
}

TEST(DecideByPictureArithmetic, BytesInChannelsLast) {
    OnnxBuilder graph = constants();
    graph.node("Cast", {"images"}, {"cast"}, {{"to", 1}})
        .node("Transpose", {"cast"}, {"planes"}, {{"perm", {0, 3, 1, 2}}})
        .node("Div", {"planes", "bytes"}, {"scaled"})
        .node("Conv", {"scaled", "w"}, {"map"})
        .node("Slice", {"map", "axis"}, {"boxes"})
        .node("Mul", {"boxes", "bytes"}, {"in_pixels"})
        .node("Sigmoid", {"map"}, {"scores"})
        .node("Concat", {"in_pixels", "scores"}, {"output0"}, {{"axis", 1}});
    const Result<ModelInfo> info = decide_model(*read_signature(
        graph.input("images", DataType::uint8, {1, 640, 480, 3}).output("output0", DataType::float32, {1, 84, 6300})));
    ASSERT_TRUE(info.ok()) << info.error().to_string();
    EXPECT_TRUE(info->channels_last);
    EXPECT_TRUE(info->preprocess.channels_last);
    EXPECT_EQ(info->input_height, 640);
    EXPECT_EQ(info->input_width, 480);
    EXPECT_EQ(info->preprocess.divisor, 1.0F);
    EXPECT_EQ(info->input_type, DataType::uint8);
}

}  // namespace
}  // namespace yolozu::test
