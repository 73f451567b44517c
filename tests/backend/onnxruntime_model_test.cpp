// SPDX-License-Identifier: Apache-2.0
//
// Loading models: what is reported about good ones and said about bad ones.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "backend/onnxruntime/backend.hpp"
#include "support/files.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::OnnxBuilder;
using testing::HasSubstr;

class OnnxRuntimeModel : public testing::Test {
protected:
    fs::path write(const std::string& bytes, std::string_view name = "model.onnx") const {
        test::write_text(folder_ / name, bytes);
        return folder_ / name;
    }
    static Result<std::shared_ptr<const LoadedModel>> load(const fs::path& path, int threads = 1) {
        return onnxruntime_backend().load(path, {"cpu", threads, {}});
    }
    static Error refusal(const fs::path& path, int threads = 1) {
        const auto model = load(path, threads);
        if (model) return Error(ErrorCode::internal, "it was loaded");
        EXPECT_EQ(model.error().to_string().find('\n'), std::string::npos);
        return model.error();
    }
    test::TemporaryFolder folder_;
};

std::string negation() {
    return OnnxBuilder()
        .input("x", DataType::float32, {2})
        .node("Neg", {"x"}, {"y"})
        .output("y", DataType::float32, {2})
        .build();
}

TEST_F(OnnxRuntimeModel, ReportsItsSignature) {
    const auto model = load(write(OnnxBuilder()
                                      .input("images", DataType::float32, {"batch", 3, ""})
                                      .node("Cast", {"images"}, {"rounded"}, {{"to", 7}})
                                      .node("ReduceSum", {"images"}, {"sum"}, {{"keepdims", 0}})
                                      .output("rounded", DataType::int64, {"batch", 3, ""})
                                      .output("sum", DataType::float32, {})
                                      .build()));
    ASSERT_TRUE(model) << model.error().to_string();
    const std::vector<Dimension> shape{{std::nullopt, "batch"}, {3, ""}, {}};
    EXPECT_THAT((*model)->inputs(), testing::ElementsAre(TensorSignature{"images", DataType::float32, shape}));
    EXPECT_THAT((*model)->outputs(),
                testing::ElementsAre(TensorSignature{"rounded", DataType::int64, shape},
                                     TensorSignature{"sum", DataType::float32, std::vector<Dimension>{}}));
    EXPECT_EQ((*model)->provider(), "CPUExecutionProvider");
    EXPECT_EQ((*model)->runtime_version(), onnxruntime_backend().status({}).version);
}

TEST_F(OnnxRuntimeModel, HasAnOutputWithoutAShapeWhereNobodyKnowsIt) {
    const auto model = load(write(OnnxBuilder()
                                      .input("x", DataType::float32, {4})
                                      .input("shape", DataType::int64, {"rank"})
                                      .node("Reshape", {"x", "shape"}, {"y"})
                                      .output_without_shape("y", DataType::float32)
                                      .build()));
    ASSERT_TRUE(model) << model.error().to_string();
    EXPECT_EQ((*model)->outputs().front().shape, std::nullopt);
}

TEST_F(OnnxRuntimeModel, LoadsFromAPathWithAnyBytesInItsName) {
    const auto model = load(write(negation(), "m\xC3\xB6 d\xFF\n'el.onnx"));
    EXPECT_TRUE(model) << model.error().to_string();
}

TEST_F(OnnxRuntimeModel, IsRefusedWhenItIsMissing) {
    const Error error = refusal(folder_ / "absent.onnx");
    EXPECT_EQ(error.code(), ErrorCode::not_found);
    EXPECT_EQ(error.to_string(), fmt::format("model '{}': there is no such file", (folder_ / "absent.onnx").string()));
}

TEST_F(OnnxRuntimeModel, IsRefusedWhenItIsAFolder) {
    const Error error = refusal(folder_.path());
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_EQ(error.message(), "it is a folder or a device, not a file");
}

TEST_F(OnnxRuntimeModel, IsRefusedWithThePathAndTheRuntimesWordsWhenItIsCorrupt) {
    const fs::path path = write(negation().substr(0, 40), "cut\nshort.onnx");
    const Error error = refusal(path);
    EXPECT_EQ(error.code(), ErrorCode::malformed);
    EXPECT_THAT(error.to_string(), HasSubstr("/cut\\x0ashort.onnx': ONNX Runtime says: "));
    EXPECT_THAT(error.message(), HasSubstr("Protobuf parsing failed"));
}

TEST_F(OnnxRuntimeModel, IsRefusedWhenItIsNoModelAtAll) {
    EXPECT_EQ(refusal(write("GIF89a, not a model")).code(), ErrorCode::malformed);
    EXPECT_THAT(refusal(write("")).message(), HasSubstr("ONNX Runtime says: "));
}

TEST_F(OnnxRuntimeModel, IsRefusedWhenItHasAnOperatorThatTheRuntimeLacks) {
    const Error error = refusal(write(OnnxBuilder()
                                          .input("x", DataType::float32, {2})
                                          .node("Frobnicate", {"x"}, {"y"})
                                          .output("y", DataType::float32, {2})
                                          .build()));
    EXPECT_THAT(error.message(), HasSubstr("Frobnicate"));
}

TEST_F(OnnxRuntimeModel, IsRefusedWhenAnOutputIsNoTensor) {
    // Protobuf messages written one after the other are merged: this adds an output of type sequence of float32
    // tensors.
    const std::string_view sequence_output(
        "\x3A\x14\x62\x12\x0A\x04many\x12\x0A\x22\x08\x0A\x06\x0A\x04\x08\x01\x12\x00", 22);
    const Error error = refusal(write(OnnxBuilder()
                                          .input("x", DataType::float32, {2})
                                          .node("SequenceConstruct", {"x"}, {"many"})
                                          .build()
                                          .append(sequence_output)));
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_THAT(error.to_string(), HasSubstr("output 'many': it is a sequence, map or optional: only tensors are "
                                             "supported"));
}

TEST_F(OnnxRuntimeModel, IsRefusedWhenItHoldsStrings) {
    const Error error = refusal(write(OnnxBuilder()
                                          .input("text", DataType::string, {2})
                                          .node("Identity", {"text"}, {"same"})
                                          .output("same", DataType::string, {2})
                                          .build()));
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_THAT(error.to_string(),
                HasSubstr("input 'text': its elements are of type 8 of ONNX, which is not supported"));
}

TEST_F(OnnxRuntimeModel, NeedsAtLeastOneThread) {
    const Error error = refusal(write(negation()), 0);
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_EQ(error.message(), "0 threads: at least 1 is needed");
}

}  // namespace
}  // namespace yolozu
