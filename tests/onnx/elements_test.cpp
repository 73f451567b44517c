// SPDX-License-Identifier: Apache-2.0
#include "onnx/elements.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <protozero/pbf_writer.hpp>

#include "read_bytes.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu::test {
namespace {

using protozero::pbf_writer;
using testing::ElementsAre;
using testing::HasSubstr;

/// A model with one initialiser of this type and these dims, whose data a callback writes.
template <class WriteData>
std::string model_of(int onnx_type, std::vector<std::int64_t> dims, WriteData write_data) {
    OnnxTensor tensor;
    pbf_writer writer(tensor.bytes);
    writer.add_packed_int64(1, dims.begin(), dims.end());
    writer.add_int32(2, onnx_type);
    write_data(writer);
    return OnnxBuilder().initializer(tensor).build();
}

template <class T>
std::vector<T> copied(const std::string& model_bytes) {
    const Result<onnx::Model> model = read_bytes(model_bytes);
    if (!model) throw std::runtime_error(model.error().to_string());
    const onnx::TensorData& tensor = model->graph.initializers.at(0);
    std::vector<T> elements(static_cast<std::size_t>(tensor.shape.element_count()));
    const Status status = onnx::copy_elements(tensor, std::as_writable_bytes(std::span(elements)));
    if (!status) throw std::runtime_error(status.error().to_string());
    return elements;
}

std::string copy_error(const std::string& model_bytes, std::size_t size) {
    const Result<onnx::Model> model = read_bytes(model_bytes);
    if (!model) throw std::runtime_error(model.error().to_string());
    std::vector<std::byte> destination(size);
    const Status status = onnx::copy_elements(model->graph.initializers.at(0), destination);
    return status ? "no error" : status.error().to_string();
}

TEST(OnnxElements, CopiesRawData) {
    const float values[] = {1.5F, -2.0F};
    const std::string bytes =
        OnnxBuilder()
            .initializer("w", DataType::float32, {2}, {reinterpret_cast<const char*>(values), sizeof values})
            .build();
    EXPECT_THAT(copied<float>(bytes), ElementsAre(1.5F, -2.0F));
}

TEST(OnnxElements, CopiesPackedAndSingleFloats) {
    EXPECT_THAT(copied<float>(model_of(1, {3},
                                       [](pbf_writer& tensor) {
                                           const float packed[] = {1.0F, 2.0F};
                                           tensor.add_packed_float(4, std::begin(packed), std::end(packed));
                                           tensor.add_float(4, 3.0F);
                                       })),
                ElementsAre(1.0F, 2.0F, 3.0F));
    EXPECT_THAT(copied<double>(model_of(11, {2},
                                        [](pbf_writer& tensor) {
                                            tensor.add_double(10, 0.25);
                                            tensor.add_double(10, -4.0);
                                        })),
                ElementsAre(0.25, -4.0));
}

TEST(OnnxElements, CopiesEveryIntegerType) {
    const auto int32_data = [](std::vector<std::int32_t> values) {
        return [values](pbf_writer& tensor) { tensor.add_packed_int32(5, values.begin(), values.end()); };
    };
    const auto uint64_data = [](std::vector<std::uint64_t> values) {
        return [values](pbf_writer& tensor) { tensor.add_packed_uint64(11, values.begin(), values.end()); };
    };
    EXPECT_THAT(copied<std::uint8_t>(model_of(2, {2}, int32_data({0, 255}))), ElementsAre(0, 255));
    EXPECT_THAT(copied<std::int8_t>(model_of(3, {2}, int32_data({-128, 127}))), ElementsAre(-128, 127));
    EXPECT_THAT(copied<std::uint16_t>(model_of(4, {1}, int32_data({65'535}))), ElementsAre(65'535));
    EXPECT_THAT(copied<std::int16_t>(model_of(5, {1}, int32_data({-32'768}))), ElementsAre(-32'768));
    EXPECT_THAT(copied<std::int32_t>(model_of(6, {2}, int32_data({INT32_MIN, INT32_MAX}))),
                ElementsAre(INT32_MIN, INT32_MAX));
    EXPECT_THAT(
        copied<std::int64_t>(OnnxBuilder().initializer("w", {2}, std::vector<std::int64_t>{-1, INT64_MAX}).build()),
        ElementsAre(-1, INT64_MAX));
    EXPECT_THAT(copied<std::uint8_t>(model_of(9, {2}, int32_data({1, 0}))), ElementsAre(1, 0));
    EXPECT_THAT(copied<std::uint16_t>(model_of(10, {1}, int32_data({0x3C00}))), ElementsAre(0x3C00));
    EXPECT_THAT(copied<std::uint16_t>(model_of(16, {1}, int32_data({0x3F80}))), ElementsAre(0x3F80));
    EXPECT_THAT(copied<std::uint32_t>(model_of(12, {1}, uint64_data({UINT32_MAX}))), ElementsAre(UINT32_MAX));
    EXPECT_THAT(copied<std::uint64_t>(model_of(13, {1}, uint64_data({UINT64_MAX}))), ElementsAre(UINT64_MAX));
}

TEST(OnnxElements, CopiesAnEmptyTensor) {
    EXPECT_TRUE(copied<float>(model_of(1, {0, 3}, [](pbf_writer&) {})).empty());
}

TEST(OnnxElements, GivesStringsAsViews) {
    const std::string bytes = model_of(8, {2}, [](pbf_writer& tensor) {
        tensor.add_bytes(6, std::string("one"));
        tensor.add_bytes(6, std::string("two"));
    });
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    const auto strings = onnx::string_elements(model->graph.initializers.at(0));
    ASSERT_TRUE(strings.ok());
    EXPECT_THAT(*strings, ElementsAre("one", "two"));
    EXPECT_EQ(copy_error(bytes, 2), "the elements of a string tensor cannot be copied as numbers");
}

TEST(OnnxElementsErrors, NumbersThatDoNotFitTheirType) {
    EXPECT_EQ(copy_error(model_of(2, {1}, [](pbf_writer& tensor) { tensor.add_int32(5, 256); }), 1),
              "the number 256 does not fit an element of 1 bytes");
    EXPECT_EQ(copy_error(model_of(12, {1}, [](pbf_writer& tensor) { tensor.add_uint64(11, 1ULL << 32); }), 4),
              "the number 4294967296 does not fit an element of 4 bytes");
}

TEST(OnnxElementsErrors, DestinationsOfAnotherSize) {
    EXPECT_EQ(copy_error(OnnxBuilder().initializer("w", {2}, std::vector<float>{1, 2}).build(), 7),
              "7 bytes were given for a float32 tensor of shape 2");
}

TEST(OnnxElementsErrors, TypesWithoutANameAndDataElsewhere) {
    EXPECT_EQ(copy_error(model_of(22, {2}, [](pbf_writer& tensor) { tensor.add_int32(5, 0x21); }), 1),
              "the elements of a int4 tensor cannot be copied as numbers");
    const std::string external = model_of(1, {1}, [](pbf_writer& tensor) {
        tensor.add_enum(14, 1);
        pbf_writer entry(tensor, 13);
        entry.add_string(1, "location");
        entry.add_string(2, "w.bin");
    });
    EXPECT_EQ(copy_error(external, 4), "the elements of a float32 tensor lie in another file");
}

TEST(OnnxElementsErrors, StringsOfANumberTensor) {
    const std::string bytes = OnnxBuilder().initializer("w", {1}, std::vector<float>{1}).build();
    const Result<onnx::Model> model = read_bytes(bytes);
    ASSERT_TRUE(model.ok());
    const auto strings = onnx::string_elements(model->graph.initializers.at(0));
    ASSERT_FALSE(strings.ok());
    EXPECT_EQ(strings.error().to_string(), "the elements of a float32 tensor are not strings");
}

}  // namespace
}  // namespace yolozu::test
