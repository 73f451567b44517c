// SPDX-License-Identifier: Apache-2.0
//
// The shapes of a document, and its version.
#include <gmock/gmock.h>

#include "predictions/samples.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* map_warning =
    "a map from image to detections has no schema_version, YOLOZU migrates it from version 1";
constexpr const char* version_warning =
    "schema_version is missing beside predictions, YOLOZU takes the file for an old one";

void expect_in_both_modes(const json& document, const std::vector<std::string>& errors,
                          const std::vector<std::string>& warnings) {
    for (const bool strict : {true, false}) {
        const ValidationReport report = test::validate(document, strict);
        EXPECT_EQ(report.errors, errors) << strict;
        EXPECT_EQ(report.warnings, warnings) << strict;
    }
}

json sample_map() {
    return {{"a.jpg", json::array({test::sample_detection()})}, {"b.jpg", json::array()}};
}

TEST(Shapes, WrapperListAndMapAreAccepted) {
    expect_in_both_modes(test::wrap(test::sample_entry_json("a.jpg")), {}, {});
    expect_in_both_modes(json::array({test::sample_entry_json("a.jpg")}), {}, {});
    expect_in_both_modes(sample_map(), {}, {map_warning});
    expect_in_both_modes({{"schema_version", 1}, {"predictions", sample_map()}}, {}, {map_warning});
}

TEST(Shapes, EntriesOfAMapAreCounted) {
    const ValidationReport report = test::validate(sample_map(), true);
    EXPECT_EQ(report.entry_count, 2U);
    EXPECT_EQ(report.detection_count, 1U);
}

TEST(Shapes, ASingleDetectionInAMapIsTakenForAListOfOne) {
    expect_in_both_modes({{"a.jpg", test::sample_detection()}}, {}, {map_warning});
    expect_in_both_modes({{"a.jpg", nullptr}},
                         {"image 'a.jpg': detections is null, expected an object with class_id, score and bbox"},
                         {map_warning});
}

TEST(Shapes, ImagesOfAMapAreDistinctAndNotEmpty) {
    expect_in_both_modes({{"a.jpg", json::array()}, {" a.jpg", json::array()}},
                         {"image 'a.jpg': the image has an entry already"}, {map_warning});
    expect_in_both_modes({{" ", json::array()}}, {"image ' ': the image is ' ', expected a path or a file name"},
                         {map_warning});
}

TEST(Shapes, DetectionsOfAMapAreChecked) {
    json map = sample_map();
    map["a.jpg"][0]["score"] = 2;
    EXPECT_THAT(test::validate(map, true).errors,
                ElementsAre("image 'a.jpg': detections[0].score is 2, expected a number from 0 to 1"));
    EXPECT_THAT(test::validate(map, false).errors, IsEmpty());
}

TEST(Shapes, AStrayVersionBreaksAMap) {
    json map = sample_map();
    map["schema_version"] = 1;
    expect_in_both_modes(
        map,
        {"schema_version stands in a map from image to detections, where YOLOZU takes it for an image; "
         "wrap the entries in 'predictions'",
         "image 'schema_version': detections is 1, expected an object with class_id, score and bbox"},
        {map_warning});
}

TEST(Shapes, ItemsThatAreNoObjectsAreNamedBecauseYolozuDropsThem) {
    expect_in_both_modes(json::array({test::sample_entry_json("a.jpg"), 5, nullptr}), {},
                         {"entry 1 is 5, which YOLOZU drops silently", "entry 2 is null, which YOLOZU drops silently"});
}

TEST(Shapes, AFileWithoutEntriesPassesWithAWarning) {
    expect_in_both_modes(json::array(), {}, {"the document has no entry, YOLOZU's evaluation tools refuse that"});
    expect_in_both_modes(json::object(), {}, {"the document has no entry, YOLOZU's evaluation tools refuse that"});
    expect_in_both_modes({{"schema_version", 1}, {"predictions", json::array()}}, {},
                         {"predictions has no entry, YOLOZU's evaluation tools refuse that"});
}

TEST(Shapes, OtherDocumentsAreRefused) {
    const std::string expected = ", expected a list of entries or an object from image to detections";
    expect_in_both_modes(5, {"the document is 5" + expected}, {});
    expect_in_both_modes({{"schema_version", 1}, {"predictions", nullptr}}, {"predictions is null" + expected}, {});
}

TEST(Shapes, AMissingWrapperVersionIsAWarning) {
    expect_in_both_modes({{"predictions", json::array({test::sample_entry_json("a.jpg")})}}, {}, {version_warning});
}

TEST(Shapes, AnotherWrapperVersionIsRefused) {
    for (const json& version : {json(2), json(0), json(true), json("1"), json(1.0), json(nullptr)}) {
        json document = test::wrap(test::sample_entry_json("a.jpg"));
        document["schema_version"] = version;
        const std::string found = version.is_string() ? "'1'" : version.dump();
        expect_in_both_modes(document, {"schema_version is " + found + ", expected the integer 1"}, {});
    }
}

TEST(Shapes, OtherKeysOfTheWrapperAreIgnored) {
    json document = test::wrap(test::sample_entry_json("a.jpg"));
    document["anything"] = "goes";
    expect_in_both_modes(document, {}, {});
}

TEST(Shapes, TextThatIsNotJsonIsAnError) {
    const ValidationReport report = test::validate_text("{", true);
    ASSERT_EQ(report.errors.size(), 1U);
    EXPECT_THAT(report.errors[0], testing::StartsWith("is not JSON: line 1, column 2: syntax error"));
    EXPECT_EQ(report.entry_count, 0U);
}

TEST(Shapes, FindingsBeyondAHundredAreCounted) {
    json entry = test::sample_entry_json("a.jpg");
    json detection = test::sample_detection();
    detection["score"] = 2;
    detection["unknown"] = 1;
    entry["detections"] = json::array();
    for (int index = 0; index < 250; ++index) entry["detections"].push_back(detection);
    const ValidationReport report = test::validate(test::wrap(entry), true);
    ASSERT_EQ(report.errors.size(), 101U);
    EXPECT_EQ(report.errors[100], "and 150 more");
    ASSERT_EQ(report.warnings.size(), 101U);
    EXPECT_EQ(report.warnings[100], "and 150 more");
}

}  // namespace
}  // namespace yolozu
