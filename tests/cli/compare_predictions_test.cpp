// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's parity check, as users run it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/run_program.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::run_program;
using testing::HasSubstr;
using testing::IsEmpty;

class ComparePredictions : public testing::Test {
protected:
    std::string write(const std::string& name, double score, const std::string& format = "") {
        json detection{{"class_id", 1}, {"score", score}, {"bbox", {{"cx", 0.5}, {"cy", 0.5}, {"w", 0.5}, {"h", 0.5}}}};
        if (!format.empty()) detection["bbox"]["format"] = format;
        const json entry{{"image", "a.jpg"}, {"orig_w", 64}, {"orig_h", 48}, {"detections", json::array({detection})}};
        test::write_text(folder / name, json{{"schema_version", 1}, {"predictions", json::array({entry})}}.dump());
        return (folder / name).string();
    }

    test::TemporaryFolder folder;
    const std::string reference = write("a.json", 0.5);
};

TEST_F(ComparePredictions, EqualFilesAgree) {
    const auto result = run_program({"compare", reference, reference});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.err, IsEmpty());
    const json report = json::parse(result.out);
    EXPECT_EQ(report["ok"], true);
    EXPECT_EQ(report["images"], 1);
    EXPECT_EQ(report["reference"], reference);
    EXPECT_EQ(report["results"][0]["size"], (json{{"width", 64}, {"height", 48}}));
    EXPECT_EQ(report["results"][0]["matches"][0]["iou"], 1.0);
}

TEST_F(ComparePredictions, OtherScoresDifferUnlessTheyAreTolerated) {
    const std::string candidate = write("b.JSON", 0.501);
    const auto result = run_program({"compare", reference, candidate});
    EXPECT_EQ(result.exit_code, 2);
    const json report = json::parse(result.out);
    EXPECT_EQ(report["ok"], false);
    EXPECT_EQ(report["results"][0]["failures"][0]["type"], "value_mismatch");
    EXPECT_EQ(run_program({"compare", reference, candidate, "--score-atol", "0.01"}).exit_code, 0);
}

TEST_F(ComparePredictions, FlagsReachTheReport) {
    const auto result = run_program({"compare", reference, reference, "--iou-threshold", "0.5", "--score-atol", "0.25",
                                     "--bbox-atol", "0.125", "--image-size", "640,480", "--bbox-format", "cxcywh_abs"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const json report = json::parse(result.out);
    EXPECT_EQ(report["iou_thresh"], 0.5);
    EXPECT_EQ(report["score_atol"], 0.25);
    EXPECT_EQ(report["bbox_atol"], 0.125);
    EXPECT_EQ(report["bbox_format"], "cxcywh_abs");
    EXPECT_EQ(report["results"][0]["size"], (json{{"width", 640}, {"height", 480}}));
    const auto square = run_program({"compare", reference, reference, "--image-size", "320"});
    EXPECT_EQ(json::parse(square.out)["results"][0]["size"], (json{{"width", 320}, {"height", 320}}));
}

TEST_F(ComparePredictions, MistakesAreNoMismatch) {
    test::write_text(folder / "broken.json", "{");
    const std::vector<std::vector<std::string>> mistakes{
        {reference},
        {reference, "/nowhere/b.json"},
        {reference, (folder / "broken.json").string()},
        {reference, reference, "--image-size", "0"},
        {reference, reference, "--image-size", "3,"},
        {reference, reference, "--score-atol", "nan"},
        {reference, reference, "--bbox-format", "polar"},
        {reference, reference, "--per-node"},
    };
    for (std::vector<std::string> arguments : mistakes) {
        arguments.insert(arguments.begin(), "compare");
        const auto result = run_program(arguments);
        EXPECT_EQ(result.exit_code, 1) << arguments.back();
        EXPECT_THAT(result.err, HasSubstr("error")) << arguments.back();
        EXPECT_THAT(result.out, IsEmpty());
    }
}

TEST_F(ComparePredictions, SaysWhatItLeavesOut) {
    test::write_text(folder / "c.json",
                     R"([{"image": "a.jpg", "orig_w": 4, "orig_h": 4, "detections": [{"score": 1}]}])");
    const auto result = run_program({"compare", (folder / "c.json").string(), reference});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.err, HasSubstr("1 detections without class_id"));
}

TEST_F(ComparePredictions, HelpExplainsBothKinds) {
    EXPECT_THAT(run_program({"compare", "--help"}).out, HasSubstr("compare A.json B.json"));
    const auto result = run_program({"compare", "a.json", "--help"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("--score-atol"));
}

}  // namespace
}  // namespace yolozu
