// SPDX-License-Identifier: Apache-2.0
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
using testing::HasSubstr;

json meta_of(const RunRecord& record, const std::vector<std::string>& images) {
    std::vector<PredictionEntry> entries;
    for (const std::string& image : images) entries.push_back(sample_entry(image));
    const std::string text = test::written(PredictionsShape::wrapped, entries, record);
    const ValidationReport report = test::validate_text(text, true);
    EXPECT_TRUE(report.ok()) << testing::PrintToString(report.errors);
    return json::parse(text)["meta"];
}

std::string refusal(const RunRecord& record, const std::vector<std::string>& images) {
    const test::TemporaryFolder folder;
    PredictionsWriter writer = PredictionsWriter::create(folder / "p.json", PredictionsShape::wrapped).value();
    for (const std::string& image : images) EXPECT_TRUE(writer.append(sample_entry(image)).ok());
    const Status status = writer.finish(record);
    return status ? std::string() : status.error().message();
}

TEST(Meta, HasEveryKeyThatTheValidatorsDemand) {
    json meta = meta_of(sample_record({"a.jpg"}), {"a.jpg"});
    const json demanded = {{"timestamp", "2026-11-23T00:00:00Z"},
                           {"adapter", "custom_cpp"},
                           {"config", "models/demo.onnx"},
                           {"checkpoint", nullptr},
                           {"images", 1},
                           {"tta", test::sample_meta()["tta"]},
                           {"ttt", test::sample_meta()["ttt"]}};
    for (const auto& [key, value] : demanded.items()) EXPECT_EQ(meta[key], value) << key;
}

TEST(Meta, HasTheSettingsWhereTheEvaluatorLooks) {
    const json meta = meta_of(sample_record({"a.jpg"}), {"a.jpg"});
    EXPECT_EQ(meta["imgsz"], 640);
    EXPECT_TRUE(meta["imgsz"].is_number_integer());
    EXPECT_EQ(meta["input_size"], json::parse(R"({"width": 640, "height": 640})"));
    EXPECT_EQ(meta["score_threshold"].get<double>(), 0.001);
    EXPECT_EQ(meta["iou_threshold"].get<double>(), 0.7);
    EXPECT_EQ(meta["max_detections"], 300);
    EXPECT_EQ(meta["bbox_format"], "cxcywh_norm");
    EXPECT_EQ(meta["exporter"], "yolozu-infer");
    EXPECT_EQ(meta["protocol_id"], "yolo26");
    EXPECT_EQ(meta["onnx"], "models/demo.onnx");
    EXPECT_EQ(meta["onnx_sha256"], std::string(64, 'a'));
    EXPECT_FALSE(meta.contains("run"));  // would hide all of these from the evaluator
}

TEST(Meta, WritesThresholdsAsTheUserTypedThem) {
    const std::string text = test::written(PredictionsShape::wrapped, {}, sample_record({}));
    EXPECT_THAT(text, HasSubstr("\"score_threshold\": 0.001,"));
    EXPECT_THAT(text, HasSubstr("\"iou_threshold\": 0.70,"));
}

TEST(Meta, RepeatsTheSettingsInExtra) {
    const json meta = meta_of(sample_record({"a.jpg"}), {"a.jpg"});
    const json& settings = meta["extra"]["export_settings"];
    for (const char* const key :
         {"imgsz", "input_size", "score_threshold", "iou_threshold", "max_detections", "bbox_format"})
        EXPECT_EQ(settings[key], meta[key]) << key;
    EXPECT_EQ(settings["protocol"], "yolo26");
    EXPECT_EQ(settings["nms"], json::parse(R"({"applied": true, "class_agnostic": false})"));
    EXPECT_EQ(settings["preprocess"]["letterbox_fill"], json::parse("[114, 114, 114]"));
}

TEST(Meta, LeavesImgszOutWhenTheNetworkIsNotSquare) {
    RunRecord record = sample_record({"a.jpg"});
    record.input_height = 384;
    const json meta = meta_of(record, {"a.jpg"});
    EXPECT_FALSE(meta.contains("imgsz"));
    EXPECT_EQ(meta["input_size"], json::parse(R"({"width": 640, "height": 384})"));
}

TEST(Meta, SaysNullWhenNoProtocolWasAskedFor) {
    RunRecord record = sample_record({"a.jpg"});
    record.protocol_id.clear();
    const json meta = meta_of(record, {"a.jpg"});
    EXPECT_TRUE(meta["protocol_id"].is_null());
    EXPECT_TRUE(meta["extra"]["export_settings"]["protocol"].is_null());
}

TEST(Meta, SaysWhatRanTheModelAndWhichModel) {
    const json extra = meta_of(sample_record({"a.jpg"}), {"a.jpg"})["extra"];
    EXPECT_EQ(extra["backend"], "onnxruntime");
    EXPECT_EQ(extra["backend_version"], "1.20.0");
    EXPECT_EQ(extra["provider"], "CPUExecutionProvider");
    EXPECT_EQ(extra["device"], "cpu");
    EXPECT_EQ(extra["exporter_version"], "0.1.0");
    EXPECT_EQ(extra["task"], "detect");
    EXPECT_EQ(extra["head"], "yolov8");
    EXPECT_EQ(extra["class_names"], json::parse(R"(["circle", "square"])"));
    EXPECT_EQ(extra["model_provenance"], (json{{"model", "models/demo.onnx"}, {"model_sha256", std::string(64, 'a')}}));
    EXPECT_EQ(extra["decision_evidence"],
              json::parse(
                  R"([{"finding": "output0 is [1, 84, 8400]", "conclusion": "a YOLOv8 head", "certainty": "shown"}])"));
}

TEST(Meta, CountsACompletedRun) {
    const json extra = meta_of(sample_record({"b.jpg", "a.jpg"}), {"b.jpg", "a.jpg"})["extra"];
    EXPECT_EQ(extra["dry_run"], false);
    EXPECT_EQ(extra["execution_status"], "completed");
    EXPECT_EQ(extra["runtime_executed"], true);
    EXPECT_TRUE(extra["runtime_error"].is_null());
    for (const char* const count : {"inference_calls", "result_count", "selected_input_count"})
        EXPECT_EQ(extra[count], 2) << count;
    EXPECT_EQ(extra["selected_inputs"], json::parse(R"(["b.jpg", "a.jpg"])"));
    EXPECT_EQ(extra["failed_inputs"], json::array());
    EXPECT_EQ(extra["source_mode"], "explicit_source");
    EXPECT_EQ(extra["image_key_style"], "path");
}

TEST(Meta, NamesInputsThatFailedApart) {
    RunRecord record = sample_record({"a.jpg", "broken.jpg", "b.jpg"});
    record.failed_inputs = {{"broken.jpg", "is truncated"}};
    const json meta = meta_of(record, {"a.jpg", "b.jpg"});
    const json& extra = meta["extra"];
    EXPECT_EQ(meta["images"], 2);
    for (const char* const count : {"inference_calls", "result_count", "selected_input_count"})
        EXPECT_EQ(extra[count], 2) << count;
    EXPECT_EQ(extra["selected_inputs"], json::parse(R"(["a.jpg", "b.jpg"])"));
    EXPECT_EQ(extra["failed_inputs"], json::parse(R"([{"image": "broken.jpg", "error": "is truncated"}])"));
}

TEST(Meta, CountsNoCallsInADryRun) {
    RunRecord record = sample_record({"a.jpg"});
    record.dry_run = true;
    const json extra = meta_of(record, {"a.jpg"})["extra"];
    EXPECT_EQ(extra["dry_run"], true);
    EXPECT_EQ(extra["execution_status"], "dry_run");
    EXPECT_EQ(extra["runtime_executed"], false);
    EXPECT_EQ(extra["inference_calls"], 0);
    EXPECT_EQ(extra["result_count"], 0);
    EXPECT_EQ(extra["selected_input_count"], 1);
}

TEST(Meta, DoesNotCallARunWithoutResultsCompleted) {
    RunRecord record = sample_record({"broken.jpg"});
    record.failed_inputs = {{"broken.jpg", "is empty"}};
    const json extra = meta_of(record, {})["extra"];
    EXPECT_EQ(extra["execution_status"], "failed");
    EXPECT_EQ(extra["runtime_executed"], false);
    EXPECT_EQ(extra["inference_calls"], 0);
    EXPECT_EQ(extra["runtime_error"], "no input could be read");
    EXPECT_TRUE(extra["export_settings"]["preprocess"].is_null());
}

TEST(Meta, RefusesAnInputWithNeitherEntryNorError) {
    EXPECT_EQ(refusal(sample_record({"a.jpg", "b.jpg"}), {"a.jpg"}),
              "image key 'b.jpg' was selected but has neither an entry nor an error");
}

TEST(Meta, RefusesEntriesThatNobodySelected) {
    EXPECT_EQ(refusal(sample_record({"a.jpg"}), {"a.jpg", "b.jpg"}),
              "2 entries were written for 1 inputs that were selected and did not fail");
}

TEST(Meta, TellsOfMirroredPictures) {
    RunRecord record = sample_record({"a.jpg"});
    record.tta_flip = true;
    EXPECT_EQ(meta_of(record, {"a.jpg"})["tta"], json::parse(R"({"enabled": true, "seed": null, "flip_prob": 1.0,
        "norm_only": false, "warnings": [], "summary": {"method": "horizontal_flip", "views": 2}})"));
}

TEST(Meta, TellsOfTilesThresholdsOfClassesAndTheFamily) {
    RunRecord record = sample_record({"a.jpg"});
    json extra = meta_of(record, {"a.jpg"})["extra"];
    EXPECT_FALSE(extra["export_settings"].contains("tiles") || extra["export_settings"].contains("class_thresholds"));
    EXPECT_TRUE(extra["family"].is_null());
    record.tiles = TileRecord{640, 512, 0.25, true, "greedy-nmm", "ios", 0.5};
    record.keep_classes = {3, 5};
    record.drop_classes = {7};
    record.class_thresholds = {{3, 0.5}, {7, 0.125}};
    record.family = "YOLOv6";
    extra = meta_of(record, {"a.jpg"})["extra"];
    EXPECT_EQ(extra["family"], "YOLOv6");
    EXPECT_EQ(extra["export_settings"]["tiles"],
              json::parse(R"({"width": 640, "height": 512, "overlap": 0.25, "full_picture": true, "merge": "greedy-nmm",
                              "merge_metric": "ios", "merge_threshold": 0.5})"));
    EXPECT_EQ(extra["export_settings"]["keep_classes"], json::parse("[3, 5]"));
    EXPECT_EQ(extra["export_settings"]["drop_classes"], json::parse("[7]"));
    EXPECT_EQ(extra["export_settings"]["class_thresholds"],
              json::parse(R"([{"class_id": 3, "score_threshold": 0.5}, {"class_id": 7, "score_threshold": 0.125}])"));
}

}  // namespace
}  // namespace yolozu
