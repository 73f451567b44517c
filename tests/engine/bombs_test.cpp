// SPDX-License-Identifier: Apache-2.0
//
// Small files that ask for a lot of work or memory: each is refused, or done in moderate time, before it is run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/ir/limits.hpp"
#include "guarded_run.hpp"
#include "models.hpp"
#include "resource_use.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using testing::HasSubstr;
using Integers = std::vector<std::int64_t>;

/// "" or the error in words.
std::string use(const OnnxBuilder& builder) {
    const ResourceUse resources;
    const auto file = open_bytes(builder.build());
    const Status status = file ? guarded_run(*file) : Status(file.error());
    EXPECT_LT(resources.processor_seconds(), too_many_seconds);
    return status ? "" : status.error().to_string();
}

/// Adds `name`, a constant of this shape that the file only describes.
OnnxBuilder& described(OnnxBuilder& builder, const std::string& name, const Integers& shape) {
    return builder.initializer(name + "_shape", {static_cast<std::int64_t>(shape.size())}, shape)
        .node("ConstantOfShape", {name + "_shape"}, {name});
}

OnnxBuilder model() {
    return OnnxBuilder().output_without_shape("y", DataType::float32);
}

TEST(Bombs, ConstantProducts) {
    OnnxBuilder builder = model();
    described(described(builder, "a", {4000, 4000}), "b", {4000, 4000});
    EXPECT_EQ(use(builder.node("MatMul", {"a", "b"}, {"y"})), "");
}

TEST(Bombs, ConstantConvolutions) {
    OnnxBuilder builder = model();
    described(described(builder, "a", {1, 16, 500, 500}), "w", {4, 16, 101, 101});
    EXPECT_EQ(use(builder.node("Conv", {"a", "w"}, {"y"}, {{"pads", {50, 50, 50, 50}}})), "");
}

TEST(Bombs, ConstantPoolsAndNormalisations) {
    OnnxBuilder pool = model();
    described(pool, "a", {1, 1, 3000, 3000});
    EXPECT_EQ(use(pool.node("MaxPool", {"a"}, {"y"}, {{"kernel_shape", {1001, 1001}}})), "");
    OnnxBuilder normalisation = model();
    described(normalisation, "a", {1, 100'000, 10});
    EXPECT_EQ(use(normalisation.node("LRN", {"a"}, {"y"}, {{"size", 99'999}})), "");
}

TEST(Bombs, ManyLargeConstants) {
    OnnxBuilder builder = model();
    for (int index = 0; index < 500; ++index) described(builder, "c" + std::to_string(index), {4096, 4096});
    EXPECT_EQ(use(builder.node("Neg", {"c0"}, {"y"})), "");
}

TEST(Bombs, OneLargeConstantInManyPlaces) {
    OnnxBuilder builder = model().input("x", DataType::float32, {1, 4000});
    described(builder, "w", {4000, 4000});
    std::string last = "x";
    for (int index = 0; index < 200; ++index) {
        const std::string next = index == 199 ? "y" : "v" + std::to_string(index);
        builder.node("MatMul", {last, "w"}, {next});
        last = next;
    }
    EXPECT_THAT(use(builder), HasSubstr("the model's constants take 12800000000 bytes"));
}

TEST(Bombs, QuantisedWeightsInManyPlaces) {
    OnnxBuilder builder = model().input("x", DataType::float32, {1, 4000, 1});
    builder.initializer("shape", {3}, Integers{4000, 4000, 1})
        .node("ConstantOfShape", {"shape"}, {"bytes"}, {{"value", OnnxTensor::raw("", DataType::int8, {1}, "a")}})
        .initializer("scale", {}, std::vector<float>{0.5F})
        .node("DequantizeLinear", {"bytes", "scale"}, {"w"});
    std::string last = "x";
    for (int index = 0; index < 200; ++index) {
        const std::string next = index == 199 ? "y" : "v" + std::to_string(index);
        builder.node("Conv", {last, "w"}, {next});
        last = next;
    }
    EXPECT_THAT(use(builder), HasSubstr("the model's constants take"));
}

TEST(Bombs, ConstantsOfFunctionsThatAreCalledOften) {
    OnnxBuilder builder = model().opset(17).opset(1, "own").input("x", DataType::float32, {1});
    const OnnxBuilder inner =
        OnnxBuilder()
            .node("Constant", {}, {"c"},
                  {{"value", OnnxTensor::raw("", DataType::float32, {1'000'000}, std::string(4'000'000, 'a'))}})
            .node("Constant", {}, {"first"}, {{"value_ints", {0}}})
            .node("Gather", {"c", "first"}, {"m"})
            .node("Add", {"a", "m"}, {"b"});
    builder.function("own", "F", {"a"}, {"b"}, inner);
    std::string last = "x";
    for (int index = 0; index < 1200; ++index) {
        const std::string next = index == 1199 ? "y" : "v" + std::to_string(index);
        builder.node("F", {last}, {next}, {}, "", "own");
        last = next;
    }
    EXPECT_THAT(use(builder), HasSubstr("the model's constants take"));
}

TEST(Bombs, ResizesWhoseMiddleWouldBeHuge) {
    OnnxBuilder builder = model();
    described(builder, "a", {1'000'000, 1});
    EXPECT_EQ(use(builder.initializer("sizes", {2}, Integers{1, 1'000'000})
                      .node("Resize", {"a", "", "", "sizes"}, {"y"}, {{"mode", "linear"}})),
              "");
}

TEST(Bombs, HugePadsAndSizes) {
    const auto image = [] { return model().input("x", DataType::float32, {1, 1, 4, 4}); };
    for (const std::int64_t size : {std::int64_t{1} << 20, std::int64_t{1} << 29, std::int64_t{1} << 40}) {
        SCOPED_TRACE(size);
        (void)use(image()
                      .initializer("w", {1, 1, 1, 1}, std::vector<float>{1})
                      .node("Conv", {"x", "w"}, {"y"}, {{"pads", {0, size, 0, size}}}));
        (void)use(image().node("MaxPool", {"x"}, {"y"}, {{"kernel_shape", {1, 1}}, {"pads", {0, size, 0, size}}}));
        (void)use(image().node("AveragePool", {"x"}, {"y"},
                               {{"kernel_shape", {1, size}}, {"pads", {0, size, 0, size}}, {"count_include_pad", 1}}));
        (void)use(image()
                      .initializer("s", {4}, Integers{1, 1, 4, size})
                      .node("Resize", {"x", "", "", "s"}, {"y"}, {{"mode", "linear"}}));
        (void)use(image().initializer("s", {4}, Integers{1, 1, 1, size}).node("Expand", {"x", "s"}, {"y"}));
    }
}

TEST(Bombs, ZeroElementsBesideHugeExtents) {
    const std::int64_t size = std::int64_t{1} << 60;
    for (const std::string op_type : {"Softmax", "Neg", "MaxPool", "CumSum", "LRN", "ReduceSum", "NonZero"}) {
        SCOPED_TRACE(op_type);
        OnnxBuilder builder = model().input("x", DataType::float32, {size, 0, 2}).initializer("axis", {}, Integers{0});
        if (op_type == "CumSum")
            builder.node(op_type, {"x", "axis"}, {"y"});
        else if (op_type == "MaxPool")
            builder.node(op_type, {"x"}, {"y"}, {{"kernel_shape", {1}}});
        else if (op_type == "LRN")
            builder.node(op_type, {"x"}, {"y"}, {{"size", 3}});
        else
            builder.node(op_type, {"x"}, {"y"});
        (void)use(builder);
    }
}

/// A chain of as many nodes as there may be, with every value alive to the end.
TEST(Bombs, AsManyNodesAsThereMayBe) {
    OnnxBuilder chain = model().input("x", DataType::float32, {1, 4});
    std::string last = "x";
    const auto name = [](std::size_t index) { return "v" + std::to_string(index); };
    for (std::size_t index = 0; index + 1 < engine::limits::nodes; ++index) {
        chain.node(index % 2 == 0 ? "Softmax" : "Exp", {last}, {name(index)});
        last = name(index);
    }
    EXPECT_EQ(use(chain.node("Neg", {last}, {"y"})), "");
    EXPECT_THAT(use(chain.node("Neg", {last}, {"one_more"})), HasSubstr("unfold to too many nodes"));
}

TEST(Bombs, ManyValuesAliveAtTheSameTime) {
    OnnxBuilder builder = model().input("x", DataType::float32, {1, 4});
    for (std::size_t index = 0; index < 20'000; ++index) {
        builder.node("Softmax", {"x"}, {"v" + std::to_string(index)});
        builder.output_without_shape("v" + std::to_string(index), DataType::float32);
    }
    EXPECT_EQ(use(builder.node("Neg", {"x"}, {"y"})), "");
}

TEST(Bombs, LongChainsOfViews) {
    OnnxBuilder slices = model().input("x", DataType::float32, {1, 30'000});
    slices.initializer("one", {1}, Integers{1})
        .initializer("end", {1}, Integers{INT64_MAX})
        .initializer("axis", {1}, Integers{1});
    OnnxBuilder joins = model().input("x", DataType::float32, {1, 1});
    std::string slice = "x", join = "x";
    for (int index = 0; index < 20'000; ++index) {
        const std::string name = "v" + std::to_string(index);
        slices.node("Slice", {slice, "one", "end", "axis"}, {name});
        slice = name;
        if (index % 10 == 0) {
            joins.node("Concat", {join, "x"}, {name}, {{"axis", 1}});
            join = name;
        }
    }
    EXPECT_EQ(use(slices.node("Neg", {slice}, {"y"})), "");
    EXPECT_EQ(use(joins.node("Neg", {join}, {"y"})), "");
}

TEST(Bombs, BranchesInBranches) {
    OnnxGraph graph = OnnxBuilder().node("Neg", {"x"}, {"o"}).output_without_shape("o", DataType::float32).graph();
    for (int depth = 0; depth < 40; ++depth)
        graph = OnnxBuilder()
                    .node("If", {"c"}, {"o"}, {{"then_branch", graph}})
                    .output_without_shape("o", DataType::float32)
                    .graph();
    EXPECT_NE(use(model()
                      .input("x", DataType::float32, {1})
                      .initializer("c", DataType::boolean, {}, "\1")
                      .node("If", {"c"}, {"y"}, {{"then_branch", graph}})),
              "");
}

}  // namespace
}  // namespace yolozu::test
