// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

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

TEST(Inspect, TakesTheTaskAndTheKeypointsFromFlags) {
    const TemporaryFolder folder;
    // 6 channels: box and two classes, or box, one class and an angle.
    const std::string model = test::known_detector({{}}).write(folder / "m.onnx");
    test::write_text(folder / "one", "plane\n");
    const auto result = run_program({"inspect", model, "--task", "obb", "--names", folder / "one"});
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_THAT(result.out, HasSubstr("obb"));
    EXPECT_THAT(result.out, HasSubstr("asked   --task"));
}

TEST(Inspect, RefusesFlagsThatMakeNoSense) {
    const TemporaryFolder folder;
    const std::string model = test::known_detector({{}}).write(folder / "m.onnx");
    const auto refusal = [&](const char* flag, const char* value) {
        const auto result = run_program({"inspect", model, flag, value});
        EXPECT_EQ(result.exit_code, 2) << flag << " " << value;
        return result.err;
    };
    EXPECT_THAT(refusal("--task", "tracking"), HasSubstr("the tasks are detect, segment"));
    EXPECT_THAT(refusal("--head", "yolov99"), HasSubstr("yolov8, yolov5"));
    for (const char* const shape : {"17", "17,4", "0,3", "99999999999,3", "a,b", "17,3,1"})
        EXPECT_THAT(refusal("--kpt-shape", shape), HasSubstr("for instance 17,3"));
    for (const char* const anchors : {"1,2", "1,2 3,4 5", "a,b c,d e,f", "1,2 3,4 5,-6", "1,2 3,4 5,nan"})
        EXPECT_THAT(refusal("--anchors", anchors), HasSubstr("--anchors: "));
}

TEST(Families, AreListedForPeopleAndScripts) {
    const auto people = run_program({"families"});
    EXPECT_EQ(people.exit_code, 0);
    EXPECT_THAT(people.out, HasSubstr("YOLOv6 or Gold-YOLO\n"));
    const auto scripts = run_program({"families", "--json"});
    const nlohmann::json list = nlohmann::json::parse(scripts.out);
    ASSERT_GT(list.size(), 40U);
    EXPECT_EQ(list[0]["head"], "yolov8");
    EXPECT_EQ(list[0]["tasks"].size(), 4U);
}

TEST(Inspect, SaysThatTheFileIsMissing) {
    const auto result = run_program({"inspect", "/nowhere/m.onnx"});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, HasSubstr("/nowhere/m.onnx"));
}

}  // namespace
}  // namespace yolozu
