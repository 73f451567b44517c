// SPDX-License-Identifier: Apache-2.0
//
// What stands in the folder after a run, for every task; and that a run which fails leaves it as it was.
#include "pipeline/result_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <deque>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <set>

#include "base/try.hpp"
#include "pipeline/result_folder.hpp"
#include "pipeline/result_names.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::TemporaryFolder;
using test::write_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ModelInfo model_of(Task task) {
    ModelInfo model;
    model.task = task;
    model.input_width = model.input_height = 64;
    model.class_count = 3;
    model.names = {"cat", "dog", "bird"};
    return model;
}

RunRecord record_of(const std::vector<std::string>& keys) {
    RunRecord record;
    record.timestamp = "2026-11-26T00:00:00Z";
    record.model_path = "m.onnx";
    record.model_sha256 = std::string(64, 'a');
    record.input_width = record.input_height = 64;
    record.image_key_style = "path";
    static std::deque<std::string> kept;  // the record borrows them
    for (const std::string& key : keys) record.selected_inputs.emplace_back(kept.emplace_back(key));
    return record;
}

/// A run that has just begun and formats one picture after the other.
class ResultWriter {
public:
    static Result<ResultWriter> create(const ResultOptions& options, const ModelInfo& model) {
        ResultWriter writer;
        writer.options_ = std::make_unique<ResultOptions>(options);
        writer.model_ = std::make_unique<ModelInfo>(model);
        YOLOZU_ASSIGN(writer.files_, ResultFiles::create(options, model));
        YOLOZU_TRY(writer.files_->begin({}));
        return writer;
    }

    Status append(const std::string& key, int width, int height, const Prediction* prediction) {
        PictureFormatter formatter(*options_, *model_, files_->folder());
        YOLOZU_ASSIGN(const std::string name, names_.name_for(key));
        YOLOZU_ASSIGN(const PictureRecord record, formatter.format({key, name, width, height}, prediction));
        return files_->append(record);
    }

    Status finish(const RunRecord& record) { return files_->finish(record); }

private:
    std::unique_ptr<ResultOptions> options_;
    std::unique_ptr<ModelInfo> model_;
    std::unique_ptr<ResultFiles> files_;
    ResultNames names_;
};

/// A picture of 4x2 in the network's 64x64.
Prediction empty_prediction() {
    Prediction prediction;
    prediction.placement = {4, 2, 64, 64, 64, 32, 0, 16, 0, 16, 16, 16};
    return prediction;
}

Mask mask_of(const std::vector<std::uint8_t>& pixels) {
    return Mask::from_part(4, 2, 0, 0, 4, 2, pixels);
}

/// A better object whose mask is the left half, a worse one with the right half, and one whose box is empty.
Prediction two_instances() {
    Prediction prediction = empty_prediction();
    prediction.objects.resize(3);
    prediction.objects[0] = {{2, 0, 4, 2}, 0.25, 1};
    prediction.objects[0].mask = mask_of({0, 0, 1, 1, 0, 0, 1, 1});
    prediction.objects[1] = {{1, 1, 1, 1}, 0.875, 2};
    prediction.objects[1].mask = Mask(4, 2);
    prediction.objects[2] = {{0, 0, 2, 2}, 0.75, 0};
    prediction.objects[2].mask = mask_of({1, 1, 0, 0, 1, 1, 0, 0});
    return prediction;
}

/// All files and folders below a folder, relative to it.
std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        files.insert(entry.path().lexically_relative(folder).native());
    return files;
}

std::vector<int> pixels_of(const fs::path& png) {
    const cv::Mat picture = cv::imread(png.native(), cv::IMREAD_UNCHANGED);
    std::vector<int> pixels{picture.cols, picture.rows, picture.channels(), picture.depth()};
    for (int y = 0; y < picture.rows; ++y)
        for (int x = 0; x < picture.cols; ++x)
            pixels.push_back(picture.depth() == CV_16U ? picture.at<std::uint16_t>(y, x)
                                                       : picture.at<std::uint8_t>(y, x));
    return pixels;
}

void expect_valid(const Result<ValidationReport>& report) {
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_THAT(report->errors, IsEmpty());
    EXPECT_THAT(report->warnings, IsEmpty());
}

/// Writes one picture's prediction and finishes.
Status write_one(const ResultOptions& options, const ModelInfo& model, const std::string& key,
                 const Prediction& prediction) {
    Result<ResultWriter> writer = ResultWriter::create(options, model);
    if (!writer) return std::move(writer).error();
    Status status = writer->append(key, 4, 2, &prediction);
    return status ? writer->finish(record_of({key})) : status;
}

void expect_done(const Status& status) {
    EXPECT_TRUE(status) << status.error().to_string();
}

/// The part of a predictions file that is about images.
std::string entries_of(const fs::path& file) {
    const std::string text = read_text(file);
    const std::size_t begin = text.find(" \"predictions\""), end = text.find("\n \"meta\"");
    return text.substr(begin, end - begin);
}

TEST(Results, OfADetectorAreOneFile) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.objects.push_back({{1, 0, 3, 2}, 0.75, 1});
    expect_done(write_one({folder / "p.json"}, model_of(Task::detect), "a.jpg", prediction));
    EXPECT_THAT(files_in(folder.path()), ElementsAre("p.json"));
    EXPECT_EQ(entries_of(folder / "p.json"), R"( "predictions": [
  {
   "schema_version": 2,
   "image": "a.jpg",
   "task": "detect",
   "orig_w": 4,
   "orig_h": 2,
   "model_input_w": 64,
   "model_input_h": 64,
   "preprocess": {"method": "letterbox", "input_color": "RGB", "normalize": "0_1", "resize_interp": "linear", "letterbox_fill": [114, 114, 114], "input_size": {"width": 64, "height": 64}},
   "detections": [
    {"class_id": 1, "score": 0.75, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 1.0}}
   ]
  }
 ],)");
    expect_valid(validate_predictions_file(folder / "p.json", true));
}

TEST(Results, OfInstancesAreBoxesAListAndMasks) {
    const TemporaryFolder folder;
    const Prediction prediction = two_instances();
    expect_done(write_one({folder / "p.json"}, model_of(Task::segment), "in/a.jpg", prediction));
    EXPECT_THAT(files_in(folder.path()),
                ElementsAre("p.instances.json", "p.json", "p.masks", "p.masks/a_0.png", "p.masks/a_1.png"));
    // Best first, as in the predictions; the empty box is gone from both.
    EXPECT_EQ(entries_of(folder / "p.instances.json"), R"( "predictions": [
  {
   "image": "in/a.jpg",
   "instances": [
    {"class_id": 0, "score": 0.75, "mask": "p.masks/a_0.png"},
    {"class_id": 1, "score": 0.25, "mask": "p.masks/a_1.png"}
   ]
  }
 ],)");
    EXPECT_THAT(pixels_of(folder / "p.masks/a_0.png"), ElementsAre(4, 2, 1, CV_8U, 255, 255, 0, 0, 255, 255, 0, 0));
    EXPECT_THAT(pixels_of(folder / "p.masks/a_1.png"), ElementsAre(4, 2, 1, CV_8U, 0, 0, 255, 255, 0, 0, 255, 255));
    expect_valid(validate_predictions_file(folder / "p.json", true));
    expect_valid(validate_instance_segmentation_file(folder / "p.instances.json"));
    const auto told_apart = validate_artifact_file(folder / "p.instances.json", std::nullopt, true);
    ASSERT_TRUE(told_apart);
    EXPECT_EQ(told_apart->kind, ArtifactKind::instances);
    EXPECT_EQ(told_apart->report.detection_count, 2U);
}

TEST(Results, HoldSegmentationsInTheDetectionsMetaOnRequest) {
    const TemporaryFolder folder;
    const Prediction prediction = two_instances();
    ResultOptions options{folder / "p.json"};
    options.segmentation = SegmentationFormat::rle;
    expect_done(write_one(options, model_of(Task::segment), "a.jpg", prediction));
    // Columns of the left half: 4 of foreground, 4 of background.
    EXPECT_THAT(read_text(folder / "p.json"),
                HasSubstr(R"("h": 1.0}, "meta": {"segmentation": {"size": [2, 4], "counts": "044"}}})"));
    expect_valid(validate_predictions_file(folder / "p.json", true));
    options.segmentation = SegmentationFormat::polygons;
    expect_done(write_one(options, model_of(Task::segment), "a.jpg", prediction));
    EXPECT_THAT(read_text(folder / "p.json"),
                HasSubstr(R"("meta": {"segmentation": [[0.0, 0.0, 2.0, 0.0, 2.0, 2.0, 0.0, 2.0]]}})"));
    expect_valid(validate_predictions_file(folder / "p.json", true));
}

TEST(Results, OfClassesAreInTheEntrysMeta) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.classes = {{2, 0.75}, {7, 0.25}};
    expect_done(write_one({folder / "p.json"}, model_of(Task::classify), "a.jpg", prediction));
    EXPECT_THAT(entries_of(folder / "p.json"), HasSubstr(R"(
   "detections": [],
   "meta": {
    "classification": [
     {"class_id": 2, "name": "bird", "score": 0.75},
     {"class_id": 7, "score": 0.25}
    ]
   }
  })"));
    EXPECT_THAT(entries_of(folder / "p.json"), HasSubstr(R"("task": "classify")"));
    expect_valid(validate_predictions_file(folder / "p.json", true));
}

TEST(Results, OfPosesHaveTheNetworksCamera) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.objects.push_back({{1, 0, 3, 2}, 0.75, 1});
    prediction.objects[0].pose = Pose6d{0.5, {1, 0, 0, 0, 1, 0}, {2, -3}, {0, 0, 0.25, 0}, 0.0, std::nullopt};
    ResultOptions options{folder / "p.json"};
    options.intrinsics = CameraIntrinsics{10, 20, 2, 1};
    ModelInfo model = model_of(Task::pose6d);
    model.preprocess.resize = ResizeMode::stretch;
    prediction.placement = {4, 2, 64, 64, 64, 64, 0, 0, 0, 0, 16, 32};
    expect_done(write_one(options, model, "a.jpg", prediction));
    EXPECT_EQ(entries_of(folder / "p.json"), R"( "predictions": [
  {
   "schema_version": 2,
   "image": "a.jpg",
   "task": "pose6d",
   "orig_w": 4,
   "orig_h": 2,
   "model_input_w": 64,
   "model_input_h": 64,
   "image_size": {"width": 64, "height": 64},
   "intrinsics": {"fx": 160.0, "fy": 640.0, "cx": 32.0, "cy": 32.0},
   "preprocess": {"method": "resize", "input_color": "RGB", "normalize": "0_1", "resize_interp": "linear", "input_size": {"width": 64, "height": 64}, "orig_size": {"width": 4, "height": 2}, "scale_xy": {"x": 16.0, "y": 32.0}},
   "detections": [
    {"class_id": 1, "score": 0.75, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 1.0}, "log_z": 0.5, "rot6d": [1.0, 0.0, 0.0, 0.0, 1.0, 0.0], "offsets": [2.0, -3.0], "k_delta": [0.0, 0.0, 0.25, 0.0], "log_sigma_z": 0.0, "sigma_z": 1.0}
   ]
  }
 ],)");
    expect_valid(validate_predictions_file(folder / "p.json", true));
}

TEST(Results, PutTheCameraWhereALetterboxPutsThePicture) {
    // Contract: fx * s, cx * s + pad.
    EXPECT_EQ(place_intrinsics({10, 20, 2, 1}, empty_prediction().placement), (CameraIntrinsics{160, 320, 32, 32}));
}

TEST(Results, OfClassMapsAreAListAndPictures) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.class_map = ClassMap{4, 2, {0, 1, 2, 2, 255, 0, 1, 0}};
    expect_done(write_one({folder / "s.json"}, model_of(Task::semantic), "in/a b.jpg", prediction));
    EXPECT_THAT(files_in(folder.path()), ElementsAre("s.json", "s.masks", "s.masks/a_b.png"));
    EXPECT_EQ(entries_of(folder / "s.json"), R"( "predictions": [
  {"id": "a_b", "image": "in/a b.jpg", "mask": "s.masks/a_b.png"}
 ],)");
    EXPECT_THAT(pixels_of(folder / "s.masks/a_b.png"), ElementsAre(4, 2, 1, CV_8U, 0, 1, 2, 2, 255, 0, 1, 0));
    expect_valid(validate_semantic_segmentation_file(folder / "s.json"));
    expect_done(write_one({folder / "s.json", PredictionsShape::map}, model_of(Task::semantic), "a.jpg", prediction));
    EXPECT_EQ(read_text(folder / "s.json"), "{\n \"a\": \"s.masks/a.png\"\n}\n");
    EXPECT_THAT(files_in(folder.path()), ElementsAre("s.json", "s.masks", "s.masks/a.png"));
    expect_valid(validate_semantic_segmentation_file(folder / "s.json"));
    EXPECT_EQ(validate_artifact_file(folder / "s.json", std::nullopt, true)->kind, ArtifactKind::semantic);
}

TEST(Results, OfManyClassesAreWiderPictures) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.class_map = ClassMap{4, 2, {0, 1, 2, 2, 256, 0, 1, 65'535}};
    expect_done(write_one({folder / "s.json"}, model_of(Task::semantic), "a.jpg", prediction));
    EXPECT_THAT(pixels_of(folder / "s.masks/a.png"), ElementsAre(4, 2, 1, CV_16U, 0, 1, 2, 2, 256, 0, 1, 65'535));
    ModelInfo model = model_of(Task::semantic);
    model.class_count = 300;
    prediction.class_map = ClassMap{4, 2, {0, 1, 2, 2, 3, 0, 1, 0}};
    expect_done(write_one({folder / "s.json"}, model, "a.jpg", prediction));
    EXPECT_THAT(pixels_of(folder / "s.masks/a.png"), ElementsAre(4, 2, 1, CV_16U, 0, 1, 2, 2, 3, 0, 1, 0));
}

TEST(Results, OfDepthsAreNumpyFiles) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.depth = DepthMap{4, 2, {0.5F, 1, 2, 3, 4, 5, 6, 7.25F}};
    expect_done(write_one({folder / "d.json"}, model_of(Task::depth), "a.jpg", prediction));
    EXPECT_THAT(files_in(folder.path()), ElementsAre("d.depth", "d.depth/a.npy", "d.json"));
    EXPECT_THAT(entries_of(folder / "d.json"), HasSubstr(R"(
   "detections": [],
   "meta": {
    "depth": "d.depth/a.npy"
   })"));
    expect_valid(validate_predictions_file(folder / "d.json", true));
    const std::string npy = read_text(folder / "d.depth/a.npy");
    ASSERT_EQ(npy.size(), 128U + 32);
    EXPECT_EQ(npy.substr(0, 10), std::string("\x93NUMPY\x01\x00\x76\x00", 10));
    EXPECT_THAT(npy, HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }"));
    EXPECT_EQ(npy[127], '\n');
    // 0.5 is 0x3F000000, 7.25 is 0x40E80000.
    EXPECT_EQ(npy.substr(128, 4), std::string("\x00\x00\x00\x3F", 4));
    EXPECT_EQ(npy.substr(156, 4), std::string("\x00\x00\xE8\x40", 4));
}

TEST(Results, TellTheInputThatThePictureHad) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.placement.input_height = 32;
    expect_done(write_one({folder / "p.json"}, model_of(Task::detect), "a.jpg", prediction));
    EXPECT_THAT(entries_of(folder / "p.json"), HasSubstr(R"("model_input_h": 32)"));
    EXPECT_THAT(entries_of(folder / "p.json"), HasSubstr(R"("input_size": {"width": 64, "height": 32})"));
}

TEST(Results, OfADryRunNameNoFiles) {
    for (const Task task : {Task::detect, Task::segment, Task::classify, Task::semantic, Task::depth, Task::pose6d}) {
        const TemporaryFolder folder;
        ResultWriter writer = ResultWriter::create({folder / "p.json"}, model_of(task)).value();
        expect_done(writer.append("a.jpg", 4, 2, nullptr));
        RunRecord record = record_of({"a.jpg"});
        record.dry_run = true;
        expect_done(writer.finish(record));
        EXPECT_THAT(read_text(folder / "p.json"), HasSubstr(R"("execution_status": "dry_run")"));
        EXPECT_THAT(read_text(folder / "p.json"), testing::Not(HasSubstr(".png")));
    }
}

TEST(Results, OfADryRunLeaveTheMasksOfAnEarlierRun) {
    const TemporaryFolder folder;
    expect_done(write_one({folder / "p.json"}, model_of(Task::segment), "a.jpg", two_instances()));
    ResultOptions options{folder / "p.json"};
    options.dry_run = true;
    ResultWriter writer = ResultWriter::create(options, model_of(Task::segment)).value();
    expect_done(writer.append("a.jpg", 4, 2, nullptr));
    RunRecord record = record_of({"a.jpg"});
    record.dry_run = true;
    expect_done(writer.finish(record));
    EXPECT_TRUE(std::filesystem::exists(folder / "p.masks/a_0.png"));
}

TEST(Results, ReplaceThoseOfAnEarlierRun) {
    const TemporaryFolder folder;
    const Prediction prediction = two_instances();
    expect_done(write_one({folder / "p.json"}, model_of(Task::segment), "old.jpg", prediction));
    expect_done(write_one({folder / "p.json"}, model_of(Task::segment), "new.jpg", prediction));
    EXPECT_THAT(files_in(folder.path()),
                ElementsAre("p.instances.json", "p.json", "p.masks", "p.masks/new_0.png", "p.masks/new_1.png"));
}

TEST(Results, RefuseAFolderWithAnythingElseInIt) {
    const TemporaryFolder folder;
    const Prediction prediction = two_instances();
    expect_done(write_one({folder / "p.json"}, model_of(Task::segment), "old.jpg", prediction));
    const std::string mask = read_text(folder / "p.masks/old_0.png");
    const auto refusal = [&] {
        const auto before = files_in(folder.path());
        const auto writer = ResultWriter::create({folder / "p.json"}, model_of(Task::segment));
        if (writer) return std::string();
        EXPECT_EQ(files_in(folder.path()), before);
        return writer.error().to_string();
    };
    EXPECT_EQ(refusal(), "");
    for (const char* const name : {"notes.txt", "old_2.PNG", "cat.png", "old_x.png", ".hidden_0.png"}) {
        write_text(folder / "p.masks" / name, mask);
        EXPECT_THAT(refusal(), HasSubstr(std::string("p.masks' holds '") + name + "', which no such run has written"));
        fs::remove(folder / "p.masks" / name);
    }
    write_text(folder / "p.masks/old_2.png", "text");
    EXPECT_THAT(refusal(), HasSubstr("holds 'old_2.png'"));
    fs::remove(folder / "p.masks/old_2.png");
    fs::create_symlink(folder / "p.masks/old_0.png", folder / "p.masks/old_2.png");
    EXPECT_THAT(refusal(), HasSubstr("holds 'old_2.png'"));
    fs::remove(folder / "p.masks/old_2.png");
    fs::create_directory(folder / "p.masks/old_2.png");
    EXPECT_THAT(refusal(), HasSubstr("holds 'old_2.png'"));
    fs::remove_all(folder / "p.masks");
    write_text(folder / "p.masks", "");
    EXPECT_THAT(refusal(), HasSubstr("p.masks' is not a folder"));
}

TEST(Results, RefuseShapesAndNamesThatHaveNoPlaceForThem) {
    const TemporaryFolder folder;
    for (const Task task : {Task::classify, Task::depth})
        EXPECT_THAT(ResultWriter::create({folder / "p.json", PredictionsShape::map}, model_of(task)).error().message(),
                    HasSubstr("the map shape has a place for detections only"));
    EXPECT_THAT(ResultWriter::create({folder / "p.masks"}, model_of(Task::semantic)).error().message(),
                HasSubstr("is the name of the folder of results; choose another, such as 'p.json'"));
    EXPECT_THAT(files_in(folder.path()), IsEmpty());
}

TEST(Results, RefuseASecondPictureOfOneKey) {
    for (const Task task : {Task::detect, Task::segment, Task::semantic, Task::depth}) {
        const TemporaryFolder folder;
        ResultWriter writer = ResultWriter::create({folder / "p.json"}, model_of(task)).value();
        const Prediction prediction = empty_prediction();
        expect_done(writer.append("a.jpg", 4, 2, &prediction));
        expect_done(writer.append("a.jpg", 4, 2, &prediction));
        EXPECT_THAT(writer.finish(record_of({"a.jpg"})).error().message(), HasSubstr("was written before"));
    }
}

TEST(Results, KeepFilesOfHostileKeysInTheirFolder) {
    const TemporaryFolder folder;
    ResultWriter writer = ResultWriter::create({folder / "s.json"}, model_of(Task::semantic)).value();
    Prediction prediction = empty_prediction();
    prediction.class_map = ClassMap{4, 2, std::vector<std::uint16_t>(8)};
    const std::vector<std::string> keys{
        "../../../etc/x.png", "..",      "/",        "a/../b.png",           "C:\\x.png",
        "\xFF\xFE.png",       "-rf.png", "a\nb.png", std::string(3000, 'y'), "B.png"};
    for (const std::string& key : keys) expect_done(writer.append(key, 4, 2, &prediction));
    expect_done(writer.finish(record_of(keys)));
    for (const auto& entry : fs::directory_iterator(folder.path()))
        EXPECT_THAT(entry.path().filename().native(), testing::AnyOf("s.json", "s.masks"));
    EXPECT_EQ(files_in(folder / "s.masks").size(), keys.size());
    expect_valid(validate_semantic_segmentation_file(folder / "s.json"));
    EXPECT_TRUE(check_replaceable(folder / "s.masks", Task::semantic));
}

TEST(Results, LeaveTheOldStateWhenARunIsBrokenOff) {
    for (const Task task : {Task::detect, Task::segment}) {
        const TemporaryFolder folder;
        const Prediction prediction = two_instances();
        expect_done(write_one({folder / "p.json"}, model_of(task), "old.jpg", prediction));
        const auto files = files_in(folder.path());
        const std::string text = read_text(folder / "p.json");
        {
            ResultWriter writer = ResultWriter::create({folder / "p.json"}, model_of(task)).value();
            expect_done(writer.append("new.jpg", 4, 2, &prediction));
        }
        EXPECT_EQ(files_in(folder.path()), files);
        EXPECT_EQ(read_text(folder / "p.json"), text);
    }
}

/// While a run goes on, something happens to a place that it will need; afterwards all is as it was but for that.
void expect_undone(const char* sabotaged) {
    const TemporaryFolder folder;
    const Prediction prediction = two_instances();
    expect_done(write_one({folder / "p.json"}, model_of(Task::segment), "old.jpg", prediction));
    const std::string instances = read_text(folder / "p.instances.json");
    {
        ResultWriter writer = ResultWriter::create({folder / "p.json"}, model_of(Task::segment)).value();
        expect_done(writer.append("new.jpg", 4, 2, &prediction));
        fs::remove_all(folder / sabotaged);
        fs::create_directory(folder / sabotaged);
        write_text(folder / sabotaged / "precious.txt", "precious");
        EXPECT_FALSE(writer.finish(record_of({"new.jpg"}))) << sabotaged;
    }
    std::set<std::string> expected{"p.instances.json", "p.json", "p.masks", "p.masks/old_0.png", "p.masks/old_1.png"};
    if (sabotaged == std::string("p.masks")) expected = {"p.instances.json", "p.json", "p.masks"};  // removed by hand
    expected.insert(std::string(sabotaged) + "/precious.txt");
    EXPECT_EQ(files_in(folder.path()), expected) << sabotaged;
    if (sabotaged != std::string("p.instances.json")) {
        EXPECT_EQ(read_text(folder / "p.instances.json"), instances);
    }
}

TEST(Results, AreUndoneWhenOneOfThemCannotTakeItsPlace) {
    expect_undone("p.masks");
    expect_undone("p.instances.json");
    expect_undone("p.json");
}

TEST(Results, AreNotWrittenOverInputs) {
    const TemporaryFolder folder;
    fs::create_directory(folder / "p.masks");
    write_text(folder / "p.masks/a_0.png", "");
    write_text(folder / "p.instances.json", "");
    const OverwriteCheck outputs(result_paths(folder / "p.json", Task::segment));
    EXPECT_THAT(outputs.check((folder / "p.masks/a_0.png").native(), "one of the images").error().message(),
                HasSubstr("p.masks', which holds one of the images; choose another --output"));
    EXPECT_THAT(outputs.check((folder / "p.instances.json").native(), "the model").error().message(),
                HasSubstr("p.instances.json', which is the model; choose another --output"));
    EXPECT_TRUE(outputs.check((folder / "a.png").native(), "one of the images"));
    fs::create_hard_link(folder / "p.instances.json", folder / "other name");
    EXPECT_FALSE(outputs.check((folder / "other name").native(), "the model"));
    EXPECT_TRUE(OverwriteCheck(result_paths(folder / "p.json", Task::detect))
                    .check((folder / "p.masks/a_0.png").native(), "one of the images"));
}

TEST(Results, RefuseMapsThatAreNotOfThePicturesSize) {
    const TemporaryFolder folder;
    Prediction prediction = empty_prediction();
    prediction.class_map = ClassMap{4, 2, std::vector<std::uint16_t>(7)};
    EXPECT_EQ(write_one({folder / "s.json"}, model_of(Task::semantic), "a.jpg", prediction).error().code(),
              ErrorCode::internal);
    prediction.depth = DepthMap{2, 4, std::vector<float>(8)};
    EXPECT_EQ(write_one({folder / "d.json"}, model_of(Task::depth), "a.jpg", prediction).error().code(),
              ErrorCode::internal);
    prediction.objects.resize(1);
    prediction.objects[0] = {{0, 0, 2, 2}, 0.75, 0};
    prediction.objects[0].mask = Mask(2, 2);
    EXPECT_EQ(write_one({folder / "p.json"}, model_of(Task::segment), "a.jpg", prediction).error().code(),
              ErrorCode::internal);
    EXPECT_THAT(files_in(folder.path()), IsEmpty());
}

}  // namespace
}  // namespace yolozu
