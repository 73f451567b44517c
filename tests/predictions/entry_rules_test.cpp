// SPDX-License-Identifier: Apache-2.0
//
// Each rule for an entry, which is the same in strict and in repair mode.
#include <gmock/gmock.h>

#include "predictions/samples.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::sample_entry_json;
using testing::ElementsAre;
using testing::IsEmpty;

struct Expected {
    std::vector<std::string> errors, warnings;
};

void expect_in_both_modes(const json& document, const Expected& expected) {
    for (const bool strict : {true, false}) {
        const ValidationReport report = test::validate(document, strict);
        EXPECT_EQ(report.errors, expected.errors) << strict;
        EXPECT_EQ(report.warnings, expected.warnings) << strict;
    }
}

json with(const std::string& key, const json& value) {
    json entry = sample_entry_json("a.jpg");
    entry[key] = value;
    return test::wrap(entry);
}

json without(const std::string& key) {
    json entry = sample_entry_json("a.jpg");
    entry.erase(key);
    return test::wrap(entry);
}

TEST(EntryRules, AcceptThePlainEntry) {
    expect_in_both_modes(test::wrap(sample_entry_json("a.jpg")), {});
}

TEST(EntryRules, WarnOfEntriesOfVersion1) {
    expect_in_both_modes(without("schema_version"), {{},
                                                     {"entry 0 'a.jpg': schema_version is missing, YOLOZU reads the "
                                                      "entry as version 1 and migrates it to 2"}});
    expect_in_both_modes(with("schema_version", 1), {{},
                                                     {"entry 0 'a.jpg': schema_version is 1, YOLOZU reads the entry as "
                                                      "version 1 and migrates it to 2"}});
}

TEST(EntryRules, RefuseOtherVersions) {
    for (const json& version : {json(0), json(3), json(true), json("2"), json(nullptr), json(2.0)})
        expect_in_both_modes(with("schema_version", version),
                             {{"entry 0 'a.jpg': schema_version is " + (version.is_string() ? "'2'" : version.dump()) +
                               ", expected the integer 2 (or 1, which is migrated)"},
                              {}});
}

TEST(EntryRules, DemandAnImage) {
    expect_in_both_modes(without("image"), {{"entry 0: image is missing, expected a string that is not empty"}, {}});
    expect_in_both_modes(with("image", 5), {{"entry 0: image is 5, expected a string that is not empty"}, {}});
    expect_in_both_modes(with("image", ""), {{"entry 0 '': the image is '', expected a path or a file name"}, {}});
    expect_in_both_modes(with("image", " \n"),
                         {{"entry 0 ' \\x0a': the image is ' \\x0a', expected a path or a file name"}, {}});
}

TEST(EntryRules, RefuseASecondEntryForAnImage) {
    json document = test::wrap(sample_entry_json("a.jpg"));
    document["predictions"].push_back(sample_entry_json("b.jpg"));
    document["predictions"].push_back(sample_entry_json(" a.jpg\t"));
    expect_in_both_modes(document, {{"entry 2 ' a.jpg\\x09': the image has an entry already"}, {}});
}

TEST(EntryRules, TellImagesApartWhoseNamesAreNotUtf8) {
    const std::string text = R"([{"schema_version": 2, "image": "\udc80", "detections": []},
                                 {"schema_version": 2, "image": "\udc81", "detections": []},
                                 {"schema_version": 2, "image": "\udc80", "detections": []}])";
    EXPECT_THAT(test::validate_text(text, true).errors,
                ElementsAre(R"(entry 2 '\udc80': the image has an entry already)"));
}

TEST(EntryRules, AcceptAListOfDetectionsNullOrNone) {
    expect_in_both_modes(with("detections", json::array()), {});
    expect_in_both_modes(with("detections", nullptr), {});
    expect_in_both_modes(without("detections"), {});
    expect_in_both_modes(with("detections", json::object()),
                         {{"entry 0 'a.jpg': detections is an object, expected a list of detections"}, {}});
}

TEST(EntryRules, DemandPositiveIntegerSizes) {
    for (const std::string key : {"image_w", "image_h", "orig_w", "orig_h", "model_input_w", "model_input_h"}) {
        expect_in_both_modes(with(key, 1), {});
        expect_in_both_modes(with(key, 0),
                             {{"entry 0 'a.jpg': " + key + " is 0, expected an integer of at least 1"}, {}});
        expect_in_both_modes(with(key, 640.0),
                             {{"entry 0 'a.jpg': " + key + " is 640.0, expected an integer of at least 1"}, {}});
    }
}

TEST(EntryRules, DemandObjectsForThePreprocessRecord) {
    for (const std::string key : {"preprocess", "preproc"}) {
        expect_in_both_modes(with(key, json::object()), {});
        expect_in_both_modes(with(key, 5), {{"entry 0 'a.jpg': " + key + " is 5, expected an object"}, {}});
    }
}

TEST(EntryRules, WarnOfUnknownKeys) {
    expect_in_both_modes(with("depth", 1), {{},
                                            {"entry 0 'a.jpg' has the unknown key 'depth', put free-form data under "
                                             "'meta'"}});
}

TEST(EntryRules, KnowWhatTheNovemberValidatorKnows) {
    for (const char* const key : {"image_size", "intrinsics", "task", "meta"})
        expect_in_both_modes(with(key, json::object()), {});
}

TEST(EntryRules, NameTheEntryAndTheImageOfADetection) {
    json document = test::wrap(sample_entry_json("a.jpg"));
    json entry = sample_entry_json("b.jpg");
    entry["detections"] = {test::sample_detection(), test::sample_detection(), test::sample_detection()};
    entry["detections"][2]["score"] = 1.5;
    document["predictions"].push_back(entry);
    EXPECT_THAT(test::validate(document, true).errors,
                ElementsAre("entry 1 'b.jpg': detections[2].score is 1.5, expected a number from 0 to 1"));
}

TEST(EntryRules, CountEntriesAndDetections) {
    json document = test::wrap(sample_entry_json("a.jpg"));
    document["predictions"].push_back(sample_entry_json("b.jpg"));
    const ValidationReport report = test::validate(document, true);
    EXPECT_EQ(report.entry_count, 2U);
    EXPECT_EQ(report.detection_count, 2U);
    EXPECT_THAT(report.errors, IsEmpty());
}

}  // namespace
}  // namespace yolozu
