// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "support/known_model.hpp"

namespace yolozu {
namespace {

using test::run_program;
using test::TemporaryFolder;
using testing::HasSubstr;

TEST(Inspect, ShowsTheSignatureAndTheDecision) {
    const TemporaryFolder folder;
    const std::string model = test::known_detector({{}}).write(folder / "m.onnx");
    const auto result = run_program({"inspect", model});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    for (const char* const words : {"images", "1x3x64x64", "output0", "1x6x84", "detect", "yolov8", "letterbox", "cat"})
        EXPECT_THAT(result.out, HasSubstr(words));
}

TEST(Inspect, ShowsARefusalAndFails) {
    const TemporaryFolder folder;
    const std::string model = test::known_detector({{}}).metadata("task", "pose").write(folder / "m.onnx");
    const auto result = run_program({"inspect", model, "--names", folder / "none"});
    EXPECT_EQ(result.exit_code, 1);
    test::write_text(folder / "three", "a\nb\nc\n");
    const auto refused = run_program({"inspect", model, "--names", folder / "three"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.out, HasSubstr("1x6x84"));
}

TEST(Inspect, SaysThatTheFileIsMissing) {
    const auto result = run_program({"inspect", "/nowhere/m.onnx"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("/nowhere/m.onnx"));
}

}  // namespace
}  // namespace yolozu
