// SPDX-License-Identifier: Apache-2.0
//
// How nodes hang together, and what is refused before anything runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

OnnxBuilder model() {
    return OnnxBuilder().input("x", DataType::float32, {2}).output_without_shape("y", DataType::float32);
}

/// Every output for x = (-4, 8).
std::vector<std::vector<float>> results_of(const OnnxBuilder& builder) {
    std::vector<Tensor> inputs;
    inputs.push_back(tensor_of(Shape{2}, std::vector<float>{-4, 8}));
    const Result<std::vector<Tensor>> outputs = interpret_bytes(builder.build(), inputs);
    EXPECT_TRUE(outputs.ok()) << outputs.error().to_string();
    std::vector<std::vector<float>> results;
    if (outputs)
        for (const Tensor& output : *outputs) results.push_back(floats_of(output));
    return results;
}

std::string error_of(const OnnxBuilder& builder) {
    return import_error(builder.build(), {Shape{2}});
}

TEST(ImportGraphs, UnknownOperators) {
    EXPECT_EQ(error_of(model().opset(15).node("Nonsense", {"x"}, {"y"}, {}, "here")),
              "node 'here' needs the operator ai.onnx.Nonsense (version 15), which the native engine does not have. "
              "--backend onnxruntime may run it");
    EXPECT_EQ(error_of(model().opset(15).opset(3, "elsewhere").node("Abs", {"x"}, {"y"}, {}, "", "elsewhere")),
              "node 'y' needs the operator elsewhere.Abs (version 3), which the native engine does not have. --backend "
              "onnxruntime may run it");
    EXPECT_THAT(error_of(model().node("Loop", {"x"}, {"y"})), HasSubstr("ai.onnx.Loop (version 17)"));
}

TEST(ImportGraphs, BothNamesOfTheDefaultDomain) {
    EXPECT_THAT(results_of(model().opset(17, "ai.onnx").node("Abs", {"x"}, {"y"}, {}, "", "ai.onnx")),
                ElementsAre(ElementsAre(4, 8)));
}

TEST(ImportGraphs, VersionsThatAreNotKnown) {
    for (const int version : {24, -1, 1000})
        EXPECT_EQ(error_of(model().opset(version).node("Abs", {"x"}, {"y"})),
                  "the model uses version " + std::to_string(version) +
                      " of the ONNX operators; the native engine knows 1 to 23 (7 and later completely). --backend "
                      "onnxruntime may run it");
    EXPECT_THAT(error_of(model().opset(0).node("Abs", {"x"}, {"y"})), HasSubstr("version 0 of the ONNX operators"));
    for (const int version : {7, 23}) EXPECT_EQ(error_of(model().opset(version).node("Abs", {"x"}, {"y"})), "");
}

TEST(ImportGraphs, ModelsThatImportNoVersionOfTheOperatorsTheyUse) {
    EXPECT_THAT(error_of(model().opset(1, "own").node("Abs", {"x"}, {"y"})), HasSubstr("version 0"));
}

TEST(ImportGraphs, CyclesAndUsesBeforeDefinitions) {
    EXPECT_THAT(error_of(model().node("Add", {"x", "y"}, {"y"}, {}, "loop")),
                HasSubstr("node 'loop' (Add): it uses 'y', which nothing before it makes"));
    EXPECT_THAT(error_of(model().node("Abs", {"t"}, {"y"}, {}, "late").node("Neg", {"x"}, {"t"})),
                HasSubstr("node 'late' (Abs): it uses 't', which nothing before it makes"));
}

TEST(ImportGraphs, NamesThatAreMadeTwice) {
    for (const OnnxBuilder& builder : {model().node("Abs", {"x"}, {"y"}).node("Neg", {"x"}, {"y"}),
                                       model().node("Abs", {"x"}, {"x"}).node("Neg", {"x"}, {"y"}),
                                       model().initializer("y", {1}, std::vector<float>{1}).node("Abs", {"x"}, {"y"}),
                                       model().node("Dropout", {"x"}, {"y", "y"}),
                                       model()
                                           .initializer("k", {1}, std::vector<float>{1})
                                           .initializer("k", {1}, std::vector<float>{1})
                                           .node("Abs", {"x"}, {"y"})})
        EXPECT_THAT(error_of(builder), HasSubstr("made twice"));
    EXPECT_THAT(import_error(model().input("x", DataType::float32, {2}).node("Abs", {"x"}, {"y"}).build(),
                             {Shape{2}, Shape{2}}),
                HasSubstr("made twice"));
}

TEST(ImportGraphs, OutputsThatAreInputsConstantsOrUsedTwice) {
    EXPECT_THAT(results_of(OnnxBuilder()
                               .input("x", DataType::float32, {2})
                               .initializer("k", {1}, std::vector<float>{3})
                               .node("Abs", {"x"}, {"a"})
                               .output_without_shape("x", DataType::float32)
                               .output_without_shape("k", DataType::float32)
                               .output_without_shape("a", DataType::float32)
                               .output_without_shape("a", DataType::float32)),
                ElementsAre(ElementsAre(-4, 8), ElementsAre(3), ElementsAre(4, 8), ElementsAre(4, 8)));
}

TEST(ImportGraphs, OutputsThatNothingMakes) {
    EXPECT_EQ(error_of(model().node("Abs", {"x"}, {"z"})), "nothing makes the graph's output 'y'");
    EXPECT_THAT(error_of(model().node("Abs", {"x"}, {})), HasSubstr("it has 1 inputs and 0 outputs"));
}

TEST(ImportGraphs, InputsThatAreLeftOut) {
    EXPECT_THAT(
        results_of(model().initializer("high", {}, std::vector<float>{1}).node("Clip", {"x", "", "high"}, {"y"})),
        ElementsAre(ElementsAre(-4, 1)));
    EXPECT_THAT(error_of(model().node("Add", {"x", ""}, {"y"})), HasSubstr("input 1 is left out"));
    EXPECT_THAT(error_of(model().node("Add", {"x"}, {"y"})), HasSubstr("it has 1 inputs and 1 outputs"));
}

TEST(ImportGraphs, TooManyOperands) {
    EXPECT_THAT(error_of(model().node("Concat", std::vector<std::string>(257, "x"), {"y"}, {{"axis", 0}})),
                HasSubstr("it has 257 inputs and 1 outputs, at most 256 are supported"));
    EXPECT_EQ(error_of(model().node("Concat", std::vector<std::string>(256, "x"), {"y"}, {{"axis", 0}})), "");
}

TEST(ImportGraphs, TheNumberOfShapesMustBeThatOfTheInputs) {
    const std::string bytes = model().node("Abs", {"x"}, {"y"}).build();
    EXPECT_EQ(import_error(bytes, {}), "no shape is given for input 'x'");
    EXPECT_EQ(import_error(bytes, {Shape{2}, Shape{2}}), "2 shapes were given for 1 inputs");
}

TEST(ImportGraphs, InputsThatAreNoNumbers) {
    EXPECT_EQ(import_error(OnnxBuilder().input("s", DataType::string, {2}).build(), {Shape{2}}),
              "input 's' is not a tensor of numbers");
}

}  // namespace
}  // namespace yolozu::test
