// SPDX-License-Identifier: Apache-2.0
//
// If: one branch is taken when the model is read, or the model is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Integers = std::vector<std::int64_t>;

/// A branch of one node over x of the graph around it.
OnnxGraph branch(std::string_view op_type, const std::string& input = "x") {
    return OnnxBuilder().node(op_type, {input}, {"o"}).output_without_shape("o", DataType::float32).graph();
}

OnnxBuilder model() {
    return OnnxBuilder().input("x", DataType::float32, {2}).output_without_shape("y", DataType::float32);
}

OnnxTensor truth(bool value) {
    return OnnxTensor::narrow("c", DataType::boolean, {}, {value ? 1 : 0});
}

/// The result for x = (-4, 8).
std::vector<float> result_of(const OnnxBuilder& builder) {
    return interpret_floats(builder.build(), {-4, 8});
}

TEST(ImportBranches, AConstantChooses) {
    for (const bool taken : {true, false})
        EXPECT_THAT(
            result_of(model()
                          .initializer(truth(taken))
                          .node("If", {"c"}, {"y"}, {{"then_branch", branch("Neg")}, {"else_branch", branch("Abs")}})),
            taken ? ElementsAre(4, -8) : ElementsAre(4, 8));
}

TEST(ImportBranches, ShapesChoose) {
    for (const std::int64_t wanted : {2, 3})
        EXPECT_THAT(
            result_of(model()
                          .initializer("zero", {}, Integers{0})
                          .initializer("wanted", {}, Integers{wanted})
                          .node("Shape", {"x"}, {"s"})
                          .node("Gather", {"s", "zero"}, {"g"})
                          .node("Equal", {"g", "wanted"}, {"c"})
                          .node("If", {"c"}, {"y"}, {{"then_branch", branch("Neg")}, {"else_branch", branch("Abs")}})),
            wanted == 2 ? ElementsAre(4, -8) : ElementsAre(4, 8));
}

TEST(ImportBranches, NestedAndWithValuesFromAround) {
    const OnnxGraph inner = OnnxBuilder()
                                .initializer("k", {1}, std::vector<float>{10})
                                .node("Mul", {"h", "k"}, {"t"})
                                .node("Add", {"t", "x"}, {"o"})
                                .output_without_shape("o", DataType::float32)
                                .graph();
    const OnnxGraph outer = OnnxBuilder()
                                .node("Neg", {"x"}, {"h"})
                                .node("If", {"c"}, {"i"}, {{"then_branch", inner}, {"else_branch", branch("Abs")}})
                                .output_without_shape("i", DataType::float32)
                                .graph();
    EXPECT_THAT(result_of(model()
                              .initializer(truth(true))
                              .node("If", {"c"}, {"y"}, {{"then_branch", outer}, {"else_branch", branch("Abs")}})),
                ElementsAre(36, -72));
}

TEST(ImportBranches, NamesInsideEndWithTheBranch) {
    EXPECT_THAT(
        import_error(model()
                         .initializer(truth(true))
                         .node("If", {"c"}, {"i"}, {{"then_branch", branch("Neg")}, {"else_branch", branch("Abs")}})
                         .node("Abs", {"o"}, {"y"})
                         .build(),
                     {Shape{2}}),
        HasSubstr("it uses 'o', which nothing before it makes"));
}

TEST(ImportBranches, TheOtherBranchNeedNotBeKnown) {
    EXPECT_THAT(
        result_of(model()
                      .initializer(truth(true))
                      .node("If", {"c"}, {"y"}, {{"then_branch", branch("Neg")}, {"else_branch", branch("Nonsense")}})),
        ElementsAre(4, -8));
    EXPECT_THAT(import_error(
                    model()
                        .initializer(truth(false))
                        .node("If", {"c"}, {"y"}, {{"then_branch", branch("Neg")}, {"else_branch", branch("Nonsense")}})
                        .build(),
                    {Shape{2}}),
                HasSubstr("the native engine does not have this operator. --backend onnxruntime may run it"));
}

TEST(ImportBranches, AConditionOnDataIsRefused) {
    EXPECT_EQ(import_error(model()
                               .node("ReduceMax", {"x"}, {"m"}, {{"keepdims", 0}})
                               .node("Cast", {"m"}, {"c"}, {{"to", 9}})
                               .node("If", {"c"}, {"y"},
                                     {{"then_branch", branch("Neg")}, {"else_branch", branch("Abs")}}, "choice")
                               .build(),
                           {Shape{2}}),
              "node 'choice' (If): its condition depends on the input's values; the native engine takes branches only "
              "when the model is read. --backend onnxruntime may run it");
}

TEST(ImportBranches, BranchesThatDoNotFit) {
    const auto error_of = [](const std::vector<OnnxAttribute>& attributes, const std::vector<std::string>& outputs) {
        return import_error(model().initializer(truth(true)).node("If", {"c"}, outputs, attributes).build(),
                            {Shape{2}});
    };
    EXPECT_THAT(error_of({{"else_branch", branch("Neg")}}, {"y"}), HasSubstr("it lacks a branch"));
    EXPECT_THAT(error_of({{"then_branch", 1}}, {"y"}), HasSubstr("it lacks a branch"));
    EXPECT_THAT(error_of({{"then_branch", branch("Neg")}}, {"y", "z"}), HasSubstr("its branch has too few outputs"));
    EXPECT_THAT(error_of({{"then_branch", OnnxBuilder().output_without_shape("o", DataType::float32).graph()}}, {"y"}),
                HasSubstr("nothing makes an output of its branch"));
}

}  // namespace
}  // namespace yolozu::test
