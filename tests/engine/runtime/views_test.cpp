// SPDX-License-Identifier: Apache-2.0
//
// What needs no copy (Concat, Split, Slice, Reshape) has no step, and what does not fit that way is copied.
#include <gtest/gtest.h>

#include "plans.hpp"

namespace yolozu::test {
namespace {

using Integers = std::vector<std::int64_t>;

/// Inputs x and z of the same shape.
OnnxBuilder model(const std::vector<OnnxExtent>& shape) {
    return OnnxBuilder().input("x", DataType::float32, shape).input("z", DataType::float32, shape);
}

OnnxBuilder output(OnnxBuilder builder, const std::vector<std::string>& names = {"y"}) {
    for (const std::string& name : names) builder.output_without_shape(name, DataType::float32);
    return builder;
}

std::vector<Tensor> inputs_of(const Shape& shape) {
    std::vector<Tensor> inputs;
    inputs.push_back(counting_tensor(shape));
    inputs.push_back(random_tensor(shape, 5));
    return inputs;
}

/// Runs the model and counts its steps; on ref every node is one.
void expect(const OnnxBuilder& builder, const Shape& shape, std::size_t steps) {
    const std::vector<Tensor> inputs = inputs_of(shape);
    expect_exact(builder, inputs);
    const bool plans_views = supported_isas().size() > 1;
    EXPECT_EQ(steps_of(builder, inputs), plans_views ? steps : graph_of(builder, inputs)->nodes.size());
}

const Shape one_image{1, 4, 3, 5}, two_images{2, 4, 3, 5};
const std::vector<OnnxExtent> any{"n", 4, 3, 5};

TEST(Views, ConcatWrittenInPlace) {
    const OnnxBuilder channels = output(model(any)
                                            .node("Abs", {"x"}, {"a"})
                                            .node("Neg", {"z"}, {"b"})
                                            .node("Concat", {"a", "b"}, {"y"}, {{"axis", 1}}));
    expect(channels, one_image, 2);
    // Of two images the parts are scattered: a copy.
    expect(channels, two_images, 3);
    // Along the last axis they are columns, of any number of images.
    const OnnxBuilder columns = output(model(any)
                                           .node("Abs", {"x"}, {"a"})
                                           .node("Neg", {"z"}, {"b"})
                                           .node("Concat", {"a", "b"}, {"y"}, {{"axis", 3}})
                                           .node("Relu", {"y"}, {"r"}),
                                       {"r"});
    expect_exact(columns, inputs_of(one_image));
    expect_exact(columns, inputs_of(two_images));
}

TEST(Views, NestedConcats) {
    for (const std::int64_t axis : {0, 1, 2, 3}) {
        const OnnxBuilder nested = output(model(any)
                                              .node("Abs", {"x"}, {"a"})
                                              .node("Neg", {"z"}, {"b"})
                                              .node("Concat", {"a", "b"}, {"c"}, {{"axis", axis}})
                                              .node("Relu", {"x"}, {"d"})
                                              .node("Concat", {"d", "c", "b"}, {"e"}, {{"axis", axis}})
                                              .node("Floor", {"c"}, {"f"})
                                              .node("Concat", {"e", "d"}, {"y"}, {{"axis", axis}}),
                                          {"y", "c"});
        expect_exact(nested, inputs_of(one_image));
        expect_exact(nested, inputs_of(two_images));
    }
}

TEST(Views, AValueInTwoConcats) {
    const OnnxBuilder twice = output(model(any)
                                         .node("Abs", {"x"}, {"a"})
                                         .node("Neg", {"z"}, {"b"})
                                         .node("Concat", {"a", "b"}, {"y"}, {{"axis", 1}})
                                         .node("Concat", {"b", "a", "a"}, {"w"}, {{"axis", 1}}),
                                     {"y", "w"});
    expect(twice, one_image, 3);
    expect_exact(twice, inputs_of(two_images));
}

TEST(Views, ConcatsOfInputsAndConstants) {
    const OnnxBuilder builder = output(model(any)
                                           .initializer("k", {1, 1, 3, 5}, std::vector<float>(15, 7))
                                           .node("Abs", {"x"}, {"a"})
                                           .node("Concat", {"x", "k", "a", "z"}, {"y"}, {{"axis", 1}}));
    expect(builder, one_image, 2);
}

TEST(Views, SplitsAndReshapes) {
    const OnnxBuilder split = output(model(any)
                                         .initializer("sizes", {2}, Integers{1, 3})
                                         .node("Abs", {"x"}, {"s"})
                                         .node("Split", {"s", "sizes"}, {"a", "b"}, {{"axis", 1}})
                                         .node("Neg", {"a"}, {"c"})
                                         .node("Floor", {"b"}, {"d"}),
                                     {"c", "b"});
    expect_exact(split, inputs_of(one_image));
    expect_exact(split, inputs_of(two_images));
    const OnnxBuilder reshape = output(model(any)
                                           .initializer("flat", {2}, Integers{0, -1})
                                           .node("Reshape", {"x", "flat"}, {"f"})
                                           .node("Neg", {"f"}, {"y"}));
    expect(reshape, one_image, 1);
    expect(reshape, two_images, 1);
}

TEST(Views, ASplitThatIsPutTogetherAgain) {
    // As in YOLO's C2f: parts of one value beside what is computed from one of them.
    for (const std::int64_t axis : {1, 3}) {
        const OnnxBuilder builder = output(model(any)
                                               .node("Abs", {"x"}, {"s"})
                                               .initializer("sizes", {2}, axis == 1 ? Integers{2, 2} : Integers{2, 3})
                                               .node("Split", {"s", "sizes"}, {"a", "b"}, {{"axis", axis}})
                                               .node("Neg", {"b"}, {"c"})
                                               .node("Floor", {"c"}, {"d"})
                                               .node("Concat", {"a", "b", "c"}, {"y"}, {{"axis", axis}}),
                                           {"y", "d"});
        expect_exact(builder, inputs_of(one_image));
        expect_exact(builder, inputs_of(two_images));
    }
}

TEST(Views, ReshapedAndJoined) {
    // As at the end of YOLO's heads: three maps, flattened, side by side.
    const OnnxBuilder builder = output(model(any)
                                           .initializer("flat", {3}, Integers{0, 4, -1})
                                           .node("Abs", {"x"}, {"a"})
                                           .node("Neg", {"z"}, {"b"})
                                           .node("Reshape", {"a", "flat"}, {"c"})
                                           .node("Reshape", {"b", "flat"}, {"d"})
                                           .node("Concat", {"c", "d"}, {"y"}, {{"axis", 2}}));
    expect_exact(builder, inputs_of(one_image));
    expect_exact(builder, inputs_of(two_images));
}

TEST(Views, OutputsThatAreViews) {
    const OnnxBuilder builder = output(model(any)
                                           .initializer("flat", {1}, Integers{-1})
                                           .initializer("sizes", {2}, Integers{1, 3})
                                           .node("Reshape", {"x", "flat"}, {"f"})
                                           .node("Split", {"z", "sizes"}, {"a", "b"}, {{"axis", 1}})
                                           .node("Abs", {"x"}, {"t"})
                                           .node("Reshape", {"t", "flat"}, {"u"})
                                           .node("Concat", {"t", "t"}, {"c"}, {{"axis", 0}}),
                                       {"f", "a", "b", "u", "t", "c", "x"});
    expect_exact(builder, inputs_of(one_image));
    expect_exact(builder, inputs_of(two_images));
}

TEST(Views, EmptyTensors) {
    const OnnxBuilder builder = output(model({"n", 4, 3, 5})
                                           .node("Abs", {"x"}, {"a"})
                                           .node("Concat", {"a", "z"}, {"c"}, {{"axis", 1}})
                                           .node("Neg", {"c"}, {"y"}));
    expect_exact(builder, inputs_of(Shape{0, 4, 3, 5}));
}

/// Chains that are far longer than those of real models: places are still found, in little time and stack.
TEST(Views, LongChains) {
    OnnxBuilder reshapes = model({"n", 2}), sums = model({"n", 2}), joins = model({"n", 2});
    constexpr int length = 5000;
    const auto name = [](int index) { return "v" + std::to_string(index); };
    reshapes.initializer("wide", {2}, Integers{1, -1})
        .initializer("tall", {2}, Integers{-1, 1})
        .node("Abs", {"x"}, {"v0"});
    sums.node("Abs", {"x"}, {"v0"});
    joins.node("Abs", {"x"}, {"v0"});
    for (int index = 0; index < length; ++index) {
        reshapes.node("Reshape", {name(index), index % 2 == 0 ? "wide" : "tall"}, {name(index + 1)});
        sums.node("Relu", {name(index)}, {name(index + 1)});
        if (index < 200) joins.node("Concat", {name(index), "z"}, {name(index + 1)}, {{"axis", 0}});
    }
    for (OnnxBuilder* const builder : {&reshapes, &sums}) {
        builder->node("Neg", {name(length)}, {"y"});
        expect_exact(output(*builder), inputs_of(Shape{1, 2}));
    }
    expect_exact(output(joins.node("Neg", {name(200)}, {"y"})), inputs_of(Shape{1, 2}));
}

TEST(Views, BackwardStepsAreNoViews) {
    const OnnxBuilder sliced = output(model(any)
                                          .initializer("starts", {2}, Integers{0, -1})
                                          .initializer("ends", {2}, Integers{2, INT64_MIN})
                                          .initializer("axes", {2}, Integers{1, 3})
                                          .initializer("steps", {2}, Integers{1, -1})
                                          .node("Slice", {"x", "starts", "ends", "axes", "steps"}, {"y"}));
    expect_exact(sliced, inputs_of(one_image));
    expect_exact(sliced, inputs_of(two_images));
}

}  // namespace
}  // namespace yolozu::test
