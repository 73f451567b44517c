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

Result<std::vector<ReadEntry>> read(std::string text, std::optional<ReadPart> part = std::nullopt) {
    Result<ReadPredictions> found = read_predictions_text(text, part);
    if (!found) return found.error();
    return std::move(found->entries);
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

void expect_refused(const std::string& text, const std::string& reason, std::optional<ReadPart> part = std::nullopt) {
    const auto entries = read(text, part);
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

ReadDetection only_detection(const Result<ReadPredictions>& found) {
    EXPECT_TRUE(found) << found.error().to_string();
    if (!found || found->entries.size() != 1 || found->entries[0].detections.size() != 1) {
        ADD_FAILURE() << "expected one detection";
        return {};
    }
    return found->entries[0].detections[0];
}

std::string of_task(const std::string& task, const std::string& members) {
    return R"([{"image": "a", "task": ")" + task +
           R"(", "detections": [{"class_id": 3, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.25, "w": 0.125, "h": 0.0625})" +
           members + "}]}]";
}

TEST(PredictionsReader, ReadsWhatTheTaskIsAbout) {
    const auto detection_of = [](std::string text) { return only_detection(read_predictions_text(text)); };
    const std::string flat = R"(, "keypoints": [0.1, 0.2, 2, 0.3, 0.4, 0])";
    const std::vector<ReadPoint> points{{0.1, 0.2}, {0.3, 0.4}};
    EXPECT_EQ(detection_of(of_task("pose", flat)).keypoints, points);
    EXPECT_EQ(detection_of(of_task("pose", R"(, "keypoints": [0.1, 0.2, 0.3, 0.4])")).keypoints, points);
    EXPECT_EQ(detection_of(of_task("pose", R"(, "keypoints": [{"x": 0.1, "y": 0.2, "v": 2}, {"x": 0.3, "y": 0.4}])"))
                  .keypoints,
              points);
    EXPECT_TRUE(detection_of(of_task("detect", flat)).keypoints.empty());
    const ReadDetection turned =
        detection_of(of_task("obb", R"(, "meta": {"obb": {"corners": [[0, 1], [2, 3], [4, 5], [6, 7]]}})"));
    EXPECT_EQ(turned.corners[3], (ReadPoint{6, 7}));
    const ReadDetection outlined =
        detection_of(of_task("segment", R"(, "meta": {"segmentation": [[1, 2, 3, 4, 5, 6]]})"));
    EXPECT_EQ(outlined.segmentation.polygons, (std::vector<std::vector<double>>{{1, 2, 3, 4, 5, 6}}));
    const ReadDetection masked =
        detection_of(of_task("segment", R"(, "segmentation": {"size": [4, 5], "counts": "abc"})"));
    EXPECT_EQ(masked.segmentation.width, 5);
    EXPECT_EQ(masked.segmentation.height, 4);
    EXPECT_EQ(masked.segmentation.compressed, "abc");
}

TEST(PredictionsReader, RefusesWhatLacksItsTasksPart) {
    expect_refused(of_task("segment", ""), "image 'a': detections[0]: has no mask");
    expect_refused(of_task("pose", ""), "detections[0]: has no keypoints");
    expect_refused(of_task("obb", R"(, "meta": {"obb": 5})"), "has no corners");
    expect_refused(of_task("classify", ""), "meta.classification: is missing");
    expect_refused(of_task("depth", ""), "is of the task 'depth', expected detect, segment, pose, obb or classify");
    EXPECT_TRUE(read(of_task("depth", ""), ReadPart::boxes));
    expect_refused(of_task("pose", R"(, "keypoints": [[1, 2, 2]])"), "keypoints: is a list of 3, expected an object");
    expect_refused(of_task("pose", R"(, "keypoints": [1, 2, 3, 4, 5])"), "two or three numbers");
    expect_refused(of_task("pose", R"(, "keypoints": [1, 2, 1e300])"), "keypoints");
    expect_refused(of_task("obb", R"(, "meta": {"obb": {"corners": [[0, 1], [2, 3], [4, 5]]}})"), "four corners");
    expect_refused(of_task("segment", R"(, "segmentation": "x")"), "segmentation: is 'x'");
    const std::string pose = of_task("pose", R"(, "keypoints": [1, 2])"), box = of_task("detect", "");
    expect_refused(pose.substr(0, pose.size() - 1) + ", " + box.substr(1), "entries of the tasks 'pose' and 'detect'");
}

TEST(PredictionsReader, ReadsListsOfInstances) {
    std::string text = R"([{"image": "a", "instances": [{"class_id": 2, "mask": "m/0.png"}]}])";
    const auto found = read_predictions_text(text);
    const ReadDetection instance = only_detection(found);
    EXPECT_EQ(found->part, ReadPart::masks);
    EXPECT_EQ(instance.mask_file, "m/0.png");
    EXPECT_EQ(instance.score, 1);
    EXPECT_TRUE(read(R"({"a": {"instances": []}})"));
    expect_refused(R"([{"image": "a", "instances": [{"class_id": 2}]}])", "instances[0]: mask: is missing");
    expect_refused(R"([{"image": "a", "instances": []}])", "has a list of instances", ReadPart::boxes);
}

TEST(PredictionsReader, ReadsClassesBestFirst) {
    std::string text = R"({"predictions": [{"image": "a", "task": "classify", "meta": {"classification": [
        {"class_id": 4, "name": "cat", "score": 0.25}, {"class_id": 2, "score": 0.75}]}}],
        "meta": {"class_names": ["x", 5]}})";
    const auto found = read_predictions_text(text);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ(found->task, "classify");
    EXPECT_EQ(found->class_names, (std::vector<std::string>{"x", ""}));
    ASSERT_EQ(found->entries[0].classes.size(), 2U);
    EXPECT_EQ(found->entries[0].classes[0].class_id, 2);
    EXPECT_EQ(found->entries[0].classes[1].name, "cat");
    expect_refused(R"({"a": []})", "has no place for classes", ReadPart::classes);
}

}  // namespace
}  // namespace yolozu
