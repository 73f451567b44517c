// SPDX-License-Identifier: Apache-2.0
//
// Operators whose form changed between versions: the old form and the new one give the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using Floats = std::vector<float>;
using Integers = std::vector<std::int64_t>;

const Shape image{1, 2, 4, 4};

OnnxBuilder model(std::int64_t opset) {
    return OnnxBuilder()
        .opset(opset)
        .input("x", DataType::float32, {1, 2, 4, 4})
        .output_without_shape("y", DataType::float32);
}

std::vector<Tensor> outputs_of(const OnnxBuilder& builder) {
    std::vector<Tensor> inputs;
    inputs.push_back(random_tensor(image, 3));
    Result<std::vector<Tensor>> outputs = interpret_bytes(builder.build(), inputs);
    EXPECT_TRUE(outputs.ok()) << outputs.error().to_string();
    return outputs ? std::move(outputs).value() : std::vector<Tensor>();
}

void expect_same(const OnnxBuilder& older, const OnnxBuilder& newer) {
    const std::vector<Tensor> a = outputs_of(older), b = outputs_of(newer);
    ASSERT_FALSE(a.empty());
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t index = 0; index < a.size(); ++index)
        EXPECT_TRUE(identical(a[index].view(), b[index].view()))
            << testing::PrintToString(floats_of(a[index])) << testing::PrintToString(floats_of(b[index]));
}

TEST(ImportVersions, Slice) {
    expect_same(model(9).node("Slice", {"x"}, {"y"}, {{"starts", {1, -3}}, {"ends", {2, 100}}, {"axes", {1, 3}}}),
                model(10)
                    .initializer("starts", {2}, Integers{1, -3})
                    .initializer("ends", {2}, Integers{2, 100})
                    .initializer("axes", {2}, Integers{1, 3})
                    .node("Slice", {"x", "starts", "ends", "axes"}, {"y"}));
    expect_same(model(7).node("Slice", {"x"}, {"y"}, {{"starts", {0, 1}}, {"ends", {1, 2}}}),
                model(23)
                    .initializer("starts", {2}, Integers{0, 1})
                    .initializer("ends", {2}, Integers{1, 2})
                    .node("Slice", {"x", "starts", "ends"}, {"y"}));
}

TEST(ImportVersions, Clip) {
    const OnnxBuilder newer = model(11)
                                  .initializer("low", {}, Floats{-0.25F})
                                  .initializer("high", {}, Floats{0.5F})
                                  .node("Clip", {"x", "low", "high"}, {"y"});
    expect_same(model(10).node("Clip", {"x"}, {"y"}, {{"min", -0.25F}, {"max", 0.5F}}), newer);
    expect_same(model(7).node("Clip", {"x"}, {"y"}, {{"min", -0.25F}, {"max", 0.5F}}), newer);
    expect_same(model(10).node("Clip", {"x"}, {"y"}), model(13).node("Clip", {"x"}, {"y"}));
}

TEST(ImportVersions, Softmax) {
    // Before opset 13 over all axes from `axis` on, and `axis` is 1 when not given.
    const OnnxBuilder newer = model(13)
                                  .initializer("rows", {2}, Integers{1, 32})
                                  .initializer("back", {4}, Integers{1, 2, 4, 4})
                                  .node("Reshape", {"x", "rows"}, {"f"})
                                  .node("Softmax", {"f"}, {"s"})
                                  .node("Reshape", {"s", "back"}, {"y"});
    expect_same(model(12).node("Softmax", {"x"}, {"y"}), newer);
    expect_same(model(7).node("Softmax", {"x"}, {"y"}, {{"axis", 1}}), newer);
    expect_same(model(12).node("Softmax", {"x"}, {"y"}, {{"axis", 3}}), model(13).node("Softmax", {"x"}, {"y"}));
    EXPECT_FALSE(identical(outputs_of(model(12).node("Softmax", {"x"}, {"y"}, {{"axis", 1}}))[0].view(),
                           outputs_of(model(13).node("Softmax", {"x"}, {"y"}, {{"axis", 1}}))[0].view()));
}

TEST(ImportVersions, SqueezeAndUnsqueeze) {
    expect_same(
        model(12).node("Squeeze", {"x"}, {"s"}, {{"axes", {0}}}).node("Unsqueeze", {"s"}, {"y"}, {{"axes", {1, 4}}}),
        model(13)
            .initializer("zero", {1}, Integers{0})
            .initializer("axes", {2}, Integers{1, 4})
            .node("Squeeze", {"x", "zero"}, {"s"})
            .node("Unsqueeze", {"s", "axes"}, {"y"}));
}

TEST(ImportVersions, Reductions) {
    const OnnxBuilder newer = model(13).initializer("axes", {2}, Integers{1, -1});
    expect_same(model(12).node("ReduceSum", {"x"}, {"y"}, {{"axes", {1, -1}}, {"keepdims", 0}}),
                OnnxBuilder(newer).node("ReduceSum", {"x", "axes"}, {"y"}, {{"keepdims", 0}}));
    expect_same(model(17).node("ReduceMean", {"x"}, {"y"}, {{"axes", {1, -1}}}),
                model(18).initializer("axes", {2}, Integers{1, -1}).node("ReduceMean", {"x", "axes"}, {"y"}));
    expect_same(model(12).node("ReduceSum", {"x"}, {"y"}), model(13).node("ReduceSum", {"x"}, {"y"}));
}

TEST(ImportVersions, ResizeAndUpsample) {
    const auto scales = [](std::int64_t opset) { return model(opset).initializer("s", {4}, Floats{1, 1, 2, 1.5F}); };
    const OnnxBuilder newer = scales(13).node(
        "Resize", {"x", "", "s"}, {"y"},
        {{"mode", "nearest"}, {"coordinate_transformation_mode", "asymmetric"}, {"nearest_mode", "floor"}});
    expect_same(scales(10).node("Resize", {"x", "s"}, {"y"}, {{"mode", "nearest"}}), newer);
    expect_same(scales(9).node("Upsample", {"x", "s"}, {"y"}, {{"mode", "nearest"}}), newer);
    expect_same(model(7).node("Upsample", {"x"}, {"y"}, {{"mode", "nearest"}, {"scales", Floats{1, 1, 2, 1.5F}}}),
                newer);
    expect_same(scales(9).node("Upsample", {"x", "s"}, {"y"}, {{"mode", "linear"}}),
                scales(19).node("Resize", {"x", "", "s"}, {"y"},
                                {{"mode", "linear"}, {"coordinate_transformation_mode", "asymmetric"}}));
}

TEST(ImportVersions, Pad) {
    const auto newer = [](std::int64_t opset) {
        return model(opset)
            .initializer("pads", {8}, Integers{0, 1, 0, 2, 0, 0, -1, 1})
            .initializer("value", {}, Floats{5})
            .node("Pad", {"x", "pads", "value"}, {"y"});
    };
    expect_same(model(10).node("Pad", {"x"}, {"y"}, {{"pads", {0, 1, 0, 2, 0, 0, -1, 1}}, {"value", 5.0F}}), newer(11));
    expect_same(newer(13), newer(21));
}

TEST(ImportVersions, Split) {
    const auto two = [](std::int64_t opset) { return model(opset).output_without_shape("z", DataType::float32); };
    expect_same(two(12).node("Split", {"x"}, {"y", "z"}, {{"axis", 2}, {"split", {1, 3}}}),
                two(13).initializer("s", {2}, Integers{1, 3}).node("Split", {"x", "s"}, {"y", "z"}, {{"axis", 2}}));
    expect_same(two(12).node("Split", {"x"}, {"y", "z"}, {{"axis", 2}}),
                two(18).node("Split", {"x"}, {"y", "z"}, {{"axis", 2}, {"num_outputs", 2}}));
}

TEST(ImportVersions, TopK) {
    const auto two = [](std::int64_t opset) { return model(opset).output_without_shape("z", DataType::int64); };
    expect_same(two(9).node("TopK", {"x"}, {"y", "z"}, {{"k", 3}}),
                two(10).initializer("k", {1}, Integers{3}).node("TopK", {"x", "k"}, {"y", "z"}));
}

TEST(ImportVersions, Dropout) {
    for (const std::int64_t opset : {7, 10, 12, 13, 22})
        expect_same(model(opset).node("Dropout", {"x"}, {"y"}), model(17).node("Identity", {"x"}, {"y"}));
}

TEST(ImportVersions, BatchNormalization) {
    const auto with = [](std::int64_t opset, const std::vector<OnnxAttribute>& attributes) {
        return model(opset)
            .initializer("p", {2}, Floats{1, 2})
            .node("BatchNormalization", {"x", "p", "p", "p", "p"}, {"y"}, attributes);
    };
    expect_same(with(7, {{"momentum", 0.5F}}), with(15, {}));
    expect_same(with(9, {{"epsilon", 0.5F}}), with(14, {{"epsilon", 0.5F}, {"training_mode", 0}}));
    EXPECT_NE(import_error(with(14, {{"training_mode", 1}}).build(), {image}), "");
}

}  // namespace
}  // namespace yolozu::test
