// SPDX-License-Identifier: Apache-2.0
#include "onnx/file_kind.hpp"

#include <gmock/gmock.h>

#include <string>

#include "onnx/limits.hpp"
#include "read_bytes.hpp"

namespace yolozu::test {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(const std::string& bytes) {
    const Result<onnx::Model> model = read_bytes(bytes);
    return model ? "no error" : model.error().to_string();
}

TEST(OnnxFileKind, NamesWhatPeoplePassByMistake) {
    EXPECT_EQ(refusal(""), "is an empty file, expected an ONNX model");
    EXPECT_THAT(refusal("PK\x03\x04" + std::string(40, '\0')), HasSubstr("PyTorch weights (.pt); export it to ONNX"));
    EXPECT_THAT(refusal("\x80\x02\x8a\x0al\xfc"), HasSubstr("a Python pickle"));
    EXPECT_THAT(refusal("\x1c\0\0\0TFL3"s), HasSubstr("a TensorFlow Lite model"));
    EXPECT_THAT(refusal("\x28\0\0\0ORTM"s), HasSubstr("an ONNX Runtime .ort model"));
    EXPECT_THAT(refusal("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), HasSubstr("'git lfs pull'"));
    EXPECT_THAT(refusal("ftrt\0\0"s), HasSubstr("a TensorRT engine"));
    EXPECT_THAT(refusal("ptrt\0\0"s), HasSubstr("a TensorRT engine"));
    EXPECT_THAT(refusal("\x89HDF\r\n"), HasSubstr("an HDF5 file"));
    EXPECT_THAT(refusal("7767517\n1 2\n"), HasSubstr("an ncnn model"));
    EXPECT_THAT(refusal("\x1F\x8B\x08"), HasSubstr("a gzip archive"));
    EXPECT_THAT(refusal("<?xml version=\"1.0\"?>"), HasSubstr("an OpenVINO model"));
    EXPECT_THAT(refusal("\n <!DOCTYPE html><title>404</title>"), HasSubstr("a web page"));
    EXPECT_THAT(refusal("<HTML><body>"), HasSubstr("a web page"));
    for (const char* const bytes : {"PK\x03\x04", "<html>", "7767517"})
        EXPECT_THAT(refusal(bytes), StartsWith("is not an ONNX model but ")) << bytes;
}

TEST(OnnxFileKind, RefusesFilesOverProtobufsLimit) {
    // Only the size is looked at, never the bytes behind the first.
    const std::byte first{};
    const Status status = onnx::check_file_kind(std::span(&first, onnx::limits::file_bytes + 1));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code(), ErrorCode::limit_exceeded);
    EXPECT_THAT(status.error().message(), HasSubstr("is 2147483648 bytes long; ONNX files end at 2147483647 bytes"));
}

}  // namespace
}  // namespace yolozu::test
