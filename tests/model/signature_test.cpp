// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "head_graphs.hpp"
#include "support/files.hpp"

namespace yolozu::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

TEST(ModelSignature, HoldsWhatTheFileSays) {
    const Result<ModelSignature> signature =
        read_signature(OnnxBuilder()
                           .opset(1, "com.microsoft")
                           .opset(13)
                           .producer("pytorch", "2.6.0")
                           .metadata("stride", "32")
                           .metadata("task", "detect")
                           .input("images", DataType::float32, {"batch", 3, 64, 64})
                           .input("w", DataType::float32, {2})
                           .initializer("w", {2}, std::vector<float>{1, 2})
                           .initializer("b", {3, 4}, std::vector<float>(12))
                           .node("Conv", {"images", "w"}, {"output0"})
                           .output("output0", DataType::float16, {"batch", OnnxExtent()}));
    ASSERT_TRUE(signature.ok()) << signature.error().to_string();
    EXPECT_EQ(signature->ir_version, 8);
    EXPECT_EQ(signature->opset, 13);
    EXPECT_EQ(signature->producer_name, "pytorch");
    EXPECT_EQ(signature->producer_version, "2.6.0");
    EXPECT_THAT(signature->metadata, ElementsAre(Pair("stride", "32"), Pair("task", "detect")));
    EXPECT_EQ(*signature->find_metadata("task"), "detect");
    EXPECT_EQ(signature->find_metadata("names"), nullptr);
    ASSERT_THAT(signature->inputs, SizeIs(1));
    EXPECT_EQ(signature->inputs[0].name, "images");
    EXPECT_EQ(signature->inputs[0].to_string(), "float32 batchx3x64x64");
    EXPECT_EQ(signature->outputs.at(0).to_string(), "float16 batchx?");
    EXPECT_THAT(signature->tails, SizeIs(1));
    EXPECT_EQ(signature->node_count, 1U);
    EXPECT_EQ(signature->parameter_count, 14);
}

TEST(ModelSignature, TextOfShapesThatAreNotDeclaredOrHostile) {
    EXPECT_EQ((TensorSignature{"a", DataType::int64, std::nullopt}.to_string()), "int64 of any shape");
    EXPECT_EQ((TensorSignature{"a", DataType::int64, std::vector<Dimension>{}}.to_string()), "int64 scalar");
    EXPECT_EQ((TensorSignature{"a", DataType::int64, std::vector<Dimension>{{std::nullopt, "x\x1b[2J"}}}.to_string()),
              "int64 x\\x1b[2J");
}

TEST(ModelSignatureErrors, NameTheFile) {
    const TemporaryFolder folder;
    write_text(folder / "empty.onnx", "");
    const Result<ModelSignature> empty = read_model_signature(folder / "empty.onnx");
    ASSERT_FALSE(empty.ok());
    EXPECT_THAT(empty.error().to_string(), HasSubstr("empty.onnx': is an empty file, expected an ONNX model"));
    const Result<ModelSignature> missing = read_model_signature(folder / "missing.onnx");
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().code(), ErrorCode::not_found);
    EXPECT_THAT(missing.error().to_string(), HasSubstr("missing.onnx'"));
}

TEST(ModelSignatureErrors, ParameterCountsThatOverflow) {
    // External data let small files claim anything.
    OnnxBuilder builder;
    for (int count = 0; count < 3; ++count) {
        std::string bytes = OnnxTensor::raw("w", DataType::float32, {INT64_MAX}, "").bytes;
        bytes.resize(bytes.size() - 2);                                 // without raw_data
        bytes += std::string("\x6a\x0d\x0a\x08location\x12\x01w", 15);  // external_data {location: w}
        bytes += std::string("\x70\x01", 2);                            // data_location external
        builder.initializer(OnnxTensor{bytes});
    }
    const Result<ModelSignature> signature = read_signature(builder);
    ASSERT_FALSE(signature.ok());
    EXPECT_THAT(signature.error().to_string(), HasSubstr("the number of parameters overflows 64 bits"));
}

TEST(Heads, NamesAndBack) {
    for (const Head head : {Head::yolov8, Head::yolov5, Head::end_to_end, Head::yolox})
        EXPECT_EQ(head_from_string(to_string(head)), head);
    EXPECT_EQ(to_string(Head::end_to_end), "end2end");
    EXPECT_EQ(head_from_string("yolov4"), std::nullopt);
}

TEST(Tasks, Names) {
    EXPECT_EQ(to_string(Task::detect), "detect");
    EXPECT_EQ(to_string(Task::segment), "segment");
    EXPECT_EQ(to_string(Task::pose), "pose");
    EXPECT_EQ(to_string(Task::obb), "obb");
    EXPECT_EQ(to_string(Task::classify), "classify");
}

}  // namespace
}  // namespace yolozu::test
