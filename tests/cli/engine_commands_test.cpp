// SPDX-License-Identifier: Apache-2.0
//
// dump and compare, as users run them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "cli/small_graph.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using test::run_program;
using test::TemporaryFolder;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class EngineCommands : public testing::Test {
protected:
    TemporaryFolder folder;
    const std::string model = test::write_small_graph(folder / "model.onnx");
};

TEST_F(EngineCommands, DumpShowsTheFilesOperators) {
    const auto result = run_program({"dump", model, "--stage", "imported", "--size", "32"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("images: float32 1x3x32x32"), HasSubstr("Unary sigmoid"),
                                  HasSubstr("Binary mul"), Not(HasSubstr("silu"))));
}

TEST_F(EngineCommands, DumpShowsWhatThePassesMadeOfThem) {
    const auto result = run_program({"dump", model, "--stage", "optimised", "--size", "32"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("channels-last silu"), Not(HasSubstr("sigmoid"))));
}

TEST_F(EngineCommands, DumpShowsStepsKernelsAndMemory) {
    const auto result = run_program({"dump", model}, {{"YOLOZU_ISA", "sse2"}});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("3 steps, arena"), HasSubstr("convolution"), HasSubstr("arena+")));
    const auto reference = run_program({"dump", model, "--size", "8"}, {{"YOLOZU_ISA", "ref"}});
    EXPECT_THAT(reference.out, AllOf(HasSubstr("reference"), Not(HasSubstr("convolution "))));
}

TEST_F(EngineCommands, DumpRefusesOtherStagesAndNoModels) {
    EXPECT_EQ(run_program({"dump", model, "--stage", "guessed"}).exit_code, 2);
    const auto result = run_program({"dump", folder / "absent.onnx"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("absent.onnx"));
}

TEST_F(EngineCommands, CompareFindsThatTheRuntimesAgree) {
    const auto result = run_program({"compare", model, "--size", "32"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("output0"), HasSubstr("the outputs agree"), Not(HasSubstr("convolved"))));
}

TEST_F(EngineCommands, ComparePerNodeMarksTheFirstThatDiffers) {
    // The fused convolution has no value `convolved` any more; at ref, where tails are fused too, neither. What is left
    // is compared in order, and nothing is closer than a tolerance of zero unless it is equal.
    const auto result = run_program({"compare", model, "--size", "32", "--per-node", "--tolerance", "0"});
    EXPECT_THAT(result.out, HasSubstr("output0"));
    const bool differs = result.out.find("<- first") != std::string::npos;
    EXPECT_EQ(result.exit_code, differs ? 1 : 0) << result.out;
}

TEST_F(EngineCommands, ComparePerNodeNamesTheValuesOfARealModel) {
    YOLOZU_REQUIRE_SHARED();
    const auto result = run_program({"compare", test::shared("models/yolov8-tiny-cls.onnx"), "--image",
                                     test::shared("images/val/000000000030.jpg"), "--per-node"});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("act/Mul_output_0"), HasSubstr("the outputs agree"), Not(HasSubstr("<-"))));
}

TEST_F(EngineCommands, CompareNeedsOnnxRuntime) {
    const auto result = run_program({"compare", model, "--onnxruntime", "/nowhere"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("/nowhere"));
}

}  // namespace
}  // namespace yolozu
