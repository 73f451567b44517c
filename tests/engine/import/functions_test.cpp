// SPDX-License-Identifier: Apache-2.0
//
// Functions that a model brings along.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A model of one input x, importing the domain `own` beside opset 17.
OnnxBuilder model() {
    return OnnxBuilder()
        .opset(17)
        .opset(1, "own")
        .input("x", DataType::float32, {2})
        .output_without_shape("y", DataType::float32);
}

OnnxBuilder body() {
    return OnnxBuilder().opset(17).opset(1, "own");
}

/// The result for x = (-4, 8).
std::vector<float> result_of(const OnnxBuilder& builder) {
    return interpret_floats(builder.build(), {-4, 8});
}

std::string error_of(const OnnxBuilder& builder) {
    return import_error(builder.build(), {Shape{2}});
}

TEST(ImportFunctions, AttributesComeFromTheCallerOrTheDefault) {
    const OnnxBuilder leaky = body().node("LeakyRelu", {"a"}, {"b"}, {{"alpha", OnnxReference{"slope"}}});
    const auto with = [&](const std::vector<OnnxAttribute>& given, const std::vector<OnnxAttribute>& defaults) {
        return result_of(model()
                             .node("Leaky", {"x"}, {"y"}, given, "", "own")
                             .function("own", "Leaky", {"a"}, {"b"}, leaky, {"slope"}, defaults));
    };
    EXPECT_THAT(with({{"slope", 0.5F}}, {}), ElementsAre(-2, 8));
    EXPECT_THAT(with({{"slope", 0.5F}}, {{"slope", 0.25F}}), ElementsAre(-2, 8));
    EXPECT_THAT(with({}, {{"slope", 0.25F}}), ElementsAre(-1, 8));
    EXPECT_THAT(with({}, {}), ElementsAre(testing::FloatNear(-0.04F, 1e-6F), 8));
}

TEST(ImportFunctions, ReferencesReachIntoBranches) {
    const auto branch = [] {
        return OnnxBuilder()
            .node("LeakyRelu", {"a"}, {"o"}, {{"alpha", OnnxReference{"slope"}}})
            .output_without_shape("o", DataType::float32)
            .graph();
    };
    const OnnxBuilder inner =
        body()
            .node("Constant", {}, {"c"}, {{"value", OnnxTensor::narrow("", DataType::boolean, {}, {1})}})
            .node("If", {"c"}, {"b"}, {{"then_branch", branch()}, {"else_branch", branch()}});
    EXPECT_THAT(result_of(model()
                              .node("F", {"x"}, {"y"}, {{"slope", 0.5F}}, "", "own")
                              .function("own", "F", {"a"}, {"b"}, inner, {"slope"})),
                ElementsAre(-2, 8));
}

TEST(ImportFunctions, OptionalInputsThatAreLeftOut) {
    const OnnxBuilder clip = body().node("Clip", {"a", "low", "high"}, {"b"});
    const auto with = [&](const std::vector<std::string>& inputs) {
        return result_of(model()
                             .initializer("bound", {}, std::vector<float>{1})
                             .node("F", inputs, {"y"}, {}, "", "own")
                             .function("own", "F", {"a", "low", "high"}, {"b"}, clip));
    };
    EXPECT_THAT(with({"x"}), ElementsAre(-4, 8));
    EXPECT_THAT(with({"x", "bound"}), ElementsAre(1, 8));
    EXPECT_THAT(with({"x", "", "bound"}), ElementsAre(-4, 1));
}

TEST(ImportFunctions, Nested) {
    EXPECT_THAT(
        result_of(model()
                      .node("Outer", {"x"}, {"y"}, {{"by", 0.5F}}, "", "own")
                      .function("own", "Inner", {"a"}, {"b"},
                                body().node("LeakyRelu", {"a"}, {"b"}, {{"alpha", OnnxReference{"slope"}}}), {"slope"})
                      .function("own", "Outer", {"x"}, {"z"},
                                body()
                                    .node("Inner", {"x"}, {"a"}, {{"slope", OnnxReference{"by"}}}, "", "own")
                                    .node("Inner", {"a"}, {"z"}, {{"slope", OnnxReference{"by"}}}, "", "own"),
                                {"by"})),
        ElementsAre(-1, 8));
}

TEST(ImportFunctions, NamesInsideAreNotThoseOutside) {
    EXPECT_THAT(result_of(model()
                              .node("Neg", {"x"}, {"t"})
                              .node("F", {"x"}, {"n"}, {}, "", "own")
                              .node("Add", {"n", "t"}, {"y"})
                              .function("own", "F", {"a"}, {"t"}, body().node("Abs", {"a"}, {"t"}))),
                ElementsAre(8, 0));
    EXPECT_THAT(error_of(model()
                             .node("F", {"x"}, {"y"}, {}, "", "own")
                             .function("own", "F", {"a"}, {"b"}, body().node("Add", {"a", "x"}, {"b"}))),
                HasSubstr("it uses 'x', which nothing before it makes"));
}

TEST(ImportFunctions, AFunctionHasItsOwnOpset) {
    // Before opset 13 the axes of a ReduceSum are an attribute, and a Clip before 11 has its bounds there.
    EXPECT_THAT(result_of(model()
                              .node("F", {"x"}, {"y"}, {}, "", "own")
                              .function("own", "F", {"a"}, {"b"},
                                        OnnxBuilder().opset(6).node("Clip", {"a"}, {"b"}, {{"max", 1.0F}}))),
                ElementsAre(-4, 1));
    EXPECT_THAT(error_of(model()
                             .node("F", {"x"}, {"y"}, {}, "", "own")
                             .function("own", "F", {"a"}, {"b"}, OnnxBuilder().opset(99).node("Abs", {"a"}, {"b"}))),
                HasSubstr("version 99 of the ONNX operators"));
}

TEST(ImportFunctions, RecursionEndsAtALimit) {
    EXPECT_THAT(error_of(model()
                             .node("F", {"x"}, {"y"}, {}, "", "own")
                             .function("own", "F", {"a"}, {"b"}, body().node("F", {"a"}, {"b"}, {}, "", "own"))),
                HasSubstr("the model's functions and branches unfold to too many nodes"));
    // Two calls each: 2^16 nodes and more, were the depth not limited; the number of nodes is as well.
    EXPECT_THAT(
        error_of(model()
                     .node("F", {"x"}, {"y"}, {}, "", "own")
                     .function("own", "F", {"a"}, {"b"},
                               body().node("F", {"a"}, {"c"}, {}, "", "own").node("F", {"c"}, {"b"}, {}, "", "own"))),
        HasSubstr("unfold to too many nodes"));
}

TEST(ImportFunctions, FunctionsThatMultiplyEndAtALimit) {
    OnnxBuilder builder = model().node("F0", {"x"}, {"y"}, {}, "", "own");
    for (int level = 0; level < 12; ++level) {
        OnnxBuilder calls = body();
        std::string from = "a";
        for (int call = 0; call < 10; ++call) {
            const std::string to = call == 9 ? "b" : "t" + std::to_string(call);
            calls.node(level == 11 ? "Abs" : "F" + std::to_string(level + 1), {from}, {to}, {}, "",
                       level == 11 ? "" : "own");
            from = to;
        }
        builder.function("own", "F" + std::to_string(level), {"a"}, {"b"}, calls);
    }
    EXPECT_THAT(error_of(builder), HasSubstr("unfold to too many nodes"));
}

TEST(ImportFunctions, ALongChainOfFunctionsEndsAtALimit) {
    OnnxBuilder builder = model().node("F0", {"x"}, {"y"}, {}, "", "own");
    constexpr int length = 50'000;
    for (int index = 0; index < length; ++index)
        builder.function("own", "F" + std::to_string(index), {"a"}, {"b"},
                         body().node(index + 1 == length ? "Abs" : "F" + std::to_string(index + 1), {"a"}, {"b"}, {},
                                     "", index + 1 == length ? "" : "own"));
    EXPECT_THAT(error_of(builder), HasSubstr("unfold to too many nodes"));
}

TEST(ImportFunctions, CallsThatDoNotFit) {
    const OnnxBuilder abs = body().node("Abs", {"a"}, {"b"});
    EXPECT_THAT(error_of(model().node("F", {"x", "x"}, {"y"}, {}, "", "own").function("own", "F", {"a"}, {"b"}, abs)),
                HasSubstr("more inputs or outputs than the model's function"));
    EXPECT_THAT(error_of(model().node("F", {"x"}, {"y", "z"}, {}, "", "own").function("own", "F", {"a"}, {"b"}, abs)),
                HasSubstr("more inputs or outputs than the model's function"));
    EXPECT_THAT(error_of(model().node("F", {"x"}, {"y"}, {}, "", "own").function("own", "F", {"a"}, {"c"}, abs)),
                HasSubstr("nothing makes an output of the model's function"));
}

TEST(ImportFunctions, UnknownOperatorsInsideAreFoundWhenTheModelIsOpened) {
    const auto file = open_bytes(model()
                                     .node("F", {"x"}, {"y"}, {}, "", "own")
                                     .function("own", "F", {"a"}, {"b"}, body().node("Nonsense", {"a"}, {"b"}, {}, "n"))
                                     .build());
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().to_string(),
              "node 'n' needs the operator ai.onnx.Nonsense (version 17), which the native engine does not have. "
              "--backend onnxruntime may run it");
}

}  // namespace
}  // namespace yolozu::test
