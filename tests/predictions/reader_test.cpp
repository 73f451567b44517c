// SPDX-License-Identifier: Apache-2.0
#include "predictions/reader.hpp"

#include <gmock/gmock.h>

#include <string>

#include "predictions/json_reader.hpp"
#include "predictions/json_writer.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using testing::HasSubstr;

Result<std::vector<ReadEntry>> read(std::string text) {
    return read_predictions_text(text);
}

constexpr auto detection = R"({"class_id": 3, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.25, "w": 0.125, "h": 0.0625}})";

void expect_the_detection(const Result<std::vector<ReadEntry>>& entries) {
    ASSERT_TRUE(entries) << entries.error().to_string();
    ASSERT_EQ(entries->size(), 1U);
    EXPECT_EQ(entries->front().image, "a.jpg");
    ASSERT_EQ(entries->front().detections.size(), 1U);
    const ReadDetection& found = entries->front().detections.front();
    EXPECT_EQ(found.class_id, 3);
    EXPECT_EQ(found.score, 0.5);
    EXPECT_EQ(found.bbox, (NormalizedBox{0.5, 0.25, 0.125, 0.0625}));
}

TEST(PredictionsReader, ReadsEveryShape) {
    const std::string entry = std::string(R"({"image": " a.jpg ", "detections": [)") + detection + "]}";
    expect_the_detection(read("[" + entry + "]"));
    expect_the_detection(read(R"({"schema_version": 1, "predictions": [)" + entry + "]}"));
    expect_the_detection(read(std::string(R"({"a.jpg": [)") + detection + "]}"));
    expect_the_detection(read(std::string(R"({"predictions": {"a.jpg": [)") + detection + "]}}"));
}

TEST(PredictionsReader, TakesAnEntryWithoutDetectionsForAnEmptyOne) {
    const auto entries =
        read(R"([{"image": "a"}, {"image": "b", "detections": null}, {"image": "c", "detections": []}])");
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 3U);
    for (const ReadEntry& entry : *entries) EXPECT_TRUE(entry.detections.empty());
}

void expect_refused(std::string text, const std::string& reason) {
    const auto entries = read(text);
    ASSERT_FALSE(entries) << text;
    EXPECT_THAT(entries.error().to_string(), HasSubstr(reason)) << text;
}

std::string with_detection(const std::string& value) {
    return R"([{"image": "a.jpg", "detections": [)" + value + "]}]";
}

TEST(PredictionsReader, SaysWhichValueIsWrong) {
    expect_refused("7", "is 7, expected a list of entries");
    expect_refused("[7]", "entry 0: image: is missing");
    expect_refused(R"([{"image": 4}])", "entry 0: image: is 4, expected the name of an image");
    expect_refused(R"([{"image": "  "}])", "without a name");
    expect_refused(R"([{"image": "a"}, {"image": "a "}])", "image 'a ': has two entries");
    expect_refused(R"([{"image": "a", "detections": 5}])", "image 'a': is 5, expected a list");
    expect_refused(R"({"a": {}})", "image 'a': is an object, expected a list");
    expect_refused(with_detection("null"), "image 'a.jpg': detections[0]: is null, expected an object");
    expect_refused(with_detection("{}"), "detections[0]: class_id: is missing");
    expect_refused(with_detection(R"({"class_id": -1})"), "class_id: is -1, expected a whole number from 0");
    expect_refused(with_detection(R"({"class_id": 1.5})"), "class_id: is 1.5");
    expect_refused(with_detection(R"({"class_id": 1e300})"), "class_id: is 1e+300");
    expect_refused(with_detection(R"({"class_id": 1, "score": "x"})"), "score: is 'x', expected a number");
    expect_refused(with_detection(R"({"class_id": 1, "score": 1})"), "bbox: is missing");
    expect_refused(with_detection(R"({"class_id": 1, "score": 1, "bbox": [1, 2, 3, 4]})"), "bbox: is a list of 4");
    expect_refused(with_detection(R"({"class_id": 1, "score": 1, "bbox": {"cx": 1, "cy": 1, "w": 1}})"),
                   "bbox: h: is missing");
    expect_refused(with_detection(R"({"class_id": 1, "score": 1, "bbox": {"cx": 1, "cy": 1, "w": -1, "h": 1}})"),
                   "bbox: its width or height is below 0");
    expect_refused(with_detection(R"({"class_id": 1, "score": NaN})"), "NaN");
}

TEST(PredictionsReader, NamesTheFile) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "p.json", "[7]");
    EXPECT_THAT(read_predictions_file(folder / "p.json").error().to_string(), HasSubstr("p.json': entry 0"));
    EXPECT_THAT(read_predictions_file(folder / "none.json").error().to_string(), HasSubstr("none.json"));
}

TEST(PredictionsReader, AKeyOfAnyBytesIsReadAsAsParsedSays) {
    for (const std::string key : {"a.jpg", "\xFF\x80 b", "\xC3\xA4\xC3", "\xED\xB2\x80"}) {
        std::string text = "[{\"image\": ";
        append_string(text, key);
        const auto entries = read(text + "}]");
        ASSERT_TRUE(entries);
        EXPECT_EQ(entries->front().image, as_parsed(key));
        EXPECT_EQ(as_written(entries->front().image), key);
    }
}

}  // namespace
}  // namespace yolozu
