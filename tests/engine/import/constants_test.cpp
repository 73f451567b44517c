// SPDX-License-Identifier: Apache-2.0
//
// Initialisers of every type and storage, and the forms of Constant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "engine/import/import.hpp"
#include "models.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The one output of a model without inputs.
Tensor constant_output(const OnnxBuilder& model) {
    Result<std::vector<Tensor>> outputs = interpret_bytes(model.build(), {});
    EXPECT_TRUE(outputs.ok()) << outputs.error().to_string();
    return outputs ? std::move((*outputs)[0]) : Tensor();
}

Tensor read_initializer(const OnnxTensor& tensor, DataType type) {
    return constant_output(OnnxBuilder().initializer(tensor).output_without_shape("c", type));
}

/// The elements as bytes, as they lie in memory.
std::string bytes_of(const Tensor& tensor) {
    return {static_cast<const char*>(tensor.view().data), tensor.size_bytes()};
}

template <class T>
std::string memory_of(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

struct Case {
    DataType type;
    OnnxTensor typed;
    std::string memory;
};

std::vector<Case> cases() {
    const auto narrow = [](DataType type, const std::vector<std::int32_t>& values) {
        return OnnxTensor::narrow("c", type, {2}, values);
    };
    using enum DataType;
    return {
        {float32, OnnxTensor::floats("c", {2}, {1.5F, -2}), memory_of<float>({1.5F, -2})},
        {uint8, narrow(uint8, {3, 255}), memory_of<std::uint8_t>({3, 255})},
        {int8, narrow(int8, {-128, 127}), memory_of<std::int8_t>({-128, 127})},
        {uint16, narrow(uint16, {3, 65535}), memory_of<std::uint16_t>({3, 65535})},
        {int16, narrow(int16, {-32768, 4}), memory_of<std::int16_t>({-32768, 4})},
        {int32, narrow(int32, {-5, INT32_MAX}), memory_of<std::int32_t>({-5, INT32_MAX})},
        {int64, OnnxTensor::integers("c", {2}, {-5, INT64_MAX}), memory_of<std::int64_t>({-5, INT64_MAX})},
        {float16, narrow(float16, {0x3C00, 0xC000}), memory_of<std::uint16_t>({0x3C00, 0xC000})},
        {bfloat16, narrow(bfloat16, {0x3F80, 0xC000}), memory_of<std::uint16_t>({0x3F80, 0xC000})},
        {float64, OnnxTensor::doubles("c", {2}, {1e300, -2}), memory_of<double>({1e300, -2})},
        {uint32, OnnxTensor::unsigned_integers("c", uint32, {2}, {3, UINT32_MAX}),
         memory_of<std::uint32_t>({3, UINT32_MAX})},
        {uint64, OnnxTensor::unsigned_integers("c", uint64, {2}, {3, UINT64_MAX}),
         memory_of<std::uint64_t>({3, UINT64_MAX})},
    };
}

TEST(ImportConstants, EveryTypeTypedAndRaw) {
    for (const Case& one : cases()) {
        SCOPED_TRACE(to_string(one.type));
        const Tensor typed = read_initializer(one.typed, one.type);
        EXPECT_EQ(typed.type(), one.type);
        EXPECT_EQ(bytes_of(typed), one.memory);
        const Tensor raw = read_initializer(OnnxTensor::raw("c", one.type, {2}, one.memory), one.type);
        EXPECT_EQ(raw.type(), one.type);
        EXPECT_EQ(bytes_of(raw), one.memory);
    }
}

TEST(ImportConstants, RawElementsAtAnyAlignment) {
    for (std::size_t shift = 0; shift < 8; ++shift) {
        const Tensor output =
            constant_output(OnnxBuilder()
                                .producer(std::string(shift + 1, 'p'), "")
                                .initializer(OnnxTensor::raw("c", DataType::float64, {2}, memory_of<double>({0.5, -3})))
                                .output_without_shape("c", DataType::float64));
        EXPECT_EQ(bytes_of(output), memory_of<double>({0.5, -3}));
    }
}

TEST(ImportConstants, BoolsBecomeZeroOrOne) {
    const std::string expected("\0\1\1\1", 4);
    EXPECT_EQ(bytes_of(read_initializer(OnnxTensor::raw("c", DataType::boolean, {4}, std::string("\0\1\2\xFF", 4)),
                                        DataType::boolean)),
              expected);
    EXPECT_EQ(
        bytes_of(read_initializer(OnnxTensor::narrow("c", DataType::boolean, {4}, {0, 1, 2, 255}), DataType::boolean)),
        expected);
}

TEST(ImportConstants, EmptyTensors) {
    const Tensor empty = read_initializer(OnnxTensor::raw("c", DataType::float32, {0, 3}, ""), DataType::float32);
    EXPECT_EQ(empty.shape(), (Shape{0, 3}));
}

TEST(ImportConstants, StringsAreRefused) {
    EXPECT_THAT(import_error(OnnxBuilder().initializer(OnnxTensor::narrow("c", DataType::string, {0}, {})).build()),
                HasSubstr("initializer 'c': the native engine has no tensors of the element type 8"));
}

TEST(ImportConstants, AnInitializerThatIsAlsoAnInputIsNoInput) {
    const std::string model = OnnxBuilder()
                                  .ir_version(3)
                                  .input("x", DataType::float32, {1})
                                  .input("w", DataType::float32, {1})
                                  .initializer("w", {1}, std::vector<float>{5})
                                  .node("Add", {"x", "w"}, {"y"})
                                  .output_without_shape("y", DataType::float32)
                                  .build();
    const std::vector<Tensor> inputs = [] {
        std::vector<Tensor> one;
        one.push_back(tensor_of(Shape{1}, std::vector<float>{2}));
        return one;
    }();
    const Result<std::vector<Tensor>> outputs = interpret_bytes(model, inputs);
    ASSERT_TRUE(outputs.ok()) << outputs.error().to_string();
    EXPECT_THAT(floats_of((*outputs)[0]), ElementsAre(7));
}

Tensor constant_node(const OnnxAttribute& attribute, DataType type) {
    return constant_output(OnnxBuilder().node("Constant", {}, {"c"}, {attribute}).output_without_shape("c", type));
}

TEST(ImportConstants, EveryFormOfConstant) {
    EXPECT_THAT(floats_of(constant_node({"value", OnnxTensor::floats("", {2}, {1, 2})}, DataType::float32)),
                ElementsAre(1, 2));
    const Tensor number = constant_node({"value_float", 1.5F}, DataType::float32);
    EXPECT_EQ(number.shape(), Shape{});
    EXPECT_THAT(floats_of(number), ElementsAre(1.5F));
    const Tensor integer = constant_node({"value_int", -7}, DataType::int64);
    EXPECT_EQ(integer.shape(), Shape{});
    EXPECT_THAT(integers_of(integer), ElementsAre(-7));
    EXPECT_THAT(floats_of(constant_node({"value_floats", std::vector<float>{1, -1}}, DataType::float32)),
                ElementsAre(1, -1));
    EXPECT_THAT(integers_of(constant_node({"value_ints", {3, 4}}, DataType::int64)), ElementsAre(3, 4));
}

TEST(ImportConstants, ConstantsThatCannotBe) {
    const auto error_of = [](const std::vector<OnnxAttribute>& attributes) {
        return import_error(OnnxBuilder().node("Constant", {}, {"c"}, attributes).build());
    };
    EXPECT_THAT(error_of({}), HasSubstr("node 'c' (Constant): 0 attributes, one that holds the value is expected"));
    EXPECT_THAT(error_of({{"value_int", 1}, {"value_float", 1.0F}}), HasSubstr("2 attributes"));
    EXPECT_THAT(error_of({{"value_string", "a"}}), HasSubstr("a constant given as 'value_string'"));
    EXPECT_THAT(error_of({{"value_int", 1.0F}}), HasSubstr("attribute 'value_int' is of another kind"));
    EXPECT_THAT(error_of({{"value", OnnxTensor::narrow("", DataType::string, {0}, {})}}), HasSubstr("element type 8"));
}

/// How many nodes are left of two that have constants only: bytes that are made floats, and these negated.
std::size_t nodes_of_dequantised(const std::vector<std::int64_t>& shape, DataType type) {
    const auto count = static_cast<std::size_t>(Shape::from(shape)->element_count());
    const std::string bytes =
        OnnxBuilder()
            .initializer(OnnxTensor::raw("b", type, shape, std::string(count * element_size(type), 'a')))
            .initializer("scale", {}, std::vector<float>{0.5F})
            .node("DequantizeLinear", {"b", "scale"}, {"c"})
            .node("Neg", {"c"}, {"y"})
            .output_without_shape("y", DataType::float32)
            .build();
    const auto file = open_bytes(bytes);
    EXPECT_TRUE(file.ok());
    const Result<engine::Graph> graph = engine::import_model(*file, {});
    EXPECT_TRUE(graph.ok());
    return graph ? graph->nodes.size() : 0;
}

TEST(ImportConstants, WeightsOfConvolutionsStayQuantised) {
    EXPECT_EQ(nodes_of_dequantised({2, 3, 1}, DataType::int8), 2U);
    EXPECT_EQ(nodes_of_dequantised({2, 3, 1, 1}, DataType::uint8), 2U);
    EXPECT_EQ(nodes_of_dequantised({2, 3}, DataType::uint8), 0U);
    EXPECT_EQ(nodes_of_dequantised({2, 3, 1}, DataType::int32), 0U);
}

}  // namespace
}  // namespace yolozu::test
