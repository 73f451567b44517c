// SPDX-License-Identifier: Apache-2.0
//
// Each rule for a detection, in strict and in repair mode. The rules are those of YOLOZU's February and November 2026
// validators together: what one of them refuses is an error.
#include <gmock/gmock.h>

#include "predictions/samples.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::sample_detection;
using testing::ElementsAre;
using testing::IsEmpty;

json document_with(const json& detection) {
    json entry = test::sample_entry_json("a.jpg");
    entry["detections"] = {sample_detection(), detection};
    return test::wrap(entry);
}

json changed(const json::json_pointer& path, const json& value) {
    json detection = sample_detection();
    detection[path] = value;
    return detection;
}

json without(const char* key) {
    json detection = sample_detection();
    detection.erase(key);
    return detection;
}

/// What is found beyond the fixed beginning "entry 0 'a.jpg': detections[1]".
std::vector<std::string> stripped(std::vector<std::string> findings) {
    constexpr std::string_view where = "entry 0 'a.jpg': detections[1]";
    for (std::string& finding : findings) {
        EXPECT_THAT(finding, testing::StartsWith(std::string(where)));
        finding.erase(0, where.size());
    }
    return findings;
}

std::vector<std::string> errors(const json& detection, bool strict) {
    return stripped(test::validate(document_with(detection), strict).errors);
}

std::vector<std::string> warnings(const json& detection, bool strict) {
    return stripped(test::validate(document_with(detection), strict).warnings);
}

void expect_error_in_both_modes(const json& detection, const std::string& message) {
    for (const bool strict : {true, false}) EXPECT_THAT(errors(detection, strict), ElementsAre(message)) << strict;
}

void expect_silence_in_both_modes(const json& detection) {
    for (const bool strict : {true, false}) {
        EXPECT_THAT(errors(detection, strict), IsEmpty()) << detection;
        EXPECT_THAT(warnings(detection, strict), IsEmpty()) << detection;
    }
}

/// An error with --strict; without it a warning, because YOLOZU clamps the value.
void expect_clamped(const json& detection, const std::string& value, const std::string& expected,
                    const std::string& clamped) {
    EXPECT_THAT(errors(detection, true), ElementsAre(value + ", expected " + expected));
    EXPECT_THAT(errors(detection, false), IsEmpty());
    EXPECT_THAT(warnings(detection, false),
                ElementsAre(value + ", which YOLOZU clamps to " + clamped + " and refuses with --strict"));
}

TEST(DetectionRules, AcceptThePlainDetection) {
    expect_silence_in_both_modes(sample_detection());
}

TEST(DetectionRules, AcceptTheBordersOfEveryRange) {
    for (const auto& [path, value] : std::vector<std::pair<const char*, json>>{{"/score", 0},
                                                                               {"/score", 1},
                                                                               {"/score", 0.0},
                                                                               {"/bbox/cx", 0},
                                                                               {"/bbox/cy", 1},
                                                                               {"/bbox/w", 1},
                                                                               {"/bbox/h", 1e-300}})
        expect_silence_in_both_modes(changed(json::json_pointer(path), value));
}

TEST(DetectionRules, DemandAnObject) {
    for (const json& item : {json(5), json(nullptr), json::array()})
        for (const bool strict : {true, false}) EXPECT_EQ(errors(item, strict).size(), 1U) << item;
    expect_error_in_both_modes(5, " is 5, expected an object with class_id, score and bbox");
}

TEST(DetectionRules, DemandAScore) {
    expect_error_in_both_modes(without("score"), ".score is missing, expected a number from 0 to 1");
    expect_error_in_both_modes(changed("/score"_json_pointer, "0.5"), ".score is '0.5', expected a number from 0 to 1");
    expect_error_in_both_modes(changed("/score"_json_pointer, true), ".score is true, expected a number from 0 to 1");
    expect_error_in_both_modes(changed("/score"_json_pointer, nullptr),
                               ".score is null, expected a number from 0 to 1");
}

TEST(DetectionRules, ClampAScoreInRepairModeOnly) {
    expect_clamped(changed("/score"_json_pointer, 1.5), ".score is 1.5", "a number from 0 to 1", "1");
    expect_clamped(changed("/score"_json_pointer, -0.25), ".score is -0.25", "a number from 0 to 1", "0");
}

TEST(DetectionRules, DemandABoxObject) {
    expect_error_in_both_modes(without("bbox"),
                               ".bbox is missing, expected an object with the numbers cx, cy, w and h");
    // The November validator would convert a list, the February one refuses it.
    expect_error_in_both_modes(changed("/bbox"_json_pointer, {0.5, 0.5, 0.25, 0.25}),
                               ".bbox is a list of 4, expected an object with the numbers cx, cy, w and h");
}

TEST(DetectionRules, DemandFourNumbersInABox) {
    for (const std::string side : {"cx", "cy", "w", "h"}) {
        json detection = sample_detection();
        detection["bbox"].erase(side);
        expect_error_in_both_modes(detection, ".bbox." + side + " is missing, expected a finite number");
        detection["bbox"][side] = false;
        expect_error_in_both_modes(detection, ".bbox." + side + " is false, expected a finite number");
    }
}

TEST(DetectionRules, ClampCentresInRepairModeOnly) {
    for (const std::string side : {"cx", "cy"}) {
        const json::json_pointer path("/bbox/" + side);
        expect_clamped(changed(path, 1.25), ".bbox." + side + " is 1.25", "a number from 0 to 1", "1");
        expect_clamped(changed(path, -0.5), ".bbox." + side + " is -0.5", "a number from 0 to 1", "0");
    }
}

TEST(DetectionRules, ClampSizesInRepairModeOnlyAndNeverToNothing) {
    for (const std::string side : {"w", "h"}) {
        const json::json_pointer path("/bbox/" + side);
        const std::string name = ".bbox." + side + " is ";
        expect_clamped(changed(path, 1.25), name + "1.25", "more than 0 and at most 1", "1");
        expect_error_in_both_modes(changed(path, 0), name + "0, expected more than 0 and at most 1");
        expect_error_in_both_modes(changed(path, -0.5), name + "-0.5, expected more than 0 and at most 1");
    }
}

TEST(DetectionRules, DemandAnIntegerClass) {
    const std::string expected = ", expected a JSON integer, not 0.0 or true";
    expect_error_in_both_modes(without("class_id"), ".class_id is missing" + expected);
    expect_error_in_both_modes(changed("/class_id"_json_pointer, 0.0), ".class_id is 0.0" + expected);
    expect_error_in_both_modes(changed("/class_id"_json_pointer, true), ".class_id is true" + expected);
    expect_error_in_both_modes(changed("/class_id"_json_pointer, "5"), ".class_id is '5'" + expected);
}

TEST(DetectionRules, AcceptANegativeClassAndARepeatedDetection) {
    expect_silence_in_both_modes(changed("/class_id"_json_pointer, -1));
    expect_silence_in_both_modes(sample_detection());  // document_with puts a second one before it
}

TEST(DetectionRules, RefuseNumbersThatAreNotFinite) {
    for (const char* const number : {"NaN", "Infinity", "-Infinity", "1e999"}) {
        const std::string text =
            R"([{"schema_version": 2, "image": "a.jpg", "detections": [{"class_id": 0, "score": )" +
            std::string(number) + R"(, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}}]}])";
        for (const bool strict : {true, false})
            EXPECT_THAT(test::validate_text(text, strict).errors, ElementsAre(testing::StartsWith("is not JSON: ")));
    }
}

TEST(DetectionRules, AcceptAnyOrder) {
    expect_silence_in_both_modes(changed("/score"_json_pointer, 0.75));  // behind one of 0.5
}

TEST(DetectionRules, CheckTheCountOfPoseVectors) {
    for (const auto& [key, count] : {std::pair("rot6d", 6), std::pair("offsets", 2), std::pair("k_delta", 4)}) {
        const std::string name = std::string(".") + key;
        const std::string expected = ", expected a list of " + std::to_string(count) + " numbers";
        const auto numbers = [](int length) {
            return json(std::vector<double>(static_cast<std::size_t>(length), 0.5));
        };
        json detection = sample_detection();
        detection[key] = numbers(count);
        expect_silence_in_both_modes(detection);
        detection[key] = numbers(count - 1);
        expect_error_in_both_modes(detection, name + " is a list of " + std::to_string(count - 1) + expected);
        detection[key] = numbers(count + 1);
        expect_error_in_both_modes(detection, name + " is a list of " + std::to_string(count + 1) + expected);
        detection[key] = 1;
        expect_error_in_both_modes(detection, name + " is 1" + expected);
        detection[key] = numbers(count);
        detection[key][0] = "x";
        expect_error_in_both_modes(detection, name + "[0] is 'x', expected a finite number");
    }
}

TEST(DetectionRules, CheckTheOtherNumbersOfThePose) {
    for (const std::string key : {"log_z", "log_sigma_z", "log_sigma_rot", "sigma_z", "sigma_rot"}) {
        json detection = sample_detection();
        detection[key] = -1.5;
        expect_silence_in_both_modes(detection);
        detection[key] = "x";
        expect_error_in_both_modes(detection, "." + key + " is 'x', expected a finite number");
    }
    expect_silence_in_both_modes(changed("/category_id"_json_pointer, 18));
    expect_error_in_both_modes(changed("/category_id"_json_pointer, 1.0),
                               ".category_id is 1.0, expected a JSON integer");
}

TEST(DetectionRules, AcceptKeypointsThatYolozuCanNormalise) {
    for (const char* const keypoints :
         {"[]", R"([{"x": 0.5, "y": 0.5}])", R"([{"x": 0.5, "y": 0.5, "v": 2, "score": 0.9}])", "[0.1, 0.2]",
          "[0.1, 0.2, 2]", "[1, 2, 3, 4]", "[1, 2, 3, 4, 5, 6]"})
        expect_silence_in_both_modes(changed("/keypoints"_json_pointer, json::parse(keypoints)));
}

TEST(DetectionRules, RefuseOtherKeypoints) {
    const std::string expected =
        ", expected objects with the numbers x and y, or flat numbers whose count divides by 3 or 2";
    for (const char* const keypoints : {"[[0.1, 0.2, 2]]", R"([{"x": 0.5}])", R"([{"x": "0.5", "y": 0.5}])",
                                        R"([{"x": 1, "y": 1}, 0.5])", "[null]", "[1]"})
        expect_error_in_both_modes(
            changed("/keypoints"_json_pointer, json::parse(keypoints)),
            ".keypoints is a list of " + std::to_string(json::parse(keypoints).size()) + expected);
    expect_error_in_both_modes(changed("/keypoints"_json_pointer, json::parse("[1, 2, 3, 4, 5]")),
                               ".keypoints is a list of 5" + expected);
    expect_error_in_both_modes(changed("/keypoints"_json_pointer, 5),
                               ".keypoints is 5, expected a list of {x, y} objects or of flat numbers");
}

TEST(DetectionRules, WarnOfUnknownKeys) {
    for (const char* const key :
         {"score_raw", "mask_path", "depth", "depth_path", "R", "t_xyz", "k_prime", "z", "tta_mask"}) {
        json detection = sample_detection();
        detection[key] = 1;
        for (const bool strict : {true, false}) {
            EXPECT_THAT(errors(detection, strict), IsEmpty());
            EXPECT_THAT(warnings(detection, strict), ElementsAre(" has the unknown key '" + std::string(key) +
                                                                 "', put free-form data under 'meta'"));
        }
    }
}

TEST(DetectionRules, KnowWhatTheNovemberValidatorKnows) {
    json detection = sample_detection();
    detection["bbox_abs"] = {1, 2, 3, 4};
    detection["mask"] = "m.png";
    detection["meta"] = {{"anything", "goes"}};
    expect_silence_in_both_modes(detection);
}

}  // namespace
}  // namespace yolozu
