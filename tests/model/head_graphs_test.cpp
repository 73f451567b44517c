// SPDX-License-Identifier: Apache-2.0
//
// What the walk back from an output finds in graphs of each family.
#include "head_graphs.hpp"

#include <gmock/gmock.h>

#include "model/tail_facts.hpp"

namespace yolozu::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

OutputTail tail_of(const OnnxBuilder& builder) {
    return signature_of(builder, {1, 84, 8400}).tails.at(0);
}

TEST(OutputTail, EndsAtConvolutionsAndHasTheOperatorsBetween) {
    const OutputTail tail = tail_of(yolov8_graph());
    EXPECT_EQ(tail.producer, "Concat");
    EXPECT_THAT(tail.ends, ElementsAre("Conv"));
    EXPECT_THAT(tail.operators, ElementsAre("Add", "Concat", "Div", "Mul", "Sigmoid", "Slice", "Sub"));
}

TEST(OutputTail, ColumnsOfEachFamily) {
    EXPECT_THAT(tail_of(yolov8_graph()).columns, ElementsAre("Mul", "Sigmoid"));
    EXPECT_THAT(tail_of(yolov5_graph()).columns, ElementsAre("Mul", "Mul", "Split"));
    EXPECT_THAT(tail_of(yolov6_graph()).columns, ElementsAre("Mul", "constant", "Sigmoid"));
    EXPECT_THAT(tail_of(yolox_raw_graph()).columns, ElementsAre("Conv", "Sigmoid", "Sigmoid"));
    EXPECT_THAT(tail_of(yolox_quantized_graph()).columns, ElementsAre("Add", "Sigmoid", "Sigmoid"));
    EXPECT_THAT(tail_of(yolox_decoded_graph()).columns, ElementsAre("Mul", "Mul", "Slice"));
    EXPECT_THAT(tail_of(nanodet_graph()).columns, ElementsAre("Sigmoid", "Conv"));
    EXPECT_THAT(tail_of(yolov10_graph()).columns, ElementsAre("GatherElements", "TopK", "Mod"));
}

TEST(OutputTail, DoesNotFollowTheRangesOfDynamicQuantisation) {
    const OutputTail tail = tail_of(yolox_quantized_graph());
    EXPECT_THAT(tail.ends, ElementsAre("ConvInteger"));
    EXPECT_THAT(tail.operators, Not(Contains("Exp")));
}

TEST(OutputTail, DoesNotFollowShapes) {
    const OutputTail tail = tail_of(OnnxBuilder()
                                        .node("Conv", {"images", "w"}, {"features"})
                                        .node("Exp", {"images"}, {"other"})
                                        .node("Shape", {"other"}, {"extents"})
                                        .node("Reshape", {"features", "extents"}, {"output0"}));
    EXPECT_THAT(tail.operators, ElementsAre("Reshape"));
}

TEST(OutputTail, LooksIntoSubgraphs) {
    const OnnxGraph branch =
        OnnxBuilder().node("Mul", {"features", "two"}, {"inner"}).output("inner", DataType::float32, {1}).graph();
    const OutputTail tail = tail_of(OnnxBuilder()
                                        .node("Conv", {"images", "w"}, {"features"})
                                        .node("If", {"condition"}, {"output0"}, {{"then_branch", branch}}));
    EXPECT_THAT(tail.operators, ElementsAre("If", "Mul"));
    EXPECT_THAT(tail.ends, ElementsAre("Conv"));
}

TEST(OutputTail, SurvivesCyclesAndUnknownNames) {
    const OutputTail tail = tail_of(OnnxBuilder()
                                        .node("Add", {"b", "nowhere"}, {"a"})
                                        .node("Concat", {"a", "output0", "b"}, {"output0"})
                                        .node("Identity", {"b"}, {"b"}));
    EXPECT_THAT(tail.operators, IsSupersetOf({"Add", "Concat"}));
    EXPECT_THAT(tail.ends, IsEmpty());
}

TEST(OutputTail, ReachesTheInputWhereNoLayerIsBetween) {
    const OutputTail tail = tail_of(OnnxBuilder().node("Mul", {"images", "two"}, {"output0"}));
    EXPECT_THAT(tail.ends, ElementsAre("input"));
    EXPECT_FALSE(TailFacts(tail).reaches_layers());
}

TEST(TailFacts, QuantisedOperatorsCountAsPlainOnes) {
    const OutputTail quantized{.producer = "QLinearConcat",
                               .operators = {"QLinearConcat", "QLinearMul"},
                               .ends = {"QLinearConv"},
                               .columns = {}};
    const TailFacts tail(quantized);
    EXPECT_TRUE(tail.has("Mul"));
    EXPECT_TRUE(tail.computes());
    EXPECT_TRUE(tail.reaches_convolutions());
}

TEST(InputOperators, StopAtTheFirstLayersAndSkipRanges) {
    const ModelSignature signature = signature_of(OnnxBuilder()
                                                      .node("Cast", {"images"}, {"cast"})
                                                      .node("DynamicQuantizeLinear", {"cast"}, {"q", "scale", "zero"})
                                                      .node("ConvInteger", {"q", "w"}, {"sums"})
                                                      .node("Mul", {"sums", "scale"}, {"output0"}),
                                                  {1, 84, 8400});
    EXPECT_THAT(signature.input_operators, ElementsAre("Cast", "DynamicQuantizeLinear"));
}

TEST(InputOperators, AreEmptyWhereNoLayerFollows) {
    const ModelSignature signature =
        signature_of(OnnxBuilder().node("Mul", {"images", "two"}, {"output0"}), {1, 84, 8400});
    EXPECT_THAT(signature.input_operators, IsEmpty());
}

}  // namespace
}  // namespace yolozu::test
