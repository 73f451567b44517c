// SPDX-License-Identifier: Apache-2.0
#include "small_models.hpp"

#include "support/onnx_builder.hpp"

namespace yolozu::test {

namespace {

using Floats = std::vector<float>;
using Integers = std::vector<std::int64_t>;

OnnxBuilder image_model() {
    return OnnxBuilder().input("x", DataType::float32, {1, 4, 6, 6}).output_without_shape("y", DataType::float32);
}

std::string convolution() {
    return image_model()
        .initializer("w", {4, 2, 3, 3}, Floats(72, 0.25F))
        .initializer("b", {4}, Floats{1, 2, 3, 4})
        .initializer("v", {4, 2, 2, 2}, Floats(32, 0.5F))
        .initializer("p", {4}, Floats{1, 1, 1, 1})
        .node("Conv", {"x", "w", "b"}, {"c"}, {{"group", 2}, {"pads", {1, 1, 1, 1}}, {"strides", {2, 2}}})
        .node("BatchNormalization", {"c", "b", "b", "b", "p"}, {"n"})
        .node("Sigmoid", {"n"}, {"s"})
        .node("Mul", {"n", "s"}, {"a"})
        .node("ConvTranspose", {"a", "v"}, {"t"}, {{"strides", {2, 2}}, {"output_padding", {1, 1}}})
        .node("MaxPool", {"t"}, {"m"}, {{"kernel_shape", {3, 3}}, {"ceil_mode", 1}, {"dilations", {2, 2}}})
        .node("AveragePool", {"m"}, {"y"}, {{"kernel_shape", {2, 2}}, {"auto_pad", "SAME_UPPER"}})
        .build();
}

std::string movement() {
    return image_model()
        .initializer("sizes", {2}, Integers{1, 3})
        .initializer("starts", {2}, Integers{0, -1})
        .initializer("ends", {2}, Integers{4, -6})
        .initializer("axes", {2}, Integers{2, 3})
        .initializer("steps", {2}, Integers{2, -2})
        .initializer("pads", {8}, Integers{0, 1, 0, 0, 0, 0, 2, -1})
        .initializer("repeats", {4}, Integers{1, 2, 1, 1})
        .node("Split", {"x", "sizes"}, {"a", "b"}, {{"axis", 1}})
        .node("Concat", {"b", "a"}, {"c"}, {{"axis", 1}})
        .node("Slice", {"c", "starts", "ends", "axes", "steps"}, {"s"})
        .node("Pad", {"s", "pads"}, {"p"}, {{"mode", "reflect"}})
        .node("Tile", {"p", "repeats"}, {"t"})
        .node("Transpose", {"t"}, {"u"}, {{"perm", {0, 2, 3, 1}}})
        .node("Flatten", {"u"}, {"f"}, {{"axis", 2}})
        .node("Unsqueeze", {"f", "sizes"}, {"q"})
        .node("Squeeze", {"q"}, {"y"})
        .build();
}

std::string shapes() {
    const auto branch = [](std::string_view op_type) {
        return OnnxBuilder().node(op_type, {"r"}, {"o"}).output_without_shape("o", DataType::float32).graph();
    };
    return image_model()
        .initializer("one", {1}, Integers{1})
        .initializer("four", {}, Integers{4})
        .initializer("rest", {1}, Integers{-1})
        .initializer("index", {}, Integers{1})
        .node("Constant", {}, {"zero"}, {{"value_ints", {0}}})
        .node("Shape", {"x"}, {"shape"})
        .node("Gather", {"shape", "index"}, {"channels"}, {{"axis", 0}})
        .node("Unsqueeze", {"channels", "zero"}, {"list"})
        .node("Concat", {"one", "list", "rest"}, {"wanted"}, {{"axis", 0}})
        .node("Reshape", {"x", "wanted"}, {"r"})
        .node("Equal", {"channels", "four"}, {"is_four"})
        .node("If", {"is_four"}, {"i"}, {{"then_branch", branch("Relu")}, {"else_branch", branch("Neg")}})
        .node("Constant", {}, {"wanted_two"}, {{"value_ints", {4, 1}}})
        .node("ConstantOfShape", {"wanted_two"}, {"k"}, {{"value", OnnxTensor::floats("", {1}, {2})}})
        .node("Range", {"index", "four", "index"}, {"range"})
        .node("Add", {"i", "k"}, {"e"})
        .node("Constant", {}, {"wanted_three"}, {{"value_ints", {2, 4, 36}}})
        .node("Expand", {"e", "wanted_three"}, {"y"})
        .build();
}

std::string matrices() {
    return OnnxBuilder()
        .input("x", DataType::float32, {2, 3, 4})
        .initializer("w", {4, 5}, Floats(20, 0.1F))
        .initializer("scale", {5}, Floats(5, 1))
        .initializer("two", {1}, Integers{2})
        .initializer("axes", {1}, Integers{1})
        .node("MatMul", {"x", "w"}, {"m"})
        .node("LayerNormalization", {"m", "scale", "scale"}, {"l"}, {{"axis", -1}})
        .node("Softmax", {"l"}, {"s"}, {{"axis", 1}})
        .node("TopK", {"s", "two"}, {"t", "indices"}, {{"axis", 2}})
        .node("GatherElements", {"s", "indices"}, {"g"}, {{"axis", 2}})
        .node("ReduceMean", {"g"}, {"r"}, {{"axes", {1}}, {"keepdims", 0}})
        .node("Gemm", {"r", "r"}, {"e"}, {{"transB", 1}, {"alpha", 0.5F}})
        .node("ArgMax", {"e"}, {"a"}, {{"axis", 0}})
        .node("ReduceSum", {"a", "axes"}, {"y"})
        .node("CumSum", {"e", "axes_scalar"}, {"z"})
        .initializer("axes_scalar", {}, Integers{0})
        .output_without_shape("y", DataType::int64)
        .output_without_shape("z", DataType::float32)
        .build();
}

std::string quantised() {
    return image_model()
        .initializer("scale", {}, Floats{0.1F})
        .initializer("zero", DataType::uint8, {}, "\x05")
        .initializer("w", DataType::int8, {2, 4, 1, 1}, "abcdefgh")
        .initializer("w_scale", {2}, Floats{0.1F, 0.2F})
        .initializer("w_zero", DataType::int8, {2}, std::string(2, '\0'))
        .node("QuantizeLinear", {"x", "scale", "zero"}, {"q"})
        .node("QLinearConv", {"q", "scale", "zero", "w", "w_scale", "w_zero", "scale", "zero"}, {"c"})
        .node("DequantizeLinear", {"c", "scale", "zero"}, {"d"})
        .node("DynamicQuantizeLinear", {"d"}, {"i", "i_scale", "i_zero"})
        .node("MatMulInteger", {"i", "i", "i_zero", "i_zero"}, {"m"})
        .node("Cast", {"m"}, {"f"}, {{"to", 1}})
        .node("Mul", {"f", "i_scale"}, {"y"})
        .build();
}

std::string detection() {
    return OnnxBuilder()
        .input("boxes", DataType::float32, {1, 6, 4})
        .input("scores", DataType::float32, {1, 2, 6})
        .initializer("most", {1}, Integers{3})
        .initializer("overlap", {1}, Floats{0.5F})
        .initializer("column", {}, Integers{2})
        .initializer("rows", {2}, Integers{-1, 2})
        .node("NonMaxSuppression", {"boxes", "scores", "most", "overlap"}, {"chosen"})
        .node("Gather", {"chosen", "column"}, {"places"}, {{"axis", 1}})
        .node("Gather", {"boxes", "places"}, {"kept"}, {{"axis", 1}})
        .node("Reshape", {"kept", "rows"}, {"pairs"})
        .node("Concat", {"pairs", "pairs"}, {"y"}, {{"axis", 0}})
        .node("NonZero", {"scores"}, {"z"})
        .output_without_shape("y", DataType::float32)
        .output_without_shape("z", DataType::int64)
        .build();
}

std::string resizing() {
    return image_model()
        .initializer("scales", {4}, Floats{1, 1, 2, 0.5F})
        .initializer("sizes", {4}, Integers{1, 4, 5, 7})
        .node("Resize", {"x", "", "scales"}, {"n"},
              {{"mode", "nearest"}, {"coordinate_transformation_mode", "asymmetric"}})
        .node("Resize", {"n", "", "", "sizes"}, {"l"}, {{"mode", "linear"}})
        .node("Resize", {"l", "", "scales"}, {"c"}, {{"mode", "cubic"}, {"cubic_coeff_a", -0.5F}})
        .node("DepthToSpace", {"c"}, {"d"}, {{"blocksize", 2}})
        .node("InstanceNormalization", {"d", "one", "one"}, {"i"})
        .node("LRN", {"i"}, {"y"}, {{"size", 3}})
        .initializer("one", {1}, Floats{1})
        .build();
}

std::string functions() {
    const OnnxBuilder inner = OnnxBuilder().node("LeakyRelu", {"a"}, {"b"}, {{"alpha", OnnxReference{"slope"}}});
    const OnnxBuilder outer = OnnxBuilder()
                                  .opset(17)
                                  .opset(1, "own")
                                  .node("Inner", {"p"}, {"q"}, {{"slope", OnnxReference{"slope"}}}, "", "own")
                                  .node("Clip", {"q", "low"}, {"r"});
    return image_model()
        .opset(17)
        .opset(1, "own")
        .node("Outer", {"x"}, {"o"}, {{"slope", 0.5F}}, "", "own")
        .node("Outer", {"o"}, {"y"}, {}, "", "own")
        .function("own", "Inner", {"a"}, {"b"}, inner, {}, {{"slope", 0.25F}})
        .function("own", "Outer", {"p", "low"}, {"r"}, outer, {"slope"})
        .build();
}

std::string halves() {
    return OnnxBuilder()
        .input("x", DataType::float16, {1, 8})
        .initializer("w", DataType::float16, {8, 2}, std::string(32, '\x3C'))
        .node("MatMul", {"x", "w"}, {"m"})
        .node("Exp", {"m"}, {"e"})
        .node("Cast", {"e"}, {"f"}, {{"to", 1}})
        .node("Where", {"condition", "f", "other"}, {"h"})
        .initializer("condition", DataType::boolean, {1, 2}, std::string("\x01\0", 2))
        .initializer("other", {1}, Floats{1e9F})
        .node("Div", {"h", "other"}, {"y"})
        .output_without_shape("y", DataType::float32)
        .build();
}

}  // namespace

std::vector<SmallModel> small_models() {
    return {{"convolution", convolution()}, {"movement", movement()},   {"shapes", shapes()},
            {"matrices", matrices()},       {"quantised", quantised()}, {"detection", detection()},
            {"resizing", resizing()},       {"functions", functions()}, {"halves", halves()}};
}

}  // namespace yolozu::test
