// SPDX-License-Identifier: Apache-2.0
//
// A device that is not there is an error, never a fall-back.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "backend/onnxruntime/backend.hpp"
#include "support/files.hpp"
#include "support/onnx_builder.hpp"

namespace yolozu {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;

class OnnxRuntimeDevice : public testing::Test {
protected:
    /// The error of loading a small model.
    Error refusal(const std::string& device, const std::filesystem::path& library) const {
        const auto path = test::OnnxBuilder()
                              .input("x", DataType::float32, {2})
                              .node("Neg", {"x"}, {"y"})
                              .output("y", DataType::float32, {2})
                              .write(folder_ / "model.onnx");
        const auto model = onnxruntime_backend().load(path, {device, 1, library});
        if (model) return Error(ErrorCode::internal, "it was loaded");
        EXPECT_EQ(model.error().context().front(), fmt::format("model '{}'", path.string()));
        return model.error();
    }

private:
    test::TemporaryFolder folder_;
};

constexpr const char* fake_cannot_load =
    "device cuda was asked for, but its provider cannot be used: ONNX Runtime says: Failed to load shared library; "
    "libcublasLt.so.12: cannot open: install NVIDIA's driver and the CUDA and cuDNN that ONNX Runtime 1.29.0 was built "
    "for, or choose --device cpu";

TEST_F(OnnxRuntimeDevice, MustBeOneOfTheKnown) {
    const Error error = refusal("tpu", {});
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_EQ(error.message(), "unknown device 'tpu': expected cpu, cuda or cuda:N (the N-th, from 0)");
    EXPECT_EQ(onnxruntime_backend().status({"tpu", 1, {}}).reason, error.message());
}

TEST_F(OnnxRuntimeDevice, IsRefusedWhenTheLibraryHasNoProviderForIt) {
    for (const std::string device : {"cuda", "cuda:1"}) {
        const Error error = refusal(device, {});
        EXPECT_EQ(error.code(), ErrorCode::unavailable);
        EXPECT_THAT(error.message(),
                    MatchesRegex("device cuda was asked for, but ONNX Runtime 1\\..* \\('/.*'\\) has no "
                                 "CUDAExecutionProvider, only .*CPUExecutionProvider: give a build for GPUs with "
                                 "--onnxruntime PATH, or choose --device cpu"));
        const BackendStatus status = onnxruntime_backend().status({device, 1, {}});
        EXPECT_FALSE(status.available);
        EXPECT_THAT(status.devices, ElementsAre("cpu"));
        EXPECT_EQ(status.reason, error.message());
    }
}

TEST_F(OnnxRuntimeDevice, IsRefusedWhenItsProviderCannotBeLoaded) {
    const Error error = refusal("cuda", FAKE_CUDA);
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_EQ(error.message(), fake_cannot_load);
}

TEST_F(OnnxRuntimeDevice, IsRefusedWhenItsProviderTakesNothingOfTheModel) {
    const Error error = refusal("cuda:1", FAKE_CUDA);
    EXPECT_EQ(error.code(), ErrorCode::unavailable);
    EXPECT_EQ(error.message(),
              "device cuda was asked for, but CUDAExecutionProvider takes none of the model's 3 nodes: choose --device "
              "cpu");
}

TEST_F(OnnxRuntimeDevice, IsNotListedWhenItsProviderCannotBeLoaded) {
    const BackendStatus status = onnxruntime_backend().status({"cpu", 1, FAKE_CUDA});
    EXPECT_TRUE(status.available);
    EXPECT_THAT(status.devices, ElementsAre("cpu"));
    EXPECT_EQ(status.reason, fake_cannot_load) << "a remark: why the provider that it has is not listed";
}

}  // namespace
}  // namespace yolozu
