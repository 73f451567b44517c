// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <limits>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "predictions/samples.hpp"
#include "support/files.hpp"
#include "yolozu/predictions.hpp"

namespace yolozu {
namespace {

using nlohmann::json;
using test::sample_entry;
using test::sample_record;
using test::TemporaryFolder;
using test::written;
using testing::HasSubstr;

std::size_t file_count(const TemporaryFolder& folder) {
    const std::filesystem::directory_iterator files(folder.path());
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

/// What append says to an entry of the given shape; empty when it accepts it.
std::string refusal(PredictionsShape shape, const PredictionEntry& entry) {
    const TemporaryFolder folder;
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", shape).value();
    const Status status = writer.append(entry);
    return status ? std::string() : status.error().message();
}

TEST(PredictionsShape, HasThreeNames) {
    EXPECT_EQ(predictions_shape_from_string("wrapped"), PredictionsShape::wrapped);
    EXPECT_EQ(predictions_shape_from_string("list"), PredictionsShape::list);
    EXPECT_EQ(predictions_shape_from_string("map"), PredictionsShape::map);
    EXPECT_EQ(predictions_shape_from_string("Wrapped"), std::nullopt);
}

TEST(PredictionsWriter, WritesAListOneDetectionALine) {
    PredictionEntry first = sample_entry("a.jpg");
    first.detections = {{45, 0.91, {0.5, 0.5, 0.25, 0.25}}, {50, 0.42, {0.5, 0.5, 1, 0.125}}};
    PredictionEntry second = sample_entry("b.jpg");
    second.detections.clear();
    EXPECT_EQ(written(PredictionsShape::list, {first, second}, {}), R"([
 {
  "schema_version": 2,
  "image": "a.jpg",
  "orig_w": 640,
  "orig_h": 427,
  "model_input_w": 640,
  "model_input_h": 640,
  "preprocess": {"method": "letterbox", "input_color": "RGB", "normalize": "0_1", "resize_interp": "linear", "letterbox_fill": [114, 114, 114], "input_size": {"width": 640, "height": 640}},
  "detections": [
   {"class_id": 45, "score": 0.91, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.25}},
   {"class_id": 50, "score": 0.42, "bbox": {"cx": 0.5, "cy": 0.5, "w": 1.0, "h": 0.125}}
  ]
 },
 {
  "schema_version": 2,
  "image": "b.jpg",
  "orig_w": 640,
  "orig_h": 427,
  "model_input_w": 640,
  "model_input_h": 640,
  "preprocess": {"method": "letterbox", "input_color": "RGB", "normalize": "0_1", "resize_interp": "linear", "letterbox_fill": [114, 114, 114], "input_size": {"width": 640, "height": 640}},
  "detections": []
 }
]
)");
}

TEST(PredictionsWriter, WritesAMapOfDetectionsOnly) {
    EXPECT_EQ(written(PredictionsShape::map, {sample_entry("a.jpg")}, {}), R"({
 "a.jpg": [
  {"class_id": 45, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.25}}
 ]
}
)");
}

TEST(PredictionsWriter, WrapsEntriesAndMeta) {
    const json document =
        json::parse(written(PredictionsShape::wrapped, {sample_entry("a.jpg")}, sample_record({"a.jpg"})));
    EXPECT_EQ(document.size(), 3U);
    EXPECT_EQ(document["schema_version"], 1);
    EXPECT_EQ(document["predictions"].size(), 1U);
    EXPECT_TRUE(document["meta"].is_object());
}

TEST(PredictionsWriter, WritesEmptyFilesOfEveryShape) {
    EXPECT_EQ(written(PredictionsShape::list, {}, {}), "[]\n");
    EXPECT_EQ(written(PredictionsShape::map, {}, {}), "{}\n");
    EXPECT_EQ(json::parse(written(PredictionsShape::wrapped, {}, sample_record({})))["predictions"], json::array());
}

TEST(PredictionsWriter, PassesTheStrictValidatorInEveryShape) {
    for (const PredictionsShape shape : {PredictionsShape::wrapped, PredictionsShape::list, PredictionsShape::map}) {
        const std::vector<PredictionEntry> entries{sample_entry("a.jpg"), sample_entry("dir/b \"c\".jpg")};
        const ValidationReport report =
            test::validate_text(written(shape, entries, sample_record({"a.jpg", "dir/b \"c\".jpg"})), true);
        EXPECT_THAT(report.errors, testing::IsEmpty());
        EXPECT_EQ(report.warnings.size(), shape == PredictionsShape::map ? 1U : 0U);
        EXPECT_EQ(report.entry_count, 2U);
        EXPECT_EQ(report.detection_count, 2U);
    }
}

TEST(PredictionsWriter, SanitisesDetections) {
    PredictionEntry entry = sample_entry("a.jpg");
    entry.detections = {{0, 0.25, {0.0, 0.5, 0.5, 0.5}},
                        {1, std::numeric_limits<double>::quiet_NaN(), {0.5, 0.5, 0.5, 0.5}},
                        {2, 1.5, {0.5, 0.5, 0.5, 0.5}}};
    const json document = json::parse(written(PredictionsShape::list, {entry}, {}));
    const json expected = json::parse(R"([{"class_id":2,"score":1.0,"bbox":{"cx":0.5,"cy":0.5,"w":0.5,"h":0.5}},
                                          {"class_id":0,"score":0.25,"bbox":{"cx":0.125,"cy":0.5,"w":0.25,"h":0.5}}])");
    EXPECT_EQ(document[0]["detections"], expected);
}

TEST(PredictionsWriter, WritesMeanAndDeviationWhereTheyChangeAnything) {
    PredictionEntry entry = sample_entry("a.jpg");
    entry.preprocess.mean = {0, 0, 0};
    entry.preprocess.deviation = {1, 1, 1};
    json preprocess = json::parse(written(PredictionsShape::list, {entry}, {}))[0]["preprocess"];
    EXPECT_FALSE(preprocess.contains("mean") || preprocess.contains("std"));
    entry.preprocess.mean = {0.5, 0, 0};
    entry.preprocess.deviation = {1, 0.25, 1};
    preprocess = json::parse(written(PredictionsShape::list, {entry}, {}))[0]["preprocess"];
    EXPECT_EQ(preprocess["mean"], json::parse("[0.5, 0.0, 0.0]"));
    EXPECT_EQ(preprocess["std"], json::parse("[1.0, 0.25, 1.0]"));
}

TEST(PredictionsWriter, LeavesOutWhatIsNotKnownOrNotUsed) {
    PredictionEntry entry;
    entry.image = "a.jpg";
    entry.preprocess.method = "resize";
    const json document = json::parse(written(PredictionsShape::list, {entry}, {}));
    EXPECT_EQ(document[0], json::parse(R"({"schema_version": 2, "image": "a.jpg", "detections": [], "preprocess":
        {"method": "resize", "input_color": "RGB", "normalize": "0_1", "resize_interp": "linear"}})"));
}

/// The text of the only detection.
std::string written_detection(const PredictedObject& object) {
    PredictionEntry entry = sample_entry("a.jpg");
    entry.detections = {object};
    const std::string text = written(PredictionsShape::list, {entry}, {});
    const ValidationReport report = test::validate_text(text, true);
    EXPECT_THAT(report.errors, testing::IsEmpty());
    EXPECT_THAT(report.warnings, testing::IsEmpty());
    const std::string before = "\"detections\": [\n   ";
    const std::size_t begin = text.find(before) + before.size();
    return text.substr(begin, text.find("\n  ]", begin) - begin);
}

TEST(PredictionsWriter, WritesKeypointsBesideTheBox) {
    PredictedObject person = test::sample_object();
    person.keypoints = {{0.5, 0.25, 2, 0.875}, {0.0, 1.0, 1, std::nullopt}};
    EXPECT_EQ(written_detection(person),
              R"({"class_id": 45, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.25}, )"
              R"("keypoints": [{"x": 0.5, "y": 0.25, "v": 2, "score": 0.875}, {"x": 0.0, "y": 1.0, "v": 1}]})");
}

TEST(PredictionsWriter, WritesAnOrientedBoxIntoTheDetectionsMeta) {
    PredictedObject ship = test::sample_object();
    ship.oriented = {320, 213.5, 40, 20, 0.5, {{{0.25, 0.5}, {0.5, 0.5}, {0.5, 0.75}, {0.25, 1.25}}}};
    EXPECT_EQ(written_detection(ship),
              R"({"class_id": 45, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.25}, "meta": {"obb": )"
              R"({"corners": [[0.25, 0.5], [0.5, 0.5], [0.5, 0.75], [0.25, 1.25]], "angle": 0.5, "cx": 320.0, )"
              R"("cy": 213.5, "w": 40.0, "h": 20.0}}})");
}

TEST(PredictionsWriter, WritesAPoseWithTheDeviationsThatFollow) {
    PredictedObject part = test::sample_object();
    part.pose = {-0.5, {1, 0, 0, 0, 1, 0}, {2, -3}, {0, 0, 0.25, 0}, 0.0, 800.0};
    // exp(0) = 1; exp(800) is more than a double holds.
    EXPECT_EQ(written_detection(part),
              R"({"class_id": 45, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.25, "h": 0.25}, "log_z": -0.5, )"
              R"("rot6d": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0], "offsets": [2.0, -3.0], "k_delta": [0.0, 0.0, 0.25, 0.0], )"
              R"("log_sigma_z": 0.0, "sigma_z": 1.0, "log_sigma_rot": 800.0})");
}

TEST(PredictionsWriter, WritesBothFormsOfASegmentation) {
    PredictedObject cat = test::sample_object();
    cat.segmentation = {640, 427, "\\`0", {}};
    EXPECT_THAT(written_detection(cat),
                HasSubstr(R"("meta": {"segmentation": {"size": [427, 640], "counts": "\\`0"}})"));
    cat.segmentation = {640, 427, "", {{0, 0, 1, 0, 1, 1.5}, {}}};
    EXPECT_THAT(written_detection(cat), HasSubstr(R"("meta": {"segmentation": [[0.0, 0.0, 1.0, 0.0, 1.0, 1.5], []]})"));
}

TEST(PredictionsWriter, SaysWhereTheDetectionsStoodThatItWrote) {
    const TemporaryFolder folder;
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::list).value();
    EXPECT_THAT(writer.written_detections(), testing::IsEmpty());
    PredictionEntry entry = sample_entry("a.jpg");
    entry.detections = {{0, 0.25, {0.5, 0.5, 0.5, 0.5}},
                        {0, 0.75, {0.5, 0.5, 0, 0.5}},
                        {0, 0.5, {0.5, 0.5, 0.5, 0.5}},
                        {0, 0.25, {0.5, 0.5, 0.5, 0.5}}};
    ASSERT_TRUE(writer.append(entry).ok());
    EXPECT_THAT(writer.written_detections(), testing::ElementsAre(2, 0, 3));
}

TEST(PredictionsWriter, RefusesWhatAMapHasNoPlaceFor) {
    PredictionEntry entry = sample_entry("a.jpg");
    entry.classification = {{0, "cat", 0.5}};
    EXPECT_THAT(refusal(PredictionsShape::map, entry), HasSubstr("for which alone a map has a place"));
    EXPECT_EQ(refusal(PredictionsShape::list, entry), "");
    entry.classification->at(0).score = std::nan("");
    EXPECT_THAT(refusal(PredictionsShape::list, entry), HasSubstr("the score of a class is not finite"));
    entry = sample_entry("a.jpg");
    entry.depth_file = "p.depth/a.npy";
    EXPECT_THAT(refusal(PredictionsShape::map, entry), HasSubstr("for which alone a map has a place"));
    entry.pose_frame = PoseFrame{1, 1, CameraIntrinsics{std::numeric_limits<double>::infinity(), 1, 1, 1}};
    EXPECT_THAT(refusal(PredictionsShape::list, entry), HasSubstr("scale or intrinsics is not finite"));
}

TEST(PredictionsWriter, KeepsAKeyOfAnyBytes) {
    const std::string text = written(PredictionsShape::list, {sample_entry("\xFF写\n.jpg")}, {});
    EXPECT_THAT(text, HasSubstr(R"("image": "\udcff写\n.jpg")"));
    EXPECT_TRUE(test::validate_text(text, true).ok());
}

TEST(PredictionsWriter, RefusesAnEmptyKey) {
    EXPECT_EQ(refusal(PredictionsShape::list, sample_entry("")),
              "image key '' is empty, expected a path or a file name");
    EXPECT_THAT(refusal(PredictionsShape::list, sample_entry(" \t")), HasSubstr("is empty"));
}

TEST(PredictionsWriter, RefusesASecondEntryForAnImage) {
    const TemporaryFolder folder;
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::wrapped).value();
    ASSERT_TRUE(writer.append(sample_entry("a.jpg")).ok());
    const Status status = writer.append(sample_entry(" a.jpg "));
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code(), ErrorCode::invalid_argument);
    EXPECT_EQ(status.error().message(),
              "image key ' a.jpg ' was written before; YOLOZU refuses two entries for one image");
    EXPECT_TRUE(writer.append(sample_entry("b.jpg")).ok());
    EXPECT_TRUE(writer.finish(sample_record({"a.jpg", "b.jpg"})).ok());
}

TEST(PredictionsWriter, RefusesKeysThatMeanSomethingElseInAMap) {
    for (const char* const key : {"schema_version", "predictions"}) {
        EXPECT_THAT(refusal(PredictionsShape::map, sample_entry(key)), HasSubstr("has a meaning of its own in a map"));
        EXPECT_EQ(refusal(PredictionsShape::list, sample_entry(key)), "");
    }
}

TEST(PredictionsWriter, RefusesAMeanThatIsNotFinite) {
    PredictionEntry entry = sample_entry("a.jpg");
    entry.preprocess.mean = {0, std::nan(""), 0};
    EXPECT_EQ(refusal(PredictionsShape::list, entry),
              "image 'a.jpg': mean or deviation is not finite, JSON has no such number");
}

TEST(PredictionsWriter, RefusesToGoOnAfterTheEnd) {
    const TemporaryFolder folder;
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::list).value();
    ASSERT_TRUE(writer.finish({}).ok());
    EXPECT_THAT(writer.append(sample_entry("a.jpg")).error().message(), HasSubstr("is finished or broken"));
    EXPECT_THAT(writer.finish({}).error().message(), HasSubstr("is finished or broken"));
}

TEST(PredictionsWriter, LeavesTheOldFileUntilItIsFinished) {
    const TemporaryFolder folder;
    test::write_text(folder / "p.json", "old");
    {
        PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::list).value();
        ASSERT_TRUE(writer.append(sample_entry("a.jpg")).ok());
        EXPECT_EQ(test::read_text(folder / "p.json"), "old");
    }
    EXPECT_EQ(test::read_text(folder / "p.json"), "old");
    EXPECT_EQ(file_count(folder), 1U);
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::list).value();
    ASSERT_TRUE(writer.finish({}).ok());
    EXPECT_EQ(test::read_text(folder / "p.json"), "[]\n");
    EXPECT_EQ(file_count(folder), 1U);
}

/// While it lives, this process cannot write files beyond `bytes`.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST(PredictionsWriter, StaysBrokenAfterAFailedWriteAndLeavesTheOldFile) {
    const TemporaryFolder folder;
    test::write_text(folder / "p.json", "old");
    {
        PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::list).value();
        PredictionEntry entry = sample_entry("a.jpg");
        entry.detections.assign(10'000, test::sample_object());
        const FileSizeLimit limit(1000);
        const Status failed = writer.append(entry);
        ASSERT_FALSE(failed.ok());
        EXPECT_EQ(failed.error().code(), ErrorCode::io);
        EXPECT_THAT(failed.error().to_string(), HasSubstr("p.json': cannot write: "));
        EXPECT_THAT(writer.append(sample_entry("b.jpg")).error().message(), HasSubstr("is finished or broken"));
        EXPECT_THAT(writer.finish({}).error().message(), HasSubstr("is finished or broken"));
    }
    EXPECT_EQ(test::read_text(folder / "p.json"), "old");
    EXPECT_EQ(file_count(folder), 1U);
}

TEST(PredictionsWriter, NamesTheFileThatItCannotCreate) {
    const TemporaryFolder folder;
    const auto writer = PredictionsWriter::create(folder / "no such folder/p.json", PredictionsShape::list);
    ASSERT_FALSE(writer.ok());
    EXPECT_THAT(writer.error().to_string(), testing::StartsWith("predictions file '"));
    EXPECT_THAT(writer.error().to_string(), HasSubstr("no such folder/p.json': cannot create"));
}

TEST(PredictionsWriter, StreamsMoreThanItsBufferHolds) {
    const TemporaryFolder folder;
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::list).value();
    PredictionEntry entry = sample_entry("");
    entry.detections.assign(300, test::sample_object());
    for (int index = 0; index < 200; ++index) {
        entry.image = std::to_string(index);
        ASSERT_TRUE(writer.append(entry).ok());
    }
    ASSERT_TRUE(writer.finish({}).ok());
    const json document = json::parse(test::read_text(folder / "p.json"));
    ASSERT_EQ(document.size(), 200U);
    EXPECT_EQ(document[199]["image"], "199");
    EXPECT_EQ(document[199]["detections"].size(), 300U);
}

}  // namespace
}  // namespace yolozu
